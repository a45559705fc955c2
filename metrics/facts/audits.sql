-- feed: audits
-- One row an audit. Team and managers are the agent's by the staff list when the work was judged;
-- what the case was about is the ticket's.
with persons as (
  select s.staff_id as staff_id from staff as s group by s.staff_id
),
known as (
  -- without a list, the ids themselves are the members
  select
    (select count(*) from staff as s) = 0 as any_person,
    (select count(*) from products as p) = 0 as any_product
)
select
  a.audit_id as audit_id,
  a.audited_at as audited_at,
  local_day(a.audited_at) as audited_day,
  a.score as score,
  a.max_score as max_score,
  a.passed as passed,
  a.passed is not null as passed_known,
  a.passed is null as passed_unknown,
  a.critical_error as critical_error,
  a.critical_error is not null as critical_error_known,
  a.critical_error is null as critical_error_unknown,
  a.topic as topic,
  case when g.staff_id is not null or k.any_person then a.agent_id end as assignee,
  case when u.staff_id is not null or k.any_person then a.auditor_id end as auditor,
  s.team as team,
  s.manager_id as manager,
  m.manager_id as senior_manager,
  t.channel as channel,
  t.category as category,
  t.priority as priority,
  t.region as region,
  case when p.product_id is not null or k.any_product then t.product_id end as product,
  t.service as service,
  a.ticket_id as ticket_id,
  a.agent_id as agent_id,
  a.auditor_id as auditor_id,
  a._batch as _batch,
  a._file as _file,
  a._line as _line
from audits as a
cross join known as k
left join tickets as t on t.ticket_id = a.ticket_id
left join persons as g on g.staff_id = a.agent_id
left join persons as u on u.staff_id = a.auditor_id
left join staff_spans as s
  on s.staff_id = a.agent_id and s.from_at <= a.audited_at and s.until_at > a.audited_at
left join staff_spans as m
  on m.staff_id = s.manager_id and m.from_at <= a.audited_at and m.until_at > a.audited_at
left join product_list as p on p.product_id = t.product_id
