-- How often is a case passed on? Instants at which the team, or the agent, changes from one that
-- was known to another, where a ticket has such events; else the source's count; else unknown.
with holders as (
    select
        ticket_id, kind, event_at, new_value,
        -- the holder before: what the event says, else the newest one that is known
        coalesce(
            old_value,
            last_value(new_value ignore nulls) over (
                partition by ticket_id, kind order by event_at, event_seq
                rows between unbounded preceding and 1 preceding
            )
        ) as holder_before
    from ticket_events
    where kind in ('assigned', 'team')
),
counted as (
    select
        t.ticket_id,
        case
            when exists (from holders h where h.ticket_id = t.ticket_id)
            then (
                select count(distinct h.event_at) from holders h
                where h.ticket_id = t.ticket_id and h.new_value <> h.holder_before
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
    numerator / nullif(denominator, 0) as value,
    count(*) - count(c.handoffs) as undecided
from tickets t
join counted c on c.ticket_id = t.ticket_id
join ticket_dims d on d.ticket_id = t.ticket_id
where in_range(local_day(t.created_at)) and kept(d.dims)
group by all;
