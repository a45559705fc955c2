with ends as (
  select
    d.week as period,
    row_number() over (order by d.week) as n,
    max(d.day) as day,
    max(d.ends_us) as ends_us
  from facts.days as d
  where d.day >= cast(? as date) and d.day <= ?
  group by d.week
),
crossing as (
  select
    epoch_us(t."opened_at") as came_us,
    coalesce(t."ended_day", cast('9999-12-31' as date)) as went,
    coalesce(e.n, 0) as n
  from facts."ticket_spans" as t
  join facts.days as d on d.day = t."opened_day"
  left join ends as e on e.period = d.week
  where t."opened_day" is not null
    and t."opened_day" <= ?
    and (t."region" in (?) or t."region" is null)
    and (t."ended_day" is null or e.day is null or t."ended_day" > e.day)
    and (t."ended_day" is null or t."ended_day" > ?)
),
standing as (
  select e.n as n, c.came_us as came_us
  from crossing as c
  join ends as e on e.n = c.n
  union all
  select e.n as n, c.came_us as came_us
  from crossing as c
  join ends as x on x.n = c.n + 1 and x.day < c.went
  join ends as e on e.n > c.n and e.day < c.went
)
select
  e.period as period,
  quantile_cont(case when s.came_us <= e.ends_us then (e.ends_us - s.came_us) / 1000000.0 end, 0.9) as numerator,
  0 as denominator,
  count(case when s.came_us <= e.ends_us then (e.ends_us - s.came_us) / 1000000.0 end) as n,
  0 as undecided,
  0 as missing,
  0 as missing_over
from ends as e
left join standing as s on s.n = e.n
group by e.period
order by period nulls last
-- datetime.date(2026, 1, 5)
-- datetime.date(2026, 3, 29)
-- datetime.date(2026, 3, 29)
-- 'TW'
-- datetime.date(2026, 1, 5)
