with moves as (
  select t."team", t."channel", t.day as day, count(*) as moved
  from (
    select t."team", t."channel", greatest(t."opened_day", cast(? as date)) as day
    from facts."ticket_spans" as t
    where t."opened_day" is not null
      and t."opened_day" <= ?
  ) as t
  group by t."team", t."channel", t.day
  union all
  select t."team", t."channel", t.day as day, -count(*) as moved
  from (
    select t."team", t."channel", greatest(t."ended_day", cast(? as date)) as day
    from facts."ticket_spans" as t
    where t."ended_day" is not null
      and t."ended_day" <= ?
  ) as t
  group by t."team", t."channel", t.day
),
net as (
  select m."team", m."channel", d.week as period, sum(m.moved) as moved
  from moves as m
  join facts.days as d on d.day = m.day
  group by m."team", m."channel", d.week
),
periods as (
  select d.week as period
  from facts.days as d
  where d.day >= cast(? as date) and d.day <= ?
  group by d.week
),
members as (
  select "team", "channel"
  from moves
  group by "team", "channel"
)
select
  g."team" as "team",
  g."channel" as "channel",
  p.period as period,
  sum(coalesce(n.moved, 0)) over (partition by g."team", g."channel" order by p.period) as numerator,
  sum(coalesce(n.moved, 0)) over (partition by g."team", g."channel" order by p.period) as n,
  0 as denominator,
  0 as undecided,
  0 as missing,
  0 as missing_over
from periods as p
cross join members as g
left join net as n
  on n.period = p.period
  and n."team" is not distinct from g."team"
  and n."channel" is not distinct from g."channel"
order by period nulls last, "team" nulls last, "channel" nulls last
-- datetime.date(2026, 1, 5)
-- datetime.date(2026, 3, 29)
-- datetime.date(2026, 1, 5)
-- datetime.date(2026, 3, 29)
-- datetime.date(2026, 1, 5)
-- datetime.date(2026, 3, 29)
