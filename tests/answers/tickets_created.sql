-- How many cases came in? Every ticket counts, on the day on which it was created.
select
    period_of(local_day(t.created_at)) as period,
    members(d.dims) as members,
    count(*) as numerator,
    null as denominator,
    count(*) as value
from tickets t
join ticket_dims d on d.ticket_id = t.ticket_id
where in_range(local_day(t.created_at)) and kept(d.dims)
group by all;
