-- feed: tickets
-- scratch
-- Each clock of the watched tickets, and each next response of any ticket, as it ran: from its start
-- until it stopped, or not yet. A ticket that is opened again begins a new cycle of its resolution.
with turns as (
  select r.ticket_id as ticket_id, second_of(r.turned_at) as turned_s, r.solved as solved,
    r.place as place, w.start_s as start_s
  from ticket_turns as r
  join clock_watched as w on w.ticket_id = r.ticket_id
  where r.place = 0 or r.turned_at <= as_of()
),
early as (
  -- what came before the start, or before the log, tells only how the ticket stood at the start
  select t.ticket_id as ticket_id, max(t.place) as place
  from turns as t
  where t.place = 0 or t.turned_s < t.start_s
  group by t.ticket_id
),
counted as (
  select t.ticket_id as ticket_id, t.turned_s as turned_s, t.solved as solved, t.place as place
  from turns as t
  where t.place > 0 and t.turned_s >= t.start_s
  union all
  select t.ticket_id as ticket_id, t.start_s as turned_s, t.solved as solved, t.place as place
  from turns as t
  join early as e on e.ticket_id = t.ticket_id and e.place = t.place
  where t.solved = 1
),
cycles as (
  select
    c.ticket_id as ticket_id,
    c.turned_s as turned_s,
    c.solved as solved,
    1 + sum(1 - c.solved) over (
      partition by c.ticket_id order by c.place rows between unbounded preceding and current row
    ) as cycle
  from counted as c
),
resolutions as (
  select
    c.ticket_id as ticket_id,
    c.cycle as cycle,
    min(case when c.solved = 0 then c.turned_s end) as start_s,
    min(case when c.solved = 1 then c.turned_s end) as stop_s
  from cycles as c
  group by c.ticket_id, c.cycle
),
turned as (
  select r.ticket_id as ticket_id from ticket_turns as r group by r.ticket_id
),
known as (
  select
    w.ticket_id as ticket_id,
    w.start_s as start_s,
    w.response_in_order as response_in_order,
    case
      when w.took_over and f.response_history = 'events' then second_of(w.answered_at)
      else second_of(f.first_response_at)
    end as answered_s,
    second_of(f.settled_at) as solved_s,
    r.ticket_id is not null as turned,
    f.response_history as response_history,
    f.history as history
  from clock_watched as w
  join facts.tickets as f on f.ticket_id = w.ticket_id
  left join turned as r on r.ticket_id = w.ticket_id
),
runs as (
  select
    k.ticket_id as ticket_id,
    'first_response' as target,
    1 as cycle,
    k.start_s as start_s,
    k.answered_s as stop_s,
    k.response_history as history,
    0 as round
  from known as k
  where promised('first_response') and k.response_in_order
  union all
  select
    k.ticket_id as ticket_id,
    'resolution' as target,
    coalesce(r.cycle, 1) as cycle,
    coalesce(r.start_s, k.start_s) as start_s,
    case
      when r.ticket_id is not null then r.stop_s
      when k.turned then null
      else k.solved_s
    end as stop_s,
    k.history as history,
    coalesce(r.cycle, 1) as round
  from known as k
  left join resolutions as r on r.ticket_id = k.ticket_id
  where promised('resolution')
  union all
  select
    m.ticket_id as ticket_id,
    'next_response' as target,
    m.cycle as cycle,
    m.asked_s as start_s,
    m.answered_s as stop_s,
    'events' as history,
    m.turn as round
  from clock_messages as m
  where promised('next_response') and m.cycle > 0
)
select
  r.ticket_id as ticket_id,
  r.target as target,
  cast(r.cycle as integer) as cycle,
  r.start_s as start_s,
  -- what a source calls solved or answered before the case began stops the clock at once
  case when r.stop_s <= second_of(as_of()) then greatest(r.stop_s, r.start_s) end as stop_s,
  case
    when r.stop_s <= second_of(as_of()) then greatest(r.stop_s, r.start_s)
    else second_of(as_of())
  end as end_s,
  r.history as history,
  r.round as round  -- the cycle of a resolution, else how many replies came before it
from runs as r
where r.start_s <= second_of(as_of())
