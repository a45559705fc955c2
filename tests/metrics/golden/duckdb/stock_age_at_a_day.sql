with standing as (
  select epoch_us(t."opened_at") as came_us, t."team" as "team"
  from facts."ticket_spans" as t
  where t."opened_day" is not null
    and t."opened_day" <= ?
    and (t."ended_day" is null or t."ended_day" > ?)
    and epoch_us(t."opened_at") <= (select d.ends_us from facts.days as d where d.day = ?)
),
ends as (
  select d.ends_us as ends_us from facts.days as d where d.day = ?
)
select
  s."team" as "team",
  quantile_cont(case when s.came_us <= e.ends_us then (e.ends_us - s.came_us) / 1000000.0 end, 0.9) as numerator,
  0 as denominator,
  count(case when s.came_us <= e.ends_us then (e.ends_us - s.came_us) / 1000000.0 end) as n,
  0 as undecided,
  0 as missing,
  0 as missing_over
from standing as s
cross join ends as e
group by s."team"
order by "team" nulls last
-- datetime.date(2026, 3, 29)
-- datetime.date(2026, 3, 29)
-- datetime.date(2026, 3, 29)
-- datetime.date(2026, 3, 29)
