with moves as (
  select t."team", count(*) as moved
  from facts."ticket_spans" as t
  where t."opened_day" is not null
    and t."opened_day" <= ?
  group by t."team"
  union all
  select t."team", -count(*) as moved
  from facts."ticket_spans" as t
  where t."ended_day" is not null
    and t."ended_day" <= ?
  group by t."team"
)
select
  m."team",
  coalesce(sum(m.moved), 0) as numerator,
  coalesce(sum(m.moved), 0) as n,
  0 as denominator,
  0 as undecided,
  0 as missing,
  0 as missing_over
from moves as m
group by m."team"
order by "team" nulls last
-- datetime.date(2026, 3, 29)
-- datetime.date(2026, 3, 29)
