-- feed: andons
-- One row a stop that was cleared: resumed, or its fix verified, as the definition in force that day
-- has it. It came back with the earliest other stop of the same key that was pulled from then on; a
-- part of the key that is not known is a member like any other. A window counts when it is over.
with described as (
  select
    i.*,
    coalesce(i.defect_family, i.defect_code) as family,
    coalesce(i.resumed_at, i.verified_at) as version_at
  from facts.incidents as i
),
keyed as (
  select
    d.andon_id as andon_id,
    d.triggered_at as triggered_at,
    r.version as version,
    case when r.by_product_id then d.product_id end as by_product,
    case when r.by_vendor then d.vendor end as by_vendor,
    case when r.by_category then d.category end as by_category,
    case when r.by_defect_family then d.family end as by_family,
    case when r.by_defect_code then d.defect_code end as by_code,
    case when r.by_lot then d.lot end as by_lot,
    case when r.by_region then d.region end as by_region
  from described as d
  cross join recurrence_rules as r
),
cleared as (
  select
    d.andon_id as andon_id,
    r.version as version,
    r.delisted_after_days as delisted_after_days,
    r.window_30 as window_30,
    r.window_60 as window_60,
    r.window_90 as window_90,
    case when r.from_verified then coalesce(d.verified_at, d.resumed_at) else d.version_at end as clear_at
  from described as d
  join recurrence_rules as r
    on r.valid_from <= local_day(d.version_at)
    and (r.valid_until is null or r.valid_until > local_day(d.version_at))
),
later as (
  select
    c.andon_id as andon_id,
    n.andon_id as next_andon_id,
    n.triggered_at as recurred_at,
    row_number() over (partition by c.andon_id order by n.triggered_at, n.andon_id) as place
  from cleared as c
  join keyed as k on k.andon_id = c.andon_id and k.version = c.version
  join keyed as n
    on n.version = k.version
    and n.by_product is not distinct from k.by_product
    and n.by_vendor is not distinct from k.by_vendor
    and n.by_category is not distinct from k.by_category
    and n.by_family is not distinct from k.by_family
    and n.by_code is not distinct from k.by_code
    and n.by_lot is not distinct from k.by_lot
    and n.by_region is not distinct from k.by_region
  where n.andon_id <> c.andon_id and n.triggered_at >= c.clear_at
),
off as (
  -- the first instant from the clearing on at which another stop keeps the product off sale
  select
    c.andon_id as andon_id,
    min(case when o.from_us > epoch_us(c.clear_at) then o.from_us else epoch_us(c.clear_at) end) as from_us
  from cleared as c
  join described as d on d.andon_id = c.andon_id
  join off_sale as o on o.product_id = d.product_id
  where
    o.andon_id <> c.andon_id
    and (o.until_us is null or o.until_us > epoch_us(c.clear_at))
    and (o.region is null or o.region = d.region)
  group by c.andon_id
),
sold as (
  select s.product_id as product_id, max(s.shipped_on) as last_on
  from shipments as s
  where s.units > 0 and s.product_id in (select d.product_id from described as d)
  group by s.product_id
),
watched as (
  select
    c.*,
    epoch_us(c.clear_at) as clear_us,
    l.next_andon_id as next_andon_id,
    l.recurred_at as recurred_at,
    o.from_us as off_us,
    case
      when date_diff('day', s.last_on, local_day(as_of())) > c.delisted_after_days
        then epoch_us(c.clear_at)
          + 86400000000 * greatest(date_diff('day', local_day(c.clear_at), s.last_on), 0)
    end as delisted_us,
    epoch_us(as_of()) as now_us
  from cleared as c
  join described as d on d.andon_id = c.andon_id
  left join later as l on l.andon_id = c.andon_id and l.place = 1
  left join off as o on o.andon_id = c.andon_id
  left join sold as s on s.product_id = d.product_id
),
timed as (
  select
    w.*,
    (epoch_us(w.recurred_at) - w.clear_us) / 1000000.0 as time_to_recurrence_s,
    -- what has not come is later than all that has
    least(coalesce(w.off_us, w.now_us), coalesce(w.delisted_us, w.now_us), w.now_us) as censored_us
  from watched as w
)
select
  t.andon_id as andon_id,
  t.clear_at as clear_at,
  local_day(t.clear_at) as clear_day,
  t.version as definition_version,
  -- the key in words: what the same problem again would have in common with it
  concat(
    case when r.by_product_id then concat(coalesce(d.product_id, 'unknown'), ' / ') else '' end,
    case when r.by_vendor then concat(coalesce(d.vendor, 'unknown'), ' / ') else '' end,
    case when r.by_category then concat(coalesce(d.category, 'unknown'), ' / ') else '' end,
    case when r.by_defect_family then concat(coalesce(d.family, 'unknown'), ' / ') else '' end,
    case when r.by_defect_code then concat(coalesce(d.defect_code, 'unknown'), ' / ') else '' end,
    case when r.by_lot then concat(coalesce(d.lot, 'unknown'), ' / ') else '' end,
    case when r.by_region then concat(coalesce(d.region, 'unknown'), ' / ') else '' end,
    'version ', cast(r.version as varchar)
  ) as problem,
  t.next_andon_id as next_andon_id,
  t.recurred_at as recurred_at,
  local_day(t.recurred_at) as recurred_day,
  t.time_to_recurrence_s as time_to_recurrence_s,
  t.window_30 and t.now_us - t.clear_us >= 30 * 86400000000 as mature_30d,
  t.window_30 and t.now_us - t.clear_us < 30 * 86400000000 as immature_30d,
  t.window_30 and t.now_us - t.clear_us >= 30 * 86400000000
    and coalesce(t.time_to_recurrence_s <= 30 * 86400, false) as came_back_30d,
  t.window_60 and t.now_us - t.clear_us >= 60 * 86400000000 as mature_60d,
  t.window_60 and t.now_us - t.clear_us < 60 * 86400000000 as immature_60d,
  t.window_60 and t.now_us - t.clear_us >= 60 * 86400000000
    and coalesce(t.time_to_recurrence_s <= 60 * 86400, false) as came_back_60d,
  t.window_90 and t.now_us - t.clear_us >= 90 * 86400000000 as mature_90d,
  t.window_90 and t.now_us - t.clear_us < 90 * 86400000000 as immature_90d,
  t.window_90 and t.now_us - t.clear_us >= 90 * 86400000000
    and coalesce(t.time_to_recurrence_s <= 90 * 86400, false) as came_back_90d,
  -- how long the product was at risk: on sale, and not come back yet
  case
    when epoch_us(t.recurred_at) <= t.censored_us then t.time_to_recurrence_s
    when t.censored_us >= t.clear_us then (t.censored_us - t.clear_us) / 1000000.0
  end as at_risk_s,
  case
    when epoch_us(t.recurred_at) <= t.censored_us then 'recurrence'
    when t.off_us <= t.censored_us then 'suspension'
    when t.delisted_us <= t.censored_us then 'delisting'
    else 'as of'
  end as at_risk_until,
  d.scope as scope,
  d.lot as lot,
  d.defect_code as defect_code,
  d.defect_family as defect_family,
  d.fix_type as fix_type,
  d.cause_category as cause_category,
  d.product as product,
  d.product_name as product_name,
  d.category as category,
  d.vendor as vendor,
  d.region as region,
  d.owner as owner,
  d.product_id as product_id,
  d._batch as _batch,
  d._file as _file,
  d._line as _line
from timed as t
join described as d on d.andon_id = t.andon_id
join recurrence_rules as r on r.version = t.version
