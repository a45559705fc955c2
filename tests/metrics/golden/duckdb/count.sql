select
  count(*) as numerator,
  0 as denominator,
  count(*) as n,
  0 as undecided,
  0 as missing,
  0 as missing_over
from facts."tickets" as t
where t."created_day" is not null
