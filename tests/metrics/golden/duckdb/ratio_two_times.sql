select
  period,
  coalesce(sum(numerator), 0) as numerator,
  coalesce(sum(denominator), 0) as denominator,
  coalesce(sum(n), 0) as n,
  coalesce(sum(undecided), 0) as undecided,
  coalesce(sum(missing), 0) as missing,
  coalesce(sum(missing_over), 0) as missing_over
from (
  select
    d.week as period,
    coalesce(sum(case when t."confirmed" then 1 else 0 end), 0) as numerator,
    coalesce(sum(case when t."decided" then 1 else 0 end), 0) as denominator,
    count(*) as n,
    0 as undecided,
    0 as missing,
    0 as missing_over
  from facts."complaints" as t
  join facts.days as d on d.day = t."decided_day"
  where t."decided_day" is not null
  group by d.week
  union all
  select
    d.week as period,
    0 as numerator,
    0 as denominator,
    0 as n,
    coalesce(sum(case when t."undecided" then 1 else 0 end), 0) as undecided,
    0 as missing,
    0 as missing_over
  from facts."complaints" as t
  join facts.days as d on d.day = t."reported_day"
  where t."reported_day" is not null
  group by d.week
) as halves
group by period
order by period nulls last
