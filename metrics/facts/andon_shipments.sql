-- feed: shipments
-- scratch
-- One row a stop and day of shipping: what was shipped of what it stops, from the day on which it
-- was first heard of to the day on which sale stopped, both included, as a day cannot be cut.
with windows as (
  select
    a.andon_id as andon_id,
    local_day(coalesce(s.signal_at, a.triggered_at)) as first_day,
    local_day(coalesce(a.suspended_at, as_of())) as last_day
  from andons as a
  left join andon_signals as s on s.andon_id = a.andon_id
)
select
  r.andon_id as andon_id,
  s.shipped_on as shipped_on,
  sum(coalesce(s.units, 0)) as units,
  sum(coalesce(s.customers, 0)) as customers,
  sum(case when s.customers is null then 1 else 0 end) as customers_unknown
from shipments as s
join andon_reach as r on r.product_id = s.product_id
join windows as w on w.andon_id = r.andon_id
where
  s.shipped_on >= w.first_day
  and s.shipped_on <= w.last_day
  and (r.lot is null or s.lot = r.lot)
  and (r.region is null or s.region = r.region)
group by r.andon_id, s.shipped_on
