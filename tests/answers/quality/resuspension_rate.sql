-- shape: ratio
-- Of the stops lifted, how many products were off sale again within 90 days, for whatever defect?
-- By the day on which the sale went on; in neither half while the 90 days last.
select
    local_day(a.resumed_at) as day, a.dims,
    cast(exists (
        from stops b
        where b.andon_id <> a.andon_id and b.product_id = a.product_id
            and b.suspended_at > a.resumed_at
            and b.suspended_at <= a.resumed_at + days_of(90)
    ) as integer) as of,
    1 as over,
    a.resumed_at + days_of(90) > getvariable('as_of') as undecided
from stops a
where a.resumed_at is not null;
