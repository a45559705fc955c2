-- How many defects did customers report? By the day of the report.
select
    period_of(local_day(c.reported_at)) as period,
    members(d.dims) as members,
    count(*) as numerator,
    null as denominator,
    count(*) as value
from complaints c
join complaint_dims d on d.complaint_id = c.complaint_id
where in_range(local_day(c.reported_at)) and kept(d.dims)
group by all;
