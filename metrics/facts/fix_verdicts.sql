-- feed: rcas, andons
-- One row an analysis whose plan of effectiveness is complete and whose stop has a fix: what its
-- metric came to in the window after the fix. Too early: the window is not over, or so few units
-- were shipped that fewer than three defects would be expected at the threshold (rule of three).
with plans as (
  select
    r.rca_id as rca_id,
    i.fixed_at as fixed_at,
    i.defect_code as defect_code,
    i.product_id as product_id,
    r.effect_metric as effect_metric,
    cast(r.effect_threshold as double) as threshold,
    r.effect_window_days as window_days,
    epoch_us(i.fixed_at) + r.effect_window_days * 86400000000 as until_us
  from facts.rcas as r
  join facts.incidents as i on i.andon_id = r.andon_id
  where r.has_effect_plan and i.fixed_at is not null
),
heard as (
  select
    p.rca_id as rca_id,
    sum(case when coalesce(c.verdict, 'pending') <> 'rejected' then 1 else 0 end) as complaints,
    sum(case when c.verdict = 'confirmed' then coalesce(c.units, 1) else 0 end) as confirmed_units
  from complaints as c
  join plans as p on p.product_id = c.product_id
  where
    (p.defect_code is null or c.defect_code = p.defect_code)
    and c.reported_at >= p.fixed_at
    and epoch_us(c.reported_at) < p.until_us
  group by p.rca_id
),
shipped as (
  select p.rca_id as rca_id, sum(coalesce(s.units, 0)) as units
  from shipments as s
  join plans as p on p.product_id = s.product_id
  where
    s.shipped_on >= local_day(p.fixed_at)
    and date_diff('day', local_day(p.fixed_at), s.shipped_on) < p.window_days
  group by p.rca_id
),
measured as (
  select
    p.*,
    coalesce(h.complaints, 0) as complaints,
    coalesce(h.confirmed_units, 0) as confirmed_units,
    coalesce(s.units, 0) as units,
    case
      when p.effect_metric = 'complaints' then cast(coalesce(h.complaints, 0) as double)
      when p.effect_metric = 'defect_rate_ppm' and s.units > 0
        then coalesce(h.confirmed_units, 0) * 1000000.0 / s.units
    end as value,
    p.effect_metric in ('complaints', 'defect_rate_ppm') as is_measured,
    epoch_us(as_of()) < p.until_us
      or (p.effect_metric = 'defect_rate_ppm' and coalesce(s.units, 0) * p.threshold / 1000000.0 < 3) as is_early
  from plans as p
  left join heard as h on h.rca_id = p.rca_id
  left join shipped as s on s.rca_id = p.rca_id
),
judged as (
  select
    m.*,
    case
      when not m.is_measured then cast(null as varchar)
      when m.is_early then 'too early'
      when m.value <= m.threshold then 'effective'
      else 'not effective'
    end as verdict
  from measured as m
)
select
  j.rca_id as rca_id,
  r.andon_id as andon_id,
  j.fixed_at as fixed_at,
  local_day(j.fixed_at) as fixed_day,
  j.verdict as verdict,
  case
    when not j.is_measured
      then 'nothing measures ''' || j.effect_metric || '''; known: complaints, defect_rate_ppm'
    when epoch_us(as_of()) < j.until_us then 'the window is not over'
    when j.verdict = 'too early' then 'too few units shipped to expect three defects at the threshold'
  end as reason,
  coalesce(j.verdict = 'effective', false) as effective,
  coalesce(j.verdict in ('effective', 'not effective'), false) as decided,
  coalesce(j.verdict = 'too early', false) as undecided,
  j.effect_metric as effect_metric,
  j.value as value,
  j.threshold as threshold,
  j.window_days as window_days,
  j.units as units,
  j.confirmed_units as confirmed_units,
  j.complaints as complaints,
  r.cause_category as cause_category,
  r.scope as scope,
  r.defect_code as defect_code,
  r.defect_family as defect_family,
  r.fix_type as fix_type,
  r.product as product,
  r.product_name as product_name,
  r.category as category,
  r.vendor as vendor,
  r.region as region,
  r.owner as owner,
  r.product_id as product_id,
  r._batch as _batch,
  r._file as _file,
  r._line as _line
from judged as j
join facts.rcas as r on r.rca_id = j.rca_id
