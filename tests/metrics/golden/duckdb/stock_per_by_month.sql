with ends as (
  select
    d.month as period,
    row_number() over (order by d.month) as n,
    max(d.day) as day,
    max(d.ends_us) as ends_us
  from facts.days as d
  where d.day >= (select min(t."opened_day") from facts."ticket_spans" as t) and d.day <= ?
  group by d.month
),
crossing as (
  select
    t."team" as "team",
    t."assignee" as "assignee",
    epoch_us(t."opened_at") as came_us,
    coalesce(t."ended_day", cast('9999-12-31' as date)) as went,
    coalesce(e.n, 0) as n
  from facts."ticket_spans" as t
  join facts.days as d on d.day = t."opened_day"
  left join ends as e on e.period = d.month
  where t."opened_day" is not null
    and t."opened_day" <= ?
    and (t."ended_day" is null or e.day is null or t."ended_day" > e.day)
),
standing as (
  select e.n as n, c.came_us as came_us, c."team" as "team", c."assignee" as "assignee"
  from crossing as c
  join ends as e on e.n = c.n
  union all
  select e.n as n, c.came_us as came_us, c."team" as "team", c."assignee" as "assignee"
  from crossing as c
  join ends as x on x.n = c.n + 1 and x.day < c.went
  join ends as e on e.n > c.n and e.day < c.went
)
select
  s."team" as "team",
  e.period as period,
  count(s."assignee") as numerator,
  count(distinct s."assignee") as denominator,
  count(s."assignee") as n,
  0 as undecided,
  0 as missing,
  0 as missing_over
from ends as e
join standing as s on s.n = e.n
group by s."team", e.period
order by period nulls last, "team" nulls last
-- datetime.date(2026, 3, 29)
-- datetime.date(2026, 3, 29)
