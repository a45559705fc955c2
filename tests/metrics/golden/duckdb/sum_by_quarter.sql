select
  t."product" as "product",
  t."vendor" as "vendor",
  d.quarter as period,
  coalesce(sum(t."units"), 0) as numerator,
  0 as denominator,
  count(*) as n,
  0 as undecided,
  coalesce(sum(case when t."units" is null then 1 else 0 end), 0) as missing,
  0 as missing_over
from facts."shipments" as t
join facts.days as d on d.day = t."shipped_on"
where t."shipped_on" is not null
group by t."product", t."vendor", d.quarter
order by period nulls last, "product" nulls last, "vendor" nulls last
