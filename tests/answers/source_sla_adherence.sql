-- Of the cases the source has judged, how many kept their promise? By the day of opening.
select
    period_of(local_day(t.created_at)) as period,
    members(d.dims) as members,
    count(*) filter (t.sla_met) as numerator,
    count(*) filter (t.sla_met is not null) as denominator,
    numerator / nullif(denominator, 0) as value,
    count(*) filter (t.sla_met is null) as undecided
from tickets t
join ticket_dims d on d.ticket_id = t.ticket_id
where in_range(local_day(t.created_at)) and kept(d.dims)
group by all;
