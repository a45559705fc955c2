-- feed: tickets
-- scratch
-- The tickets whose clocks need the order of their events: they waited, changed their priority, were
-- opened again, or took over a ticket that is older. All others are judged in one pass, and so is the
-- first response where nothing but a wait, which does not pause it, sets the ticket apart.
with children as (
  select m.survivor_id as ticket_id, min(t.created_at) as created_at
  from clock_merges as m
  join tickets as t on t.ticket_id = m.ticket_id
  group by m.survivor_id
),
older as (
  select c.ticket_id as ticket_id, c.created_at as created_at
  from children as c
  join tickets as t on t.ticket_id = c.ticket_id
  where c.created_at < t.created_at
),
answers as (
  -- what the older ticket was answered may stand in the log of the one that took it over
  select e.ticket_id as ticket_id, min(e.event_at) as answered_at
  from ticket_events as e
  join older as o on o.ticket_id = e.ticket_id
  join ticket_histories as h on h.ticket_id = e.ticket_id
  where
    e.kind = 'agent_message'
    and coalesce(e.public, true)
    and coalesce(e.actor_role, 'agent') <> 'bot'
    and second_of(e.event_at) >= second_of(o.created_at)
    and (h.created_by_agent = 0 or second_of(e.event_at) > second_of(h.log_created_at))
  group by e.ticket_id
),
picked as (
  select h.ticket_id as ticket_id
  from ticket_histories as h
  where h.waits = 1 or h.reprioritised = 1
  union
  select r.ticket_id as ticket_id from ticket_turns as r
  union
  select o.ticket_id as ticket_id from older as o
)
select
  t.ticket_id as ticket_id,
  second_of(coalesce(o.created_at, t.created_at)) as start_s,
  coalesce(h.waits = 1, false) as waits,
  coalesce(h.reprioritised = 1, false) as reprioritised,
  o.ticket_id is not null
  or coalesce(h.reprioritised = 1, false)
  or (pauses('first_response') and coalesce(h.waits = 1, false)) as response_in_order,
  o.ticket_id is not null as took_over,
  a.answered_at as answered_at
from picked as p
join tickets as t on t.ticket_id = p.ticket_id
left join ticket_histories as h on h.ticket_id = p.ticket_id
left join older as o on o.ticket_id = p.ticket_id
left join answers as a on a.ticket_id = p.ticket_id
where promised('resolution') or promised('first_response') or promised('next_response')
