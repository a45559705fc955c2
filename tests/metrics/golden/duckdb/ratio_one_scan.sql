select
  t."priority" as "priority",
  d.year as period,
  coalesce(sum(case when t."sla_met" then 1 else 0 end), 0) as numerator,
  coalesce(sum(case when t."sla_known" then 1 else 0 end), 0) as denominator,
  count(*) as n,
  coalesce(sum(case when t."sla_unknown" then 1 else 0 end), 0) as undecided,
  0 as missing,
  0 as missing_over
from facts."tickets" as t
join facts.days as d on d.day = t."created_day"
where t."created_day" is not null
group by t."priority", d.year
order by period nulls last, "priority" nulls last
