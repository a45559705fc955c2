-- feed: audits
-- One row a piece of work that two auditors judged: the same topic of the same ticket. Of several
-- audits by one auditor the first counts, of several auditors the first two; time and dimensions
-- are those of the later of the two.
with ranked as (
  select
    a.ticket_id as ticket_id,
    coalesce(a.topic, '') as topic,
    a.audit_id as audit_id,
    a.audited_at as audited_at,
    a.auditor_id as auditor_id,
    a.passed as passed,
    row_number() over (
      partition by a.ticket_id, coalesce(a.topic, ''), a.auditor_id order by a.audited_at, a.audit_id
    ) as nth
  from facts.audits as a
  where a.ticket_id is not null and a.passed is not null
),
placed as (
  select
    r.ticket_id as ticket_id,
    r.topic as topic,
    r.audit_id as audit_id,
    r.auditor_id as auditor_id,
    r.passed as passed,
    row_number() over (
      partition by r.ticket_id, r.topic order by r.audited_at, r.audit_id
    ) as place
  from ranked as r
  where r.nth = 1
)
select
  f.audit_id as first_audit_id,
  s.audit_id as second_audit_id,
  a.audited_at as audited_at,
  a.audited_day as audited_day,
  f.passed as first_passed,
  s.passed as second_passed,
  f.passed = s.passed as agreed,
  f.auditor_id as first_auditor,
  s.auditor_id as second_auditor,
  a.topic as topic,
  a.assignee as assignee,
  a.team as team,
  a.manager as manager,
  a.senior_manager as senior_manager,
  a.channel as channel,
  a.category as category,
  a.priority as priority,
  a.region as region,
  a.product as product,
  a.service as service,
  a.ticket_id as ticket_id,
  a._batch as _batch,
  a._file as _file,
  a._line as _line
from placed as f
join placed as s on s.ticket_id = f.ticket_id and s.topic = f.topic and s.place = 2
join facts.audits as a on a.audit_id = s.audit_id
where f.place = 1
