select
  t."reason" as "reason",
  d.month as period,
  coalesce(sum(t."refunded_amount_base"), 0) as numerator,
  0 as denominator,
  count(*) as n,
  0 as undecided,
  coalesce(sum(case when t."refunded_amount_base" is null then 1 else 0 end), 0) as missing,
  0 as missing_over
from facts."refunds" as t
join facts.days as d on d.day = t."requested_day"
where t."requested_day" is not null
  and (t."region" in (?) or t."region" is null)
group by t."reason", d.month
order by period nulls last, "reason" nulls last
-- 'TW'
