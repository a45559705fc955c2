select
  "target",
  period,
  coalesce(sum(numerator), 0) as numerator,
  coalesce(sum(denominator), 0) as denominator,
  coalesce(sum(n), 0) as n,
  coalesce(sum(undecided), 0) as undecided,
  coalesce(sum(missing), 0) as missing,
  coalesce(sum(missing_over), 0) as missing_over
from (
  select
    t."target" as "target",
    d.week as period,
    coalesce(sum(case when t."met" then 1 else 0 end), 0) as numerator,
    coalesce(sum(case when t."decided" then 1 else 0 end), 0) as denominator,
    count(*) as n,
    0 as undecided,
    0 as missing,
    0 as missing_over
  from facts."sla_clocks" as t
  join facts.days as d on d.day = t."decided_day"
  where t."decided_day" is not null
    and t."decided_day" >= ?
    and t."decided_day" <= ?
  group by t."target", d.week
  union all
  select
    t."target" as "target",
    d.week as period,
    0 as numerator,
    0 as denominator,
    0 as n,
    coalesce(sum(case when t."undecided" then 1 else 0 end), 0) as undecided,
    0 as missing,
    0 as missing_over
  from facts."sla_clocks" as t
  join facts.days as d on d.day = t."started_day"
  where t."started_day" is not null
    and t."started_day" >= ?
    and t."started_day" <= ?
  group by t."target", d.week
) as halves
group by "target", period
order by period nulls last, "target" nulls last
-- datetime.date(2026, 1, 5)
-- datetime.date(2026, 3, 29)
-- datetime.date(2026, 1, 5)
-- datetime.date(2026, 3, 29)
