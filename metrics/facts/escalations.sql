-- feed: tickets
-- by: ticket_id
-- One row a ticket that was escalated, from its first escalation (its creation, where only the row
-- knows of one) to its last solve. A ticket that its row calls solved, without saying when, left
-- with its last change; one escalated after its solve was never open as an escalation.
with raised as (
  select
    t.ticket_id as ticket_id,
    coalesce(c.escalated_at, t.created_at) as escalated_at,
    t.escalation_level as level,
    t.status as status,
    coalesce(t.updated_at, t.created_at) as changed_at
  from tickets as t
  left join ticket_escalations as c on c.ticket_id = t.ticket_id
  where c.ticket_id is not null or t.escalation_level > 0
),
gone as (
  select
    r.ticket_id as ticket_id,
    r.escalated_at as escalated_at,
    r.level as level,
    f.solved_at as solved_at,
    coalesce(
      f.solved_at,
      case when f.history = 'row' and r.status in ('solved', 'closed') then r.changed_at end
    ) as left_at
  from raised as r
  join facts.tickets as f on f.ticket_id = r.ticket_id
)
select
  e.ticket_id as ticket_id,
  e.escalated_at as escalated_at,
  local_day(e.escalated_at) as escalated_day,
  case when e.left_at < e.escalated_at then e.escalated_at else e.left_at end as ended_at,
  local_day(case when e.left_at < e.escalated_at then e.escalated_at else e.left_at end) as ended_day,
  case
    when e.solved_at >= e.escalated_at then (epoch_us(e.solved_at) - epoch_us(e.escalated_at)) / 1000000.0
  end as escalation_s,
  cast(nullif(e.level, 0) as varchar) as escalation_level,
  f.status as status,
  f.priority as priority,
  f.channel as channel,
  f.category as category,
  f.subcategory as subcategory,
  f.team as team,
  f.assignee as assignee,
  f.manager as manager,
  f.senior_manager as senior_manager,
  f.region as region,
  f.product as product,
  f.product_category as product_category,
  f.vendor as vendor,
  f.service as service,
  f._batch as _batch,
  f._file as _file,
  f._line as _line
from gone as e
join facts.tickets as f on f.ticket_id = e.ticket_id
