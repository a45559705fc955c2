-- shape: ratio
-- Of the cases that were assigned, how many changed their team or category afterwards? By the day
-- of creation. What a change changed from is its old value, else the value before.
with changes as (
    select
        ticket_id, kind, event_at, new_value,
        coalesce(
            old_value,
            lag(new_value) over (partition by ticket_id, kind order by event_at, event_seq)
        ) as value_before
    from ticket_events
    where kind in ('assigned', 'team', 'category')
),
firsts as (
    select ticket_id, min(event_at) as assigned_at from changes
    where kind in ('assigned', 'team')
    group by ticket_id
)
select
    local_day(t.created_at) as day, c.dims,
    cast(exists (
        from changes e
        where e.ticket_id = t.ticket_id and e.kind in ('team', 'category')
            and e.event_at > f.assigned_at and e.new_value <> e.value_before
    ) as integer) as of,
    1 as over,
    f.assigned_at is null as undecided
from tickets t
join ticket_cuts c on c.ticket_id = t.ticket_id
left join firsts f on f.ticket_id = t.ticket_id;
