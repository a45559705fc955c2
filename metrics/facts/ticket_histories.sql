-- feed: ticket_events
-- scratch
-- What one pass over the events tells of each ticket. Tickets that need the order of their events
-- (opened again, handed over) are looked at again elsewhere; they are few.
select
  e.ticket_id as ticket_id,
  max(case when e.kind = 'status' then 1 else 0 end) as has_status,
  max(
    case
      when e.kind in ('customer_message', 'agent_message', 'bot_message', 'internal_note') then 1
      else 0
    end
  ) as has_messages,
  min(case when e.kind = 'status' and e.new_value in ('solved', 'closed') then e.event_at end) as first_solved_at,
  max(case when e.kind = 'status' and e.new_value not in ('solved', 'closed') then e.event_at end) as last_unsolved_at,
  min(case when e.kind = 'status' and e.old_value in ('solved', 'closed') then e.event_at end) as first_from_solved_at,
  min(case when e.kind in ('assigned', 'team') then e.event_at end) as first_held_at,
  max(case when e.kind in ('assigned', 'team') then e.event_at end) as last_held_at,
  max(case when e.kind in ('assigned', 'team') and e.old_value <> '' then 1 else 0 end) as names_holder,
  min(case when e.kind = 'created' then e.event_at end) as log_created_at,
  max(case when e.kind = 'created' and e.actor_role in ('agent', 'lead', 'manager') then 1 else 0 end) as created_by_agent,
  min(
    case
      when e.kind = 'agent_message' and coalesce(e.public, true) and coalesce(e.actor_role, 'agent') <> 'bot'
        then e.event_at
    end
  ) as first_answer_at,
  max(case when e.kind = 'customer_message' then e.event_at end) as last_customer_at,
  max(
    case
      when e.kind = 'status' and (e.new_value in ('pending', 'on_hold') or e.old_value in ('pending', 'on_hold'))
        then 1
      else 0
    end
  ) as waits,
  max(case when e.kind = 'priority' then 1 else 0 end) as reprioritised,
  min(case when e.kind = 'merged' then e.event_at end) as merged_at,
  max(case when e.kind = 'merged' then e.new_value end) as merged_into
from ticket_events as e
group by e.ticket_id
