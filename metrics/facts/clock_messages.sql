-- feed: ticket_events
-- scratch
-- Each stretch of time in which a customer waited for an answer: from the oldest message that no
-- public message of an agent had answered. Turn 0 ends with the first response. Only of tickets in
-- which a customer wrote after the first response, or while the case stood still.
with talked as (
  select
    h.ticket_id as ticket_id,
    coalesce(w.start_s, second_of(t.created_at)) as start_s,
    h.log_created_at as log_created_at,
    h.created_by_agent as created_by_agent
  from ticket_histories as h
  join tickets as t on t.ticket_id = h.ticket_id
  left join clock_watched as w on w.ticket_id = h.ticket_id
  where
    (promised('next_response') and h.last_customer_at >= h.first_answer_at)
    or (promised('resolution') and h.waits = 1 and h.last_customer_at is not null)
),
said as (
  select
    e.ticket_id as ticket_id,
    e.event_at as event_at,
    e.event_seq as event_seq,
    e.event_id as event_id,
    case when e.kind = 'agent_message' then 1 else 0 end as replies
  from ticket_events as e
  join talked as t on t.ticket_id = e.ticket_id
  where
    e.event_at <= as_of()
    and second_of(e.event_at) >= t.start_s
    and (
      e.kind = 'customer_message'
      or (
        e.kind = 'agent_message'
        and coalesce(e.public, true)
        and coalesce(e.actor_role, 'agent') <> 'bot'
        and (t.created_by_agent = 0 or second_of(e.event_at) > second_of(t.log_created_at))
      )
    )
),
numbered as (
  -- at one instant, without the source's own order, the customer spoke before the agent
  select
    s.ticket_id as ticket_id,
    s.event_at as event_at,
    s.replies as replies,
    sum(s.replies) over (
      partition by s.ticket_id order by s.event_at, s.event_seq nulls last, s.replies, s.event_id
      rows between unbounded preceding and current row
    ) - s.replies as turn
  from said as s
),
turns as (
  select
    n.ticket_id as ticket_id,
    n.turn as turn,
    min(case when n.replies = 0 then second_of(n.event_at) end) as asked_s,
    min(case when n.replies = 1 then second_of(n.event_at) end) as answered_s
  from numbered as n
  group by n.ticket_id, n.turn
)
select
  t.ticket_id as ticket_id,
  t.turn as turn,
  t.asked_s as asked_s,
  t.answered_s as answered_s,
  case
    when t.turn > 0
      then row_number() over (
        partition by t.ticket_id, case when t.turn > 0 then 1 else 0 end order by t.turn
      )
    else 0
  end as cycle
from turns as t
where t.asked_s is not null
