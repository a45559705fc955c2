-- feed: ticket_events
-- scratch
-- Tickets that were put to another team or category after somebody had got them. What is set at the
-- instant of the first assignment is part of it.
with late as (
  select e.ticket_id as ticket_id, min(h.first_held_at) as first_held_at
  from ticket_events as e
  join ticket_histories as h on h.ticket_id = e.ticket_id
  where e.kind in ('team', 'category') and e.event_at > h.first_held_at
  group by e.ticket_id
),
routed as (
  select
    e.ticket_id as ticket_id,
    e.event_at as event_at,
    e.new_value as route,
    coalesce(
      nullif(e.old_value, ''),
      lag(e.new_value) over (
        partition by e.ticket_id, e.kind order by e.event_at, e.event_seq nulls last, e.event_id
      )
    ) as route_before
  from ticket_events as e
  where
    e.kind in ('team', 'category')
    and e.new_value <> ''
    and e.ticket_id in (select l.ticket_id from late as l)
)
select r.ticket_id as ticket_id
from routed as r
join late as l on l.ticket_id = r.ticket_id
where r.event_at > l.first_held_at and r.route_before <> r.route
group by r.ticket_id
