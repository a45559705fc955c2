-- feed: ticket_events
-- scratch
-- Each stretch of time in which a ticket had one priority, of those tickets whose priority changed.
-- The change that begins it, and the one that ends it, say where the case stood when they came, in
-- the order of events: in which cycle of its resolution and whether that one was solved, after how
-- many replies and whether a customer waited for the next. So changes in one second with a solve or
-- a reply concern only the clocks that were open.
with logged as (
  select
    e.ticket_id as ticket_id,
    e.kind as kind,
    second_of(e.event_at) as event_s,
    e.old_value as old_value,
    e.new_value as new_value,
    e.kind = 'status' and e.new_value in ('solved', 'closed') as solves,
    e.kind = 'status' and e.new_value not in ('solved', 'closed') as unsolves,
    coalesce(r.solved = 0, false) and second_of(e.event_at) >= w.start_s as reopens,
    e.kind = 'customer_message' and second_of(e.event_at) >= w.start_s as asks,
    e.kind = 'agent_message'
    and coalesce(e.public, true)
    and coalesce(e.actor_role, 'agent') <> 'bot'
    and second_of(e.event_at) >= w.start_s
    and (h.created_by_agent = 0 or second_of(e.event_at) > second_of(h.log_created_at)) as replies,
    row_number() over (
      partition by e.ticket_id
      order by
        e.event_at,
        e.event_seq nulls last,
        case
          when e.kind = 'status' and e.new_value in ('solved', 'closed') then 5
          when e.kind = 'status' and e.old_value in ('solved', 'closed') then 0
          when e.kind = 'priority' then 1
          when e.kind = 'status' then 2
          when e.kind = 'customer_message' then 3
          else 4
        end,
        e.event_id
    ) as place
  from ticket_events as e
  join clock_watched as w on w.ticket_id = e.ticket_id
  join ticket_histories as h on h.ticket_id = e.ticket_id
  left join ticket_turns as r on r.ticket_id = e.ticket_id and r.event_id = e.event_id
  where w.reprioritised and e.kind in ('priority', 'status', 'customer_message', 'agent_message')
),
begun as (
  -- before the first change of status its old value holds
  select l.ticket_id as ticket_id
  from logged as l
  join (
    select s.ticket_id as ticket_id, min(s.place) as place
    from logged as s
    where s.kind = 'status'
    group by s.ticket_id
  ) as f on f.ticket_id = l.ticket_id and f.place = l.place
  where l.old_value in ('solved', 'closed')
),
counted as (
  select
    l.ticket_id as ticket_id,
    l.kind as kind,
    l.event_s as event_s,
    l.old_value as old_value,
    l.new_value as new_value,
    l.place as place,
    1 + sum(case when l.reopens then 1 else 0 end) over so_far as cycle,
    sum(case when l.replies then 1 else 0 end) over so_far as turn,
    max(case when l.solves then l.place end) over so_far as solved_place,
    max(case when l.unsolves then l.place end) over so_far as unsolved_place,
    max(case when l.asks then l.place end) over so_far as asked_place,
    max(case when l.replies then l.place end) over so_far as replied_place
  from logged as l
  window so_far as (
    partition by l.ticket_id order by l.place rows between unbounded preceding and current row
  )
),
changes as (
  select
    c.ticket_id as ticket_id,
    c.event_s as event_s,
    c.old_value as old_value,
    c.new_value as new_value,
    c.cycle as cycle,
    case
      when c.solved_place is null and c.unsolved_place is null then b.ticket_id is not null
      else coalesce(c.solved_place, 0) > coalesce(c.unsolved_place, 0)
    end as solved,
    c.turn as turn,
    coalesce(c.asked_place, 0) > coalesce(c.replied_place, 0) as asked,
    row_number() over (partition by c.ticket_id order by c.place) as place
  from counted as c
  left join begun as b on b.ticket_id = c.ticket_id
  where c.kind = 'priority'
)
select
  c.ticket_id as ticket_id,
  c.place + 1 as phase,
  nullif(c.new_value, '') as priority,
  c.event_s as from_s,
  c.cycle as from_cycle,
  c.solved as from_solved,
  c.turn as from_turn,
  n.event_s as until_s,
  n.cycle as until_cycle,
  n.turn as until_turn,
  n.asked as until_asked
from changes as c
left join changes as n on n.ticket_id = c.ticket_id and n.place = c.place + 1
union all
select
  c.ticket_id as ticket_id,
  1 as phase,
  nullif(c.old_value, '') as priority,  -- null: as the row has it
  null as from_s,
  null as from_cycle,
  null as from_solved,
  null as from_turn,
  c.event_s as until_s,
  c.cycle as until_cycle,
  c.turn as until_turn,
  c.asked as until_asked
from changes as c
where c.place = 1
