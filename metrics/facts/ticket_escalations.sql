-- feed: ticket_events
-- scratch
-- When a ticket was escalated first, of those whose events tell of it.
select e.ticket_id as ticket_id, min(e.event_at) as escalated_at
from ticket_events as e
where e.kind = 'escalated'
group by e.ticket_id
