-- feed: tickets
-- by: ticket_id
-- One row a ticket. Solving, reopening, handing over and answering come from the ticket's events
-- where it has events of that kind, else from the row's own words.
with turns as (
  select
    r.ticket_id as ticket_id,
    min(case when r.solved = 1 then r.turned_at end) as first_solved_at,
    max(case when r.solved = 1 then r.turned_at end) as last_solved_at,
    max(case when r.solved = 1 then r.place end) as last_solved_place,
    max(case when r.solved = 0 then r.place end) as last_reopened_place,
    sum(case when r.solved = 0 then 1 else 0 end) as reopens
  from ticket_turns as r
  group by r.ticket_id
),
early as (
  -- the first agent message is no reply: it opened the ticket, or it is older than the ticket
  select h.ticket_id as ticket_id, t.created_at as created_at, h.log_created_at as log_created_at,
    h.created_by_agent as created_by_agent
  from ticket_histories as h
  join tickets as t on t.ticket_id = h.ticket_id
  where
    h.first_answer_at < t.created_at
    or (h.created_by_agent = 1 and second_of(h.first_answer_at) <= second_of(h.log_created_at))
),
later_answers as (
  select e.ticket_id as ticket_id, min(e.event_at) as first_answer_at
  from ticket_events as e
  join early as f on f.ticket_id = e.ticket_id
  where
    e.kind = 'agent_message'
    and coalesce(e.public, true)
    and coalesce(e.actor_role, 'agent') <> 'bot'
    and e.event_at >= f.created_at
    and (f.created_by_agent = 0 or second_of(e.event_at) > second_of(f.log_created_at))
  group by e.ticket_id
),
agents as (
  select s.staff_id as staff_id from staff as s group by s.staff_id
),
known as (
  -- without a list, the ids themselves are the members
  select
    (select count(*) from staff as s) = 0 as any_agent,
    (select count(*) from products as p) = 0 as any_product
),
dated as (
  select
    t.*,
    coalesce(h.has_status, 0) = 1 as has_status,
    coalesce(h.has_messages, 0) = 1 as has_messages,
    case
      when h.has_status = 1 and r.ticket_id is null then h.first_solved_at
      when h.has_status = 1 then r.first_solved_at
      else coalesce(t.resolved_at, t.closed_at)
    end as first_solved_at,
    case
      when h.has_status = 1 and r.ticket_id is null then h.first_solved_at
      when h.has_status = 1 and r.last_solved_place > coalesce(r.last_reopened_place, -1) then r.last_solved_at
      when h.has_status = 1 then null
      when t.status in ('solved', 'closed') then coalesce(t.resolved_at, t.closed_at)
    end as solved_at,
    case
      when coalesce(h.has_messages, 0) = 0 then t.first_response_at
      when f.ticket_id is null then h.first_answer_at
      else a.first_answer_at
    end as answered_at,
    greatest(coalesce(r.reopens, 0), coalesce(t.reopen_count, 0)) as reopens,
    coalesce(o.given_back, 0) = 1 as given_back,
    h.first_held_at is not null as routed,
    q.ticket_id is not null as misrouted,
    c.ticket_id is not null or coalesce(t.escalation_level, 0) > 0 as escalated,
    case
      when h.first_held_at is not null then coalesce(o.handoffs, 0)
      else t.handoff_count
    end as handoffs
  from tickets as t
  left join ticket_histories as h on h.ticket_id = t.ticket_id
  left join turns as r on r.ticket_id = t.ticket_id
  left join ticket_handoffs as o on o.ticket_id = t.ticket_id
  left join ticket_reroutes as q on q.ticket_id = t.ticket_id
  left join ticket_escalations as c on c.ticket_id = t.ticket_id
  left join early as f on f.ticket_id = t.ticket_id
  left join later_answers as a on a.ticket_id = t.ticket_id
),
staged as (
  -- the status in which a ticket began was entered when it was created
  select
    d.*,
    case when z.new_us >= epoch_us(d.created_at) then z.new_us - epoch_us(d.created_at) else z.new_us end as new_us,
    case when z.open_us >= epoch_us(d.created_at) then z.open_us - epoch_us(d.created_at) else z.open_us end as open_us,
    case when z.pending_us >= epoch_us(d.created_at) then z.pending_us - epoch_us(d.created_at) else z.pending_us end as pending_us,
    case when z.on_hold_us >= epoch_us(d.created_at) then z.on_hold_us - epoch_us(d.created_at) else z.on_hold_us end as on_hold_us,
    epoch_us(d.solved_at) - epoch_us(d.created_at) as solve_us
  from dated as d
  left join ticket_stages as z on z.ticket_id = d.ticket_id
),
timed as (
  -- events that contradict one another give times that do not add up: then none is known
  select
    s.*,
    coalesce(
      s.new_us >= 0 and s.open_us >= 0 and s.pending_us >= 0 and s.on_hold_us >= 0
      and s.new_us + s.open_us + s.pending_us + s.on_hold_us <= s.solve_us
      and (s.reopens > 0 or s.new_us + s.open_us + s.pending_us + s.on_hold_us = s.solve_us),
      false
    ) as stages_known
  from staged as s
)
select
  t.ticket_id as ticket_id,
  t.created_at as created_at,
  local_day(t.created_at) as created_day,
  t.first_solved_at as first_solved_at,
  local_day(t.first_solved_at) as first_solved_day,
  t.solved_at as solved_at,
  local_day(t.solved_at) as solved_day,
  t.answered_at as first_response_at,
  local_day(t.answered_at) as first_response_day,
  (epoch_us(t.answered_at) - epoch_us(t.created_at)) / 1000000.0 as first_response_s,
  (epoch_us(t.solved_at) - epoch_us(t.created_at)) / 1000000.0 as time_to_solve_s,
  case when t.stages_known then t.new_us / 1000000.0 end as new_s,
  case when t.stages_known then t.open_us / 1000000.0 end as open_s,
  case when t.stages_known then t.pending_us / 1000000.0 end as pending_s,
  case when t.stages_known then t.on_hold_us / 1000000.0 end as on_hold_s,
  t.stages_known as stages_known,
  t.solved_at is not null and not t.stages_known as stages_unknown,
  t.solved_at is not null as solved,
  t.first_solved_at is not null as ever_solved,
  t.reopens > 0 as reopened,
  t.reopens as reopens,
  t.handoffs as handoffs,
  t.handoffs is not null as handoffs_known,
  t.handoffs is null as handoffs_unknown,
  t.reopens > 0 or t.given_back as reworked,
  t.escalated as escalated,
  t.routed as routed,
  not t.routed as routing_unknown,
  t.misrouted as misrouted,
  t.sla_met as sla_met,
  t.sla_met is not null as sla_known,
  t.sla_met is null as sla_unknown,
  case when t.has_status then 'events' else 'row' end as history,
  case when t.has_messages then 'events' else 'row' end as response_history,
  -- a row that says solved, but not since when, was solved by its last change
  case
    when t.has_status or t.status not in ('solved', 'closed') then t.first_solved_at
    else coalesce(t.first_solved_at, t.updated_at)
  end as settled_at,
  local_day(
    case
      when t.has_status or t.status not in ('solved', 'closed') then t.first_solved_at
      else coalesce(t.first_solved_at, t.updated_at)
    end
  ) as settled_day,
  not t.has_status
  and t.status in ('solved', 'closed')
  and coalesce(t.first_solved_at, t.updated_at) is null as settled_unknown,
  t.status as status,
  t.void_reason as void_reason,
  coalesce(t.exempt_reason <> '' and t.exempt_approver <> '', false) as exempt,
  t.merged_into as merged_into,
  t.priority as priority,
  t.channel as channel,
  t.category as category,
  t.subcategory as subcategory,
  coalesce(t.team, s.team) as team,
  case when g.staff_id is not null or k.any_agent then t.assignee_id end as assignee,
  s.manager_id as manager,
  m.manager_id as senior_manager,
  t.region as region,
  case when p.product_id is not null or k.any_product then t.product_id end as product,
  p.category as product_category,
  p.vendor as vendor,
  t.service as service,
  t.customer_id as customer_id,
  t.order_id as order_id,
  t.product_id as product_id,
  t._batch as _batch,
  t._file as _file,
  t._line as _line
from timed as t
cross join known as k
left join agents as g on g.staff_id = t.assignee_id
left join staff_spans as s
  on s.staff_id = t.assignee_id and s.from_at <= t.created_at and s.until_at > t.created_at
left join staff_spans as m
  on m.staff_id = s.manager_id and m.from_at <= t.created_at and m.until_at > t.created_at
left join product_list as p on p.product_id = t.product_id
