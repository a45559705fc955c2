-- feed: ticket_events
-- scratch
-- Each instant at which a ticket that was opened again became solved (1) or unsolved (0).
with opened_again as (
  select h.ticket_id as ticket_id
  from ticket_histories as h
  where h.last_unsolved_at >= h.first_solved_at or h.names_reopen = 1
),
steps as (
  select
    e.ticket_id as ticket_id,
    e.event_at as event_at,
    e.event_seq as event_seq,
    e.event_id as event_id,
    e.old_value as old_value,
    case when e.new_value in ('solved', 'closed') then 1 else 0 end as solved
  from ticket_events as e
  where e.kind = 'status' and e.ticket_id in (select o.ticket_id from opened_again as o)
),
placed as (
  -- events of one instant without the source's own order: what unsolves comes before a solve
  select
    s.ticket_id as ticket_id,
    s.event_at as turned_at,
    s.solved as solved,
    case when s.old_value in ('solved', 'closed') then 1 else 0 end as solved_by_name,
    lag(s.solved) over (
      partition by s.ticket_id order by s.event_at, s.event_seq nulls first, s.solved, s.event_id
    ) as solved_before,
    row_number() over (
      partition by s.ticket_id order by s.event_at, s.event_seq nulls first, s.solved, s.event_id
    ) as place
  from steps as s
)
select
  p.ticket_id as ticket_id,
  p.turned_at as turned_at,
  p.solved as solved,
  p.place as place
from placed as p
where p.solved <> coalesce(p.solved_before, p.solved_by_name)
