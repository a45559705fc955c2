-- Of the complaints we judged, how many were real? By the day of the verdict; a verdict without
-- a time counts on the day of the report. A complaint without a verdict is undecided, on the day
-- of its report, and in neither half.
with dated as (
    select
        complaint_id,
        verdict = 'confirmed' as confirmed,
        verdict in ('confirmed', 'rejected') as judged,
        local_day(
            case when verdict in ('confirmed', 'rejected') then coalesce(verdict_at, reported_at)
            else reported_at end
        ) as day
    from complaints
)
select
    period_of(c.day) as period,
    members(d.dims) as members,
    count(*) filter (c.confirmed) as numerator,
    count(*) filter (c.judged) as denominator,
    numerator / nullif(denominator, 0) as value,
    count(*) - denominator as undecided
from dated c
join complaint_dims d on d.complaint_id = c.complaint_id
where in_range(c.day) and kept(d.dims)
group by all;
