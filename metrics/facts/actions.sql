-- feed: actions
-- One row an action. It is overdue from the instant at which it is due until it is done, unless it
-- was done by then; one that is due after the as-of is not overdue yet.
with known as (
  select (select count(*) from staff as s) = 0 as any_agent
),
agents as (
  select s.staff_id as staff_id from staff as s group by s.staff_id
),
judged as (
  select
    a.*,
    coalesce(a.due_at <= as_of() and (a.done_at is null or a.done_at > a.due_at), false) as is_late
  from actions as a
)
select
  a.action_id as action_id,
  a.rca_id as rca_id,
  r.andon_id as andon_id,
  a.opened_at as opened_at,
  local_day(a.opened_at) as opened_day,
  a.due_at as due_at,
  local_day(a.due_at) as due_day,
  a.done_at as done_at,
  local_day(a.done_at) as done_day,
  a.verified_at as verified_at,
  local_day(a.verified_at) as verified_day,
  case when a.is_late then a.due_at end as overdue_at,
  local_day(case when a.is_late then a.due_at end) as overdue_day,
  case when a.is_late then a.done_at end as overdue_until_at,
  local_day(case when a.is_late then a.done_at end) as overdue_until_day,
  case
    when a.is_late then (epoch_us(coalesce(a.done_at, as_of())) - epoch_us(a.due_at)) / 1000000.0
  end as overdue_s,
  a.done_at is not null as done,
  a.is_late as late,
  a.kind as kind,
  a.description as description,
  r.cause_category as cause_category,
  r.defect_code as defect_code,
  r.defect_family as defect_family,
  r.product as product,
  r.product_name as product_name,
  r.category as category,
  r.vendor as vendor,
  r.region as region,
  case when s.staff_id is not null or k.any_agent then a.owner_id end as owner,
  r.product_id as product_id,
  a._batch as _batch,
  a._file as _file,
  a._line as _line
from judged as a
cross join known as k
left join facts.rcas as r on r.rca_id = a.rca_id
left join agents as s on s.staff_id = a.owner_id
