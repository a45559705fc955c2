-- feed: andons
-- scratch
-- One row a stop and product that it keeps off sale, in microseconds; without an end it still does.
-- A product with one lot stopped is on sale.
select
  r.andon_id as andon_id,
  r.product_id as product_id,
  r.region as region,
  epoch_us(a.suspended_at) as from_us,
  epoch_us(coalesce(a.resumed_at, a.closed_at)) as until_us
from andon_reach as r
join andons as a on a.andon_id = r.andon_id
where a.suspended_at is not null and r.lot is null
