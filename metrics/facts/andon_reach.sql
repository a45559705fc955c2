-- feed: andons
-- scratch
-- One row a stop and product that it takes off sale: its own, or with scope `vendor` all of the
-- products that the product list gives the same vendor. No row where that is not known: a vendor
-- that no list tells, a lot that is not named.
select
  a.andon_id as andon_id,
  a.product_id as product_id,
  case when a.scope = 'lot' then a.lot end as lot,
  nullif(a.region, '') as region
from andons as a
where coalesce(a.scope, 'product') not in ('vendor', 'lot') or (a.scope = 'lot' and a.lot <> '')
union all
select
  a.andon_id as andon_id,
  p.product_id as product_id,
  cast(null as varchar) as lot,
  nullif(a.region, '') as region
from andons as a
join products as own on own.product_id = a.product_id
join products as p on p.vendor_id = own.vendor_id
where a.scope = 'vendor'
