-- Of the cases that were solved, how many had to be opened again? By the day of the first solve.
select
    period_of(local_day(s.first_solved_at)) as period,
    members(d.dims) as members,
    count(*) filter (s.reopens > 0) as numerator,
    count(*) as denominator,
    numerator / denominator as value
from solves s
join ticket_dims d on d.ticket_id = s.ticket_id
where in_range(local_day(s.first_solved_at)) and kept(d.dims)
group by all;
