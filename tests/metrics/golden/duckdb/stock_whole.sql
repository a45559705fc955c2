with moves as (
  select t."opened_day" as day, count(*) as moved
  from facts."ticket_spans" as t
  where t."opened_day" is not null
    and t."opened_day" <= ?
    and (t."region" in (?) or t."region" is null)
  group by t."opened_day"
  union all
  select t."ended_day" as day, -count(*) as moved
  from facts."ticket_spans" as t
  where t."ended_day" is not null
    and t."ended_day" <= ?
    and (t."region" in (?) or t."region" is null)
  group by t."ended_day"
),
net as (
  select d.month as period, sum(m.moved) as moved
  from moves as m
  join facts.days as d on d.day = m.day
  group by d.month
),
periods as (
  select d.month as period
  from facts.days as d
  where d.day >= (select min(m.day) from moves as m) and d.day <= ?
  group by d.month
)
select
  p.period as period,
  sum(coalesce(n.moved, 0)) over (order by p.period) as numerator,
  sum(coalesce(n.moved, 0)) over (order by p.period) as n,
  0 as denominator,
  0 as undecided,
  0 as missing,
  0 as missing_over
from periods as p
left join net as n
  on n.period = p.period
order by period nulls last
-- datetime.date(2026, 3, 29)
-- 'TW'
-- datetime.date(2026, 3, 29)
-- 'TW'
-- datetime.date(2026, 3, 29)
