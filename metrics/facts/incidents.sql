-- feed: andons
-- One row a stop-sale, from the complaint with which it was first heard of to its end. A duration
-- that would end before it starts is null. The vendor is the lot's where shipments tell it, else
-- the product's.
with known as (
  select
    (select count(*) from products as p) = 0 as any_product,
    (select count(*) from staff as s) = 0 as any_agent,
    (select count(*) from shipments as s) > 0 as shipments_known
),
agents as (
  select s.staff_id as staff_id from staff as s group by s.staff_id
),
reached as (
  select r.andon_id as andon_id from andon_reach as r group by r.andon_id
),
escaped as (
  select
    s.andon_id as andon_id,
    sum(s.units) as units,
    sum(s.customers) as customers,
    sum(s.customers_unknown) as customers_unknown
  from andon_shipments as s
  group by s.andon_id
),
again as (
  -- the product's sale stopped once more within 90 days of the resume
  select a.andon_id as andon_id
  from andons as a
  join andons as b on b.product_id = a.product_id
  where
    b.andon_id <> a.andon_id
    and b.suspended_at > a.resumed_at
    and epoch_us(b.suspended_at) - epoch_us(a.resumed_at) <= 90 * 86400000000
  group by a.andon_id
),
judged as (
  -- a stop that nobody has judged is judged by the complaint that pulled the cord
  select
    a.*,
    coalesce(a.resumed_at, a.closed_at) as ended_at,
    case
      when a.verdict in ('confirmed', 'rejected') then a.verdict
      when c.verdict in ('confirmed', 'rejected') then c.verdict
    end as judgement,
    epoch_us(as_of()) - epoch_us(a.resumed_at) >= 90 * 86400000000 as resumed_long_ago
  from andons as a
  left join complaints as c on c.complaint_id = a.trigger_complaint_id
)
select
  a.andon_id as andon_id,
  g.signal_at as signal_at,
  local_day(g.signal_at) as signal_day,
  a.triggered_at as triggered_at,
  local_day(a.triggered_at) as triggered_day,
  a.suspended_at as suspended_at,
  local_day(a.suspended_at) as suspended_day,
  a.cause_found_at as cause_found_at,
  local_day(a.cause_found_at) as cause_found_day,
  a.fixed_at as fixed_at,
  local_day(a.fixed_at) as fixed_day,
  a.verified_at as verified_at,
  local_day(a.verified_at) as verified_day,
  a.resumed_at as resumed_at,
  local_day(a.resumed_at) as resumed_day,
  a.closed_at as closed_at,
  local_day(a.closed_at) as closed_day,
  a.ended_at as ended_at,
  local_day(a.ended_at) as ended_day,
  -- never before the pull, so that a stop is not counted out before it was counted in
  case when a.ended_at < a.triggered_at then a.triggered_at else a.ended_at end as over_at,
  local_day(case when a.ended_at < a.triggered_at then a.triggered_at else a.ended_at end) as over_day,
  case
    when a.suspended_at >= a.triggered_at then (epoch_us(a.suspended_at) - epoch_us(a.triggered_at)) / 1000000.0
  end as time_to_suspend_s,
  case
    when a.suspended_at >= g.signal_at then (epoch_us(a.suspended_at) - epoch_us(g.signal_at)) / 1000000.0
  end as detection_lag_s,
  case
    when a.resumed_at >= a.suspended_at then (epoch_us(a.resumed_at) - epoch_us(a.suspended_at)) / 1000000.0
  end as stop_to_resume_s,
  case
    when k.shipments_known and t.andon_id is not null then coalesce(e.units, 0)
  end as escaped_units,
  case
    when k.shipments_known and t.andon_id is not null and coalesce(e.customers_unknown, 0) = 0
      then coalesce(e.customers, 0)
  end as exposed_customers,
  a.judgement as verdict,
  coalesce(a.judgement = 'confirmed', false) as confirmed,
  a.judgement is not null as decided,
  a.judgement is null as undecided,
  a.resumed_at is not null as resumed,
  coalesce(a.resumed_long_ago, false) as resume_mature,
  coalesce(not a.resumed_long_ago, false) as resume_undecided,
  coalesce(a.resumed_long_ago and n.andon_id is not null, false) as suspended_again,
  a.scope as scope,
  nullif(a.lot, '') as lot,
  a.defect_code as defect_code,
  a.defect_family as defect_family,
  a.fix_type as fix_type,
  u.cause_category as cause_category,
  case when p.product_id is not null or k.any_product then a.product_id end as product,
  p.name as product_name,
  p.category as category,
  case
    when l.vendor_id is null then p.vendor
    when v.vendor_id is not null then v.vendor
    when k.any_product then l.vendor_id
  end as vendor,
  nullif(a.region, '') as region,
  case when s.staff_id is not null or k.any_agent then a.owner_id end as owner,
  a.trigger_complaint_id as trigger_complaint_id,
  a.product_id as product_id,
  a._batch as _batch,
  a._file as _file,
  a._line as _line
from judged as a
cross join known as k
left join andon_signals as g on g.andon_id = a.andon_id
left join reached as t on t.andon_id = a.andon_id
left join escaped as e on e.andon_id = a.andon_id
left join again as n on n.andon_id = a.andon_id
left join andon_causes as u on u.andon_id = a.andon_id
left join agents as s on s.staff_id = a.owner_id
left join product_list as p on p.product_id = a.product_id
left join lot_vendors as l on l.product_id = a.product_id and l.lot = a.lot
left join vendors as v on v.vendor_id = l.vendor_id
