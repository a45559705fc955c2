select
  t."topic" as "topic",
  d.month as period,
  coalesce(sum(case when t."first_passed" = t."second_passed" then 1 else 0 end), 0) as numerator,
  count(*) as denominator,
  count(*) as n,
  0 as undecided,
  0 as missing,
  0 as missing_over,
  coalesce(sum(case when t."first_passed" then 1 else 0 end), 0) as first_holds,
  coalesce(sum(case when t."second_passed" then 1 else 0 end), 0) as second_holds
from facts."audit_pairs" as t
join facts.days as d on d.day = t."audited_day"
where t."audited_day" is not null
  and t."audited_day" >= ?
  and t."audited_day" <= ?
  and (t."region" in (?) or t."region" is null)
  and t."first_passed" is not null
  and t."second_passed" is not null
group by t."topic", d.month
order by period nulls last, "topic" nulls last
-- datetime.date(2026, 1, 5)
-- datetime.date(2026, 3, 29)
-- 'TW'
