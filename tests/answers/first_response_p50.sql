-- How long until the first public message of a human agent? Not a bot's, not an internal note,
-- not the message with which an agent opened the ticket. Where a ticket has no message events
-- at all, the row's own time. By the day of the answer; minutes.
with answered as (
    select
        t.ticket_id, t.created_at,
        case
            when exists (
                from ticket_events m
                where m.ticket_id = t.ticket_id and m.kind in (
                    'customer_message', 'agent_message', 'bot_message', 'internal_note'
                )
            )
            then (
                select min(m.event_at) from ticket_events m
                where m.ticket_id = t.ticket_id
                    and m.kind = 'agent_message'
                    and coalesce(m.public, true)
                    and coalesce(m.actor_role, 'agent') <> 'bot'
                    and m.event_at >= t.created_at
                    and not exists (
                        from ticket_events c
                        where c.ticket_id = t.ticket_id and c.kind = 'created'
                            and c.actor_role = 'agent' and c.event_at = m.event_at
                    )
            )
            else t.first_response_at
        end as answered_at
    from tickets t
),
waits as (
    select
        period_of(local_day(a.answered_at)) as period,
        members(d.dims) as members,
        list_sort(list(seconds_between(a.created_at, a.answered_at))) as sorted
    from answered a
    join ticket_dims d on d.ticket_id = a.ticket_id
    where in_range(local_day(a.answered_at)) and kept(d.dims)
    group by all
)
select
    period, members, null as numerator, null as denominator,
    type_7(sorted, 0.5) / 60 as value,
    len(sorted) as n
from waits;
