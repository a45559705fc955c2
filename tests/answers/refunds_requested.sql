-- How many refunds were asked for? By the day of the request.
select
    period_of(local_day(r.requested_at)) as period,
    members(d.dims) as members,
    count(*) as numerator,
    null as denominator,
    count(*) as value
from refunds r
join refund_dims d on d.refund_id = r.refund_id
where in_range(local_day(r.requested_at)) and kept(d.dims)
group by all;
