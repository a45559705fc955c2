-- feed: complaints
-- One row each time a product and defect passes the pull rule in force: as many complaints within
-- its days, rejected ones aside, and no crossing in the days before. Stopped: a stop of both stood,
-- or was pulled, within the rule's days around it.
with known as (
  select (select count(*) from products as p) = 0 as any_product
),
crossed as (
  select
    c.*,
    c.heard_at as crossed_at,
    c.at_us + c.span_us <= epoch_us(as_of()) as is_old
  from pull_chains as c
  where c.chain = 'today'
),
stopped as (
  select c.product_id as product_id, c.defect_code as defect_code, c.at_us as at_us
  from crossed as c
  join andons as a on a.product_id = c.product_id
  where
    (a.defect_code is null or a.defect_code = c.defect_code)
    and epoch_us(a.triggered_at) <= c.at_us + c.span_us
    and (
      coalesce(a.resumed_at, a.closed_at) is null
      or epoch_us(coalesce(a.resumed_at, a.closed_at)) >= c.at_us - c.span_us
    )
  group by c.product_id, c.defect_code, c.at_us
)
select
  c.complaint_id as complaint_id,
  c.crossed_at as crossed_at,
  local_day(c.crossed_at) as crossed_day,
  c.complaints as n,
  c.version as rule_version,
  s.at_us is not null as stopped,
  s.at_us is null and c.is_old as missed,
  s.at_us is null and not c.is_old as undecided,
  c.defect_code as defect_code,
  case when p.product_id is not null or k.any_product then c.product_id end as product,
  p.name as product_name,
  p.category as category,
  p.vendor as vendor,
  c.product_id as product_id,
  o._batch as _batch,
  o._file as _file,
  o._line as _line
from crossed as c
cross join known as k
join complaints as o on o.complaint_id = c.complaint_id
left join stopped as s
  on s.product_id = c.product_id and s.defect_code = c.defect_code and s.at_us = c.at_us
left join product_list as p on p.product_id = c.product_id
