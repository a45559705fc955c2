-- feed: complaints
-- by: complaint_id
-- One row a complaint. The vendor is the lot's where shipments tell it, else the product's. The
-- lag of a confirmed one is that from shipping to report; one reported before it was shipped has none.
with known as (
  select (select count(*) from products as p) = 0 as any_product
)
select
  c.complaint_id as complaint_id,
  c.reported_at as reported_at,
  local_day(c.reported_at) as reported_day,
  c.verdict as verdict,
  coalesce(c.verdict = 'confirmed', false) as confirmed,
  coalesce(c.verdict = 'rejected', false) as rejected,
  coalesce(c.verdict in ('confirmed', 'rejected'), false) as decided,
  not coalesce(c.verdict in ('confirmed', 'rejected'), false) as undecided,
  case when c.verdict in ('confirmed', 'rejected') then coalesce(c.verdict_at, c.reported_at) end as decided_at,
  local_day(
    case when c.verdict in ('confirmed', 'rejected') then coalesce(c.verdict_at, c.reported_at) end
  ) as decided_day,
  c.shipped_at as shipped_at,
  local_day(c.shipped_at) as shipped_day,
  case
    when c.verdict = 'confirmed' and c.reported_at >= c.shipped_at
      then (epoch_us(c.reported_at) - epoch_us(c.shipped_at)) / 1000000.0
  end as confirmed_lag_s,
  coalesce(c.units, 1) as units,
  case when c.verdict = 'confirmed' then coalesce(c.units, 1) else 0 end as confirmed_units,
  c.severity as severity,
  c.defect_code as defect_code,
  nullif(c.lot, '') as lot,
  case when p.product_id is not null or k.any_product then c.product_id end as product,
  p.name as product_name,
  p.category as category,
  case
    when l.vendor_id is null then p.vendor
    when v.vendor_id is not null then v.vendor
    when k.any_product then l.vendor_id
  end as vendor,
  c.region as region,
  c.service as service,
  c.ticket_id as ticket_id,
  c.order_id as order_id,
  c.customer_id as customer_id,
  c.product_id as product_id,
  c._batch as _batch,
  c._file as _file,
  c._line as _line
from complaints as c
cross join known as k
left join product_list as p on p.product_id = c.product_id
left join lot_vendors as l on l.product_id = c.product_id and l.lot = c.lot
left join vendors as v on v.vendor_id = l.vendor_id
