select
  t."target" as "target",
  coalesce(sum(case when t."missed" then 1 else 0 end), 0) as numerator,
  coalesce(sum(case when t."decided" then 1 else 0 end), 0) as denominator,
  count(*) as n,
  0 as undecided,
  0 as missing,
  0 as missing_over
from facts."sla_clocks" as t
where t."decided_day" is not null
  and t."decided_day" >= ?
  and t."decided_day" <= ?
group by t."target"
order by "target" nulls last
-- datetime.date(2026, 3, 23)
-- datetime.date(2026, 3, 29)
