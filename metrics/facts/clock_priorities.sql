-- feed: ticket_events
-- scratch
-- Each stretch of time in which a ticket had one priority, of those tickets whose priority changed.
-- `solved_s` and `replied_s` are the last instants before it, in the order of events, at which the
-- ticket was solved or an agent replied: of one instant, a change of priority comes before either
-- unless the source's own order says else.
with changed as (
  select
    e.ticket_id as ticket_id,
    second_of(e.event_at) as event_s,
    e.kind as kind,
    e.old_value as old_value,
    e.new_value as new_value,
    row_number() over (
      partition by e.ticket_id
      order by
        e.event_at,
        e.event_seq nulls last,
        case when e.kind = 'priority' then 0 when e.kind = 'agent_message' then 1 else 2 end,
        e.event_id
    ) as place
  from ticket_events as e
  where
    (
      e.kind = 'priority'
      or (e.kind = 'status' and e.new_value in ('solved', 'closed'))
      or (
        e.kind = 'agent_message'
        and coalesce(e.public, true)
        and coalesce(e.actor_role, 'agent') <> 'bot'
      )
    )
    and e.ticket_id in (select w.ticket_id from clock_watched as w where w.reprioritised)
),
solves as (
  select
    c.ticket_id as ticket_id,
    c.event_s as event_s,
    c.kind as kind,
    c.old_value as old_value,
    c.new_value as new_value,
    c.place as place,
    max(case when c.kind = 'status' then c.event_s end) over (
      partition by c.ticket_id order by c.place rows between unbounded preceding and 1 preceding
    ) as solved_s,
    max(case when c.kind = 'agent_message' then c.event_s end) over (
      partition by c.ticket_id order by c.place rows between unbounded preceding and 1 preceding
    ) as replied_s
  from changed as c
),
ordered as (
  select
    s.ticket_id as ticket_id,
    s.event_s as event_s,
    s.old_value as old_value,
    s.new_value as new_value,
    s.solved_s as solved_s,
    s.replied_s as replied_s,
    row_number() over (partition by s.ticket_id order by s.place) as place,
    lead(s.event_s) over (partition by s.ticket_id order by s.place) as next_s
  from solves as s
  where s.kind = 'priority'
)
select
  o.ticket_id as ticket_id,
  o.place + 1 as phase,
  o.event_s as from_s,
  o.next_s as until_s,
  nullif(o.new_value, '') as priority,
  o.solved_s as solved_s,
  o.replied_s as replied_s
from ordered as o
union all
select
  o.ticket_id as ticket_id,
  1 as phase,
  null as from_s,
  o.event_s as until_s,
  nullif(o.old_value, '') as priority,  -- null: as the row has it
  null as solved_s,
  null as replied_s
from ordered as o
where o.place = 1
