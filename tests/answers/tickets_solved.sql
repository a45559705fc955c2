-- How many cases did we solve for good? Once each, on the day their last solved stretch began.
select
    period_of(local_day(s.solved_at)) as period,
    members(d.dims) as members,
    count(*) as numerator,
    null as denominator,
    count(*) as value
from solves s
join ticket_dims d on d.ticket_id = s.ticket_id
where in_range(local_day(s.solved_at)) and kept(d.dims)
group by all;
