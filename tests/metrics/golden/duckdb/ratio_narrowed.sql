select
  t."team" as "team",
  d.week as period,
  coalesce(sum(t."paused_s"), 0) as numerator,
  coalesce(sum(t."elapsed_s"), 0) as denominator,
  count(*) as n,
  0 as undecided,
  coalesce(sum(case when t."paused_s" is null then 1 else 0 end), 0) as missing,
  coalesce(sum(case when t."elapsed_s" is null then 1 else 0 end), 0) as missing_over
from facts."sla_clocks" as t
join facts.days as d on d.day = t."stopped_day"
where t."stopped_day" is not null
  and t."stopped_day" >= ?
  and t."stopped_day" <= ?
  and (t."target" in (?))
  and (t."void_reason" is null)
  and (t."region" in (?) or t."region" is null)
group by t."team", d.week
order by period nulls last, "team" nulls last
-- datetime.date(2026, 1, 5)
-- datetime.date(2026, 3, 29)
-- 'resolution'
-- 'TW'
