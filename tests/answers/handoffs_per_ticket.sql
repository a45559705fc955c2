-- How often is a case passed on? Instants after the first assignment at which the team or the
-- agent changes, where a ticket has such events; else the source's count; else unknown.
with assignments as (
    select ticket_id, kind, event_at, event_seq, old_value, new_value
    from ticket_events
    where kind in ('assigned', 'team')
),
counted as (
    select
        t.ticket_id,
        case
            when exists (from assignments a where a.ticket_id = t.ticket_id)
            then (
                select count(distinct a.event_at) from assignments a
                where a.ticket_id = t.ticket_id
                    and a.new_value is distinct from a.old_value
                    and a.event_at > (
                        select min(f.event_at) from assignments f
                        where f.ticket_id = t.ticket_id
                    )
            )
            else t.handoff_count
        end as handoffs
    from tickets t
)
select
    period_of(local_day(t.created_at)) as period,
    members(d.dims) as members,
    coalesce(sum(c.handoffs), 0) as numerator,
    count(c.handoffs) as denominator,
    numerator / nullif(denominator, 0) as value
from tickets t
join counted c on c.ticket_id = t.ticket_id
join ticket_dims d on d.ticket_id = t.ticket_id
where in_range(local_day(t.created_at)) and kept(d.dims)
group by all;
