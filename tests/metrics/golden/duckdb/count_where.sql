select
  t."created_day" as period,
  count(*) as numerator,
  0 as denominator,
  count(*) as n,
  0 as undecided,
  0 as missing,
  0 as missing_over
from facts."tickets" as t
where t."created_day" is not null
  and (t."team" in (?, ?) or t."team" is null)
group by t."created_day"
order by period nulls last
-- 'A'
-- 'B'
