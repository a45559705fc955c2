-- feed: complaints, andons
-- One row each time a replayed pull rule would have pulled a product for a defect. Right: a
-- confirmed stop of both stood that day, or was pulled within the lead days after it; false: none,
-- and the lead days are over; else undecided.
with known as (
  select (select count(*) from products as p) = 0 as any_product
),
crossed as (
  select c.*, c.heard_day as crossed_on
  from pull_chains as c
  where c.chain <> 'today'
),
near as (
  select
    c.chain as chain,
    c.product_id as product_id,
    c.defect_code as defect_code,
    c.at_us as at_us,
    max(case when i.confirmed then 1 else 0 end) as confirmed,
    max(case when i.undecided then 1 else 0 end) as undecided
  from crossed as c
  cross join stop_rules as r
  join facts.incidents as i on i.product_id = c.product_id
  where
    (i.defect_code is null or i.defect_code = c.defect_code)
    and date_diff('day', c.crossed_on, i.triggered_day) <= r.lead_days
    and (i.over_day is null or i.over_day >= c.crossed_on)
  group by c.chain, c.product_id, c.defect_code, c.at_us
),
judged as (
  select
    c.*,
    coalesce(n.confirmed = 1, false) as is_right,
    coalesce(n.undecided = 1, false)
      or date_diff('day', c.crossed_on, local_day(as_of())) < r.lead_days as is_open
  from crossed as c
  cross join stop_rules as r
  left join near as n
    on n.chain = c.chain
    and n.product_id = c.product_id
    and n.defect_code = c.defect_code
    and n.at_us = c.at_us
)
select
  j.complaint_id as complaint_id,
  j.crossed_on as crossed_on,
  j.chain as pull_rule,
  j.complaints as n,
  j.is_right as right_stop,
  not j.is_right and not j.is_open as false_stop,
  not j.is_right and j.is_open as undecided,
  j.defect_code as defect_code,
  case when p.product_id is not null or k.any_product then j.product_id end as product,
  p.name as product_name,
  p.category as category,
  p.vendor as vendor,
  j.product_id as product_id,
  o._batch as _batch,
  o._file as _file,
  o._line as _line
from judged as j
cross join known as k
join complaints as o on o.complaint_id = j.complaint_id
left join product_list as p on p.product_id = j.product_id
