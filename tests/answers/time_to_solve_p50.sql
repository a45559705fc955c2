-- How long from creation to the last solve? By the day of that solve; hours, wall clock.
with solved as (
    select
        period_of(local_day(s.solved_at)) as period,
        members(d.dims) as members,
        list_sort(list(seconds_between(s.created_at, s.solved_at))) as sorted
    from solves s
    join ticket_dims d on d.ticket_id = s.ticket_id
    where in_range(local_day(s.solved_at)) and kept(d.dims)
    group by all
)
select
    period, members, null as numerator, null as denominator,
    type_7(sorted, 0.50) / 3600 as value,
    len(sorted) as n
from solved;
