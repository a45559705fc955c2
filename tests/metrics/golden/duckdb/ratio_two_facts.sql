select
  "vendor",
  period,
  coalesce(sum(numerator), 0) as numerator,
  coalesce(sum(denominator), 0) as denominator,
  coalesce(sum(n), 0) as n,
  coalesce(sum(undecided), 0) as undecided,
  coalesce(sum(missing), 0) as missing,
  coalesce(sum(missing_over), 0) as missing_over
from (
  select
    t."vendor" as "vendor",
    d.week as period,
    coalesce(sum(t."confirmed_units"), 0) as numerator,
    0 as denominator,
    count(*) as n,
    0 as undecided,
    coalesce(sum(case when t."confirmed_units" is null then 1 else 0 end), 0) as missing,
    0 as missing_over
  from facts."complaints" as t
  join facts.days as d on d.day = t."reported_day"
  where t."reported_day" is not null
    and t."reported_day" >= ?
    and t."reported_day" <= ?
    and (t."region" in (?) or t."region" is null)
  group by t."vendor", d.week
  union all
  select
    t."vendor" as "vendor",
    d.week as period,
    0 as numerator,
    coalesce(sum(t."units"), 0) as denominator,
    0 as n,
    0 as undecided,
    0 as missing,
    coalesce(sum(case when t."units" is null then 1 else 0 end), 0) as missing_over
  from facts."shipments" as t
  join facts.days as d on d.day = t."shipped_on"
  where t."shipped_on" is not null
    and t."shipped_on" >= ?
    and t."shipped_on" <= ?
    and (t."region" in (?) or t."region" is null)
  group by t."vendor", d.week
) as halves
group by "vendor", period
order by period nulls last, "vendor" nulls last
-- datetime.date(2026, 1, 5)
-- datetime.date(2026, 3, 29)
-- 'TW'
-- datetime.date(2026, 1, 5)
-- datetime.date(2026, 3, 29)
-- 'TW'
