-- feed: shipments
-- One row a product (lot, region, service) and day. The vendor is the row's own,
-- else the lot's where other shipments tell it, else the product's.
with known as (
  select (select count(*) from products as p) = 0 as any_product
)
select
  s.shipped_on as shipped_on,
  coalesce(s.units, 0) as units,
  -- in how many ways those units can be defective; null where the product list does not say
  coalesce(s.units, 0) * p.opportunities as opportunities,
  s.customers as customers,
  s.amount as amount,
  case
    when s.currency = reporting_currency() then cast(s.amount as decimal(28, 4))
    else try_cast(s.amount * x.rate_to_base as decimal(28, 4))
  end as amount_base,
  s.currency as currency,
  nullif(s.lot, '') as lot,
  case when p.product_id is not null or k.any_product then s.product_id end as product,
  p.name as product_name,
  p.category as category,
  case
    when coalesce(nullif(s.vendor_id, ''), l.vendor_id) is null then p.vendor
    when v.vendor_id is not null then v.vendor
    when k.any_product then coalesce(nullif(s.vendor_id, ''), l.vendor_id)
  end as vendor,
  nullif(s.region, '') as region,
  nullif(s.service, '') as service,
  s.product_id as product_id,
  s._batch as _batch,
  s._file as _file,
  s._line as _line
from shipments as s
cross join known as k
left join product_list as p on p.product_id = s.product_id
left join lot_vendors as l on l.product_id = s.product_id and l.lot = s.lot
left join vendors as v on v.vendor_id = coalesce(nullif(s.vendor_id, ''), l.vendor_id)
left join fx_rates as x on x.on_date = s.shipped_on and x.currency = s.currency
