-- feed: ticket_events
-- scratch
-- How often a ticket went from one holder to another; team and agent changed at one instant count once.
with moved as (
  select h.ticket_id as ticket_id
  from ticket_histories as h
  where h.last_held_at > h.first_held_at or h.names_holder = 1
),
held as (
  select
    e.ticket_id as ticket_id,
    e.event_at as event_at,
    e.new_value as holder,
    coalesce(
      nullif(e.old_value, ''),
      lag(e.new_value) over (
        partition by e.ticket_id, e.kind order by e.event_at, e.event_seq nulls last, e.event_id
      )
    ) as holder_before
  from ticket_events as e
  where
    e.kind in ('assigned', 'team')
    and e.new_value <> ''
    and e.ticket_id in (select m.ticket_id from moved as m)
),
changes as (
  select h.ticket_id as ticket_id, h.event_at as event_at
  from held as h
  where h.holder_before <> h.holder
  group by h.ticket_id, h.event_at
)
select c.ticket_id as ticket_id, count(*) as handoffs
from changes as c
group by c.ticket_id
