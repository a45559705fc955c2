-- Of the complaints we judged, how many were real? By the day of the verdict; a verdict without
-- a time counts on the day of the report, and a complaint without a verdict not at all.
with judged as (
    select
        complaint_id, verdict, local_day(coalesce(verdict_at, reported_at)) as day
    from complaints
    where verdict in ('confirmed', 'rejected')
)
select
    period_of(j.day) as period,
    members(d.dims) as members,
    count(*) filter (j.verdict = 'confirmed') as numerator,
    count(*) as denominator,
    numerator / denominator as value
from judged j
join complaint_dims d on d.complaint_id = j.complaint_id
where in_range(j.day) and kept(d.dims)
group by all;
