-- feed: andons
-- scratch
-- The promises around stop-sales: suspending the sale, finding the root cause, doing what follows.
with known as (
  select (select count(*) from products as p) = 0 as any_product
),
stops as (
  select
    a.andon_id as andon_id,
    a.triggered_at as triggered_at,
    a.suspended_at as suspended_at,
    a.owner_id as owner_id,
    a.defect_code as defect_code,
    a.defect_family as defect_family,
    a.scope as scope,
    a.region as region,
    case when p.product_id is not null or k.any_product then a.product_id end as product,
    p.category as category,
    p.vendor as vendor,
    a._batch as _batch,
    a._file as _file,
    a._line as _line
  from andons as a
  cross join known as k
  left join product_list as p on p.product_id = a.product_id
)
select
  'andon' as case_kind,
  s.andon_id as case_id,
  'suspension' as target,
  andon_policy(
    'suspension', second_of(s.triggered_at), s.defect_code, s.defect_family, s.scope, s.category,
    s.region, s.product, s.vendor
  ) as policy_no,
  s.triggered_at as start_at,
  s.suspended_at as stop_at,
  s.owner_id as owner_id,
  s.category as category,
  s.region as region,
  s.product as product,
  s.vendor as vendor,
  s._batch as _batch,
  s._file as _file,
  s._line as _line
from stops as s
where promised('suspension')
union all
select
  'rca' as case_kind,
  r.rca_id as case_id,
  'root_cause' as target,
  rca_policy(
    'root_cause', second_of(coalesce(s.triggered_at, r.opened_at)), r.method, s.defect_code,
    s.defect_family, s.category, s.region, s.product, s.vendor
  ) as policy_no,
  coalesce(s.triggered_at, r.opened_at) as start_at,
  r.completed_at as stop_at,
  r.owner_id as owner_id,
  s.category as category,
  s.region as region,
  s.product as product,
  s.vendor as vendor,
  r._batch as _batch,
  r._file as _file,
  r._line as _line
from rcas as r
left join stops as s on s.andon_id = r.andon_id
where promised('root_cause')
union all
select
  'action' as case_kind,
  c.action_id as case_id,
  'corrective_action' as target,
  action_policy(
    'corrective_action', second_of(c.opened_at), c.kind, s.defect_code, s.defect_family, s.category,
    s.region, s.product, s.vendor
  ) as policy_no,
  c.opened_at as start_at,
  c.done_at as stop_at,
  c.owner_id as owner_id,
  s.category as category,
  s.region as region,
  s.product as product,
  s.vendor as vendor,
  c._batch as _batch,
  c._file as _file,
  c._line as _line
from actions as c
left join rcas as r on r.rca_id = c.rca_id
left join stops as s on s.andon_id = r.andon_id
where promised('corrective_action')
