-- feed: ticket_events
-- scratch
-- Each instant at which a ticket became solved (1) or unsolved (0), of those tickets whose events
-- must be read in order: opened again after a solve, or solved before their first event (place 0).
with in_order as (
  select h.ticket_id as ticket_id
  from ticket_histories as h
  where
    h.last_unsolved_at >= h.first_solved_at
    or h.first_from_solved_at <= coalesce(h.first_solved_at, h.first_from_solved_at)
),
steps as (
  -- events of one instant without the source's own order: reopen, other, solve
  select
    e.ticket_id as ticket_id,
    e.event_at as event_at,
    e.event_seq as event_seq,
    e.event_id as event_id,
    case when e.old_value in ('solved', 'closed') then 1 else 0 end as was_solved,
    case when e.new_value in ('solved', 'closed') then 1 else 0 end as solved,
    case
      when e.new_value in ('solved', 'closed') then 2
      when e.old_value in ('solved', 'closed') then 0
      else 1
    end as rank
  from ticket_events as e
  where e.kind = 'status' and e.ticket_id in (select i.ticket_id from in_order as i)
),
placed as (
  select
    s.ticket_id as ticket_id,
    s.event_id as event_id,
    s.event_at as turned_at,
    s.solved as solved,
    s.was_solved as was_solved,
    lag(s.solved) over (
      partition by s.ticket_id order by s.event_at, s.event_seq nulls last, s.rank, s.event_id
    ) as solved_before,
    row_number() over (
      partition by s.ticket_id order by s.event_at, s.event_seq nulls last, s.rank, s.event_id
    ) as place
  from steps as s
)
select
  p.ticket_id as ticket_id,
  p.event_id as event_id,
  p.turned_at as turned_at,
  p.solved as solved,
  p.place as place
from placed as p
where p.solved <> coalesce(p.solved_before, p.was_solved)
union all
select
  p.ticket_id as ticket_id,
  null as event_id,
  t.created_at as turned_at,
  1 as solved,
  0 as place
from placed as p
join tickets as t on t.ticket_id = p.ticket_id
where p.place = 1 and p.was_solved = 1
