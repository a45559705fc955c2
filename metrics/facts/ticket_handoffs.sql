-- feed: ticket_events
-- scratch
-- How often a ticket went from one holder to another; team and agent changed at one instant count once.
-- Given back: it came to a team, or to an agent, that had held it before and lost it since.
with moved as (
  select h.ticket_id as ticket_id
  from ticket_histories as h
  where h.last_held_at > h.first_held_at or h.names_holder = 1
),
held as (
  select
    e.ticket_id as ticket_id,
    e.kind as kind,
    e.event_at as event_at,
    e.old_value as old_holder,
    e.new_value as holder,
    coalesce(
      nullif(e.old_value, ''),
      lag(e.new_value) over (
        partition by e.ticket_id, e.kind order by e.event_at, e.event_seq nulls last, e.event_id
      )
    ) as holder_before,
    row_number() over (
      partition by e.ticket_id, e.kind order by e.event_at, e.event_seq nulls last, e.event_id
    ) as place
  from ticket_events as e
  where
    e.kind in ('assigned', 'team')
    and e.new_value <> ''
    and e.ticket_id in (select m.ticket_id from moved as m)
),
changes as (
  select h.ticket_id as ticket_id, h.event_at as event_at, h.kind as kind
  from held as h
  where h.holder_before <> h.holder
),
twice as (
  -- nothing comes back in fewer than two changes
  select c.ticket_id as ticket_id, c.kind as kind
  from changes as c
  group by c.ticket_id, c.kind
  having count(*) > 1
),
holders as (
  -- who an event says had it until then stands just before whom it gives it to
  select
    h.ticket_id as ticket_id, h.kind as kind, h.holder as holder, h.holder_before as holder_before,
    2 * h.place as place
  from held as h
  join twice as w on w.ticket_id = h.ticket_id and w.kind = h.kind
  union all
  select
    h.ticket_id as ticket_id, h.kind as kind, h.old_holder as holder, h.old_holder as holder_before,
    2 * h.place - 1 as place
  from held as h
  join twice as w on w.ticket_id = h.ticket_id and w.kind = h.kind
  where h.old_holder <> ''
),
compared as (
  select
    h.ticket_id as ticket_id,
    h.holder as holder,
    h.holder_before as holder_before,
    h.place as place,
    min(h.place) over (partition by h.ticket_id, h.kind, h.holder) as first_place
  from holders as h
),
returned as (
  select c.ticket_id as ticket_id
  from compared as c
  where c.holder_before <> c.holder and c.first_place < c.place
  group by c.ticket_id
)
select
  c.ticket_id as ticket_id,
  count(distinct c.event_at) as handoffs,
  max(case when r.ticket_id is not null then 1 else 0 end) as given_back
from changes as c
left join returned as r on r.ticket_id = c.ticket_id
group by c.ticket_id
