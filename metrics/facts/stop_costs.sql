-- feed: andons
-- One row a suspended stop: what the products that it stops sold a day before it, at their list
-- price in the reporting currency on the day of the suspension (else at what they sold for), for how
-- long they were off sale, and how many of the escaped units proved defective.
with stops as (
  select
    i.*,
    coalesce(i.signal_day, i.triggered_day) as first_day,
    (epoch_us(coalesce(i.ended_at, as_of())) - epoch_us(i.suspended_at)) / 86400000000.0 as off_days
  from facts.incidents as i
  where i.suspended_at is not null
),
sold as (
  select
    r.andon_id as andon_id,
    h.product_id as product_id,
    sum(h.units) as units,
    sum(case when h.amount_base is not null then h.units end) as paid_units,
    sum(h.amount_base) as paid_base
  from facts.shipments as h
  join andon_reach as r on r.product_id = h.product_id
  join stops as s on s.andon_id = r.andon_id
  cross join stop_rules as b
  where
    h.shipped_on < s.suspended_day
    and date_diff('day', h.shipped_on, s.suspended_day) <= b.baseline_days
    and (r.lot is null or h.lot = r.lot)
    and (r.region is null or h.region = r.region)
  group by r.andon_id, h.product_id
),
priced as (
  select
    d.andon_id as andon_id,
    d.units as units,
    coalesce(
      case
        when p.currency = reporting_currency() then cast(p.price as double)
        else cast(p.price as double) * cast(x.rate_to_base as double)
      end,
      cast(d.paid_base as double) / nullif(d.paid_units, 0)
    ) as price_base
  from sold as d
  join stops as s on s.andon_id = d.andon_id
  left join products as p on p.product_id = d.product_id
  left join fx_rates as x on x.on_date = s.suspended_day and x.currency = p.currency
),
usual as (
  select
    p.andon_id as andon_id,
    sum(p.units) as units,
    case
      when count(*) = count(case when p.price_base is not null or p.units = 0 then 1 end)
        then sum(p.units * coalesce(p.price_base, 0))
    end as value_base
  from priced as p
  group by p.andon_id
),
defects as (
  select s.andon_id as andon_id, sum(coalesce(c.units, 1)) as units
  from complaints as c
  join andon_reach as r on r.product_id = c.product_id
  join stops as s on s.andon_id = r.andon_id
  where
    c.verdict = 'confirmed'
    and (s.defect_code is null or c.defect_code = s.defect_code)
    and local_day(c.shipped_at) >= s.first_day
    and local_day(c.shipped_at) <= s.suspended_day
    and (r.lot is null or c.lot = r.lot)
    and (r.region is null or c.region = r.region)
  group by s.andon_id
),
known as (
  select (select count(*) from shipments as h) > 0 as shipments_known
),
reached as (
  select r.andon_id as andon_id from andon_reach as r group by r.andon_id
)
select
  s.andon_id as andon_id,
  s.suspended_at as suspended_at,
  s.suspended_day as suspended_day,
  case when s.off_days >= 0 then s.off_days end as off_days,
  b.baseline_days as baseline_days,
  case when k.shipments_known and t.andon_id is not null then coalesce(u.units, 0) end as baseline_units,
  case
    when k.shipments_known and t.andon_id is not null and u.andon_id is null then 0
    else u.value_base
  end as baseline_value_base,
  s.escaped_units as escaped_units,
  coalesce(d.units, 0) as escaped_defects,
  s.verdict as verdict,
  s.scope as scope,
  s.defect_code as defect_code,
  s.defect_family as defect_family,
  s.fix_type as fix_type,
  s.cause_category as cause_category,
  s.product as product,
  s.product_name as product_name,
  s.category as category,
  s.vendor as vendor,
  s.region as region,
  s.owner as owner,
  s.product_id as product_id,
  s._batch as _batch,
  s._file as _file,
  s._line as _line
from stops as s
cross join stop_rules as b
cross join known as k
left join reached as t on t.andon_id = s.andon_id
left join usual as u on u.andon_id = s.andon_id
left join defects as d on d.andon_id = s.andon_id
