-- feed: rcas
-- One row a root cause analysis, with the fields that a complete one has: containment, cause,
-- evidence, owner, corrective and preventive action, plan of effectiveness (metric, threshold,
-- window). What it is about is that of its stop.
with known as (
  select (select count(*) from staff as s) = 0 as any_agent
),
agents as (
  select s.staff_id as staff_id from staff as s group by s.staff_id
),
planned as (
  select
    a.rca_id as rca_id,
    max(case when a.kind = 'containment' then 1 else 0 end) as containment,
    max(case when a.kind = 'corrective' then 1 else 0 end) as corrective,
    max(case when a.kind = 'preventive' then 1 else 0 end) as preventive
  from actions as a
  group by a.rca_id
),
fields as (
  select
    r.*,
    coalesce(p.containment = 1, false) as has_containment,
    coalesce(trim(r.cause) <> '', false) as has_cause,
    coalesce(trim(r.evidence) <> '', false) as has_evidence,
    coalesce(r.owner_id <> '', false) as has_owner,
    coalesce(p.corrective = 1, false) as has_corrective,
    coalesce(p.preventive = 1, false) as has_preventive,
    coalesce(
      r.effect_metric <> '' and r.effect_threshold is not null and r.effect_window_days is not null, false
    ) as has_effect_plan
  from rcas as r
  left join planned as p on p.rca_id = r.rca_id
)
select
  r.rca_id as rca_id,
  r.andon_id as andon_id,
  r.opened_at as opened_at,
  local_day(r.opened_at) as opened_day,
  r.completed_at as completed_at,
  local_day(r.completed_at) as completed_day,
  r.has_containment as has_containment,
  r.has_cause as has_cause,
  r.has_evidence as has_evidence,
  r.has_owner as has_owner,
  r.has_corrective as has_corrective,
  r.has_preventive as has_preventive,
  r.has_effect_plan as has_effect_plan,
  case when r.has_containment then 1 else 0 end
    + case when r.has_cause then 1 else 0 end
    + case when r.has_evidence then 1 else 0 end
    + case when r.has_owner then 1 else 0 end
    + case when r.has_corrective then 1 else 0 end
    + case when r.has_preventive then 1 else 0 end
    + case when r.has_effect_plan then 1 else 0 end as fields_present,
  7 as fields_asked,
  r.effect_metric as effect_metric,
  r.effect_threshold as effect_threshold,
  r.effect_window_days as effect_window_days,
  r.cause_category as cause_category,
  r.cause as cause,
  r.method as method,
  i.scope as scope,
  i.defect_code as defect_code,
  i.defect_family as defect_family,
  i.fix_type as fix_type,
  i.product as product,
  i.product_name as product_name,
  i.category as category,
  i.vendor as vendor,
  i.region as region,
  case when s.staff_id is not null or k.any_agent then r.owner_id end as owner,
  i.product_id as product_id,
  r._batch as _batch,
  r._file as _file,
  r._line as _line
from fields as r
cross join known as k
left join facts.incidents as i on i.andon_id = r.andon_id
left join agents as s on s.staff_id = r.owner_id
