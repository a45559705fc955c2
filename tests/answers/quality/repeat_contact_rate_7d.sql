-- shape: ratio
-- Of the tickets solved, how many were followed by another of the same customer about the same
-- order or product within 7 days? By the day of the last solve.
with counted as (
    select t.*, s.solved_at
    from tickets t
    join solves s on s.ticket_id = t.ticket_id
    where t.void_reason is null and t.merged_into is null and t.customer_id is not null
)
select
    local_day(t.solved_at) as day, d.dims,
    cast(exists (
        from counted again
        where again.ticket_id <> t.ticket_id and again.customer_id = t.customer_id
            and (again.order_id = t.order_id or again.product_id = t.product_id)
            and again.created_at > t.solved_at
            and again.created_at <= t.solved_at + days_of(7)
    ) as integer) as of,
    1 as over,
    t.solved_at + days_of(7) > getvariable('as_of') as undecided
from counted t
join ticket_cuts d on d.ticket_id = t.ticket_id
where t.solved_at is not null and (t.order_id is not null or t.product_id is not null);
