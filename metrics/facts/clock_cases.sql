-- feed: complaints
-- scratch
-- Each promise on a complaint, a refund, a stop-sale, its root cause or an action. These have no
-- history of events: the row's own times start and stop the clock. What was judged or decided nobody
-- knows when has no clock.
with complained as (
  select
    'complaint' as case_kind,
    c.complaint_id as case_id,
    'complaint_verdict' as target,
    complaint_policy(
      'complaint_verdict', second_of(c.reported_at), c.severity, c.defect_code, c.category, c.region,
      c.product, c.vendor, c.service
    ) as policy_no,
    c.reported_at as start_at,
    case when c.decided then r.verdict_at end as stop_at,
    null as owner_id,
    c.category as category,
    c.region as region,
    c.product as product,
    c.vendor as vendor,
    c.service as service,
    c._batch as _batch,
    c._file as _file,
    c._line as _line
  from facts.complaints as c
  join complaints as r on r.complaint_id = c.complaint_id
  where promised('complaint_verdict') and (not c.decided or r.verdict_at is not null)
),
steps as (
  select
    r.*,
    g.target as target,
    case g.target
      when 'refund_decision' then r.requested_at
      when 'refund_payment' then case when r.approved then r.decided_at end
      else r.return_received_at
    end as start_at,
    case g.target
      when 'refund_decision' then case when r.approved or r.rejected then r.decided_at end
      when 'refund_payment' then r.paid_at
      else r.inspected_at
    end as stop_at
  from facts.refunds as r
  cross join (
    select 'refund_decision' as target
    union all
    select 'refund_payment' as target
    union all
    select 'return_inspection' as target
  ) as g
  where
    promised(g.target)
    and (
      g.target <> 'refund_decision' or r.decided_at is not null or not (r.approved or r.rejected)
    )
),
refunded as (
  select
    'refund' as case_kind,
    s.refund_id as case_id,
    s.target as target,
    refund_policy(
      s.target, second_of(s.start_at), s.reason, s.method, s.currency, s.category, s.region,
      s.product, s.vendor, s.service
    ) as policy_no,
    s.start_at as start_at,
    s.stop_at as stop_at,
    case when s.target = 'refund_decision' then s.decided_by end as owner_id,
    s.category as category,
    s.region as region,
    s.product as product,
    s.vendor as vendor,
    s.service as service,
    s._batch as _batch,
    s._file as _file,
    s._line as _line
  from steps as s
  where s.start_at is not null
),
cases as (
  select * from complained
  union all
  select * from refunded
  union all
  select
    t.case_kind as case_kind,
    t.case_id as case_id,
    t.target as target,
    t.policy_no as policy_no,
    t.start_at as start_at,
    t.stop_at as stop_at,
    t.owner_id as owner_id,
    t.category as category,
    t.region as region,
    t.product as product,
    t.vendor as vendor,
    null as service,
    t._batch as _batch,
    t._file as _file,
    t._line as _line
  from clock_stops as t
),
agents as (
  select s.staff_id as staff_id from staff as s group by s.staff_id
),
known as (
  select (select count(*) from staff as s) = 0 as any_agent
)
select
  c.case_kind as case_kind,
  c.case_id as case_id,
  c.target as target,
  c.policy_no as policy_no,
  second_of(c.start_at) as start_s,
  case when c.stop_at <= as_of() then second_of(greatest(c.stop_at, c.start_at)) end as stop_s,
  s.team as team,
  case when a.staff_id is not null or k.any_agent then c.owner_id end as assignee,
  s.manager_id as manager,
  m.manager_id as senior_manager,
  c.category as category,
  c.region as region,
  c.product as product,
  c.vendor as vendor,
  c.service as service,
  c._batch as _batch,
  c._file as _file,
  c._line as _line
from cases as c
cross join known as k
left join agents as a on a.staff_id = c.owner_id
left join staff_spans as s
  on s.staff_id = c.owner_id and s.from_at <= c.start_at and s.until_at > c.start_at
left join staff_spans as m
  on m.staff_id = s.manager_id and m.from_at <= c.start_at and m.until_at > c.start_at
where c.start_at <= as_of() and c.policy_no is not null
