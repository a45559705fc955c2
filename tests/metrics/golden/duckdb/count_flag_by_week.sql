select
  t."team" as "team",
  d.week as period,
  coalesce(sum(case when t."solved" then 1 else 0 end), 0) as numerator,
  0 as denominator,
  count(*) as n,
  0 as undecided,
  0 as missing,
  0 as missing_over
from facts."tickets" as t
join facts.days as d on d.day = t."solved_day"
where t."solved_day" is not null
  and t."solved_day" >= ?
  and t."solved_day" <= ?
group by t."team", d.week
order by period nulls last, "team" nulls last
-- datetime.date(2026, 1, 5)
-- datetime.date(2026, 3, 29)
