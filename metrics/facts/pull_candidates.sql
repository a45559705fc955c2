-- feed: complaints
-- scratch
-- The moments at which a rule's count is reached: complaints arrive, and leave the count when they
-- are as old as the rule's days. What leaves at a moment leaves before what arrives.
with spans as (
  select r.chain = 'today' as todays, r.days * 86400000000 as span_us
  from pull_rules as r
  group by r.chain = 'today', r.days
),
moves as (
  select
    m.todays as todays, s.span_us as span_us, m.product_id as product_id, m.defect_code as defect_code,
    m.at_us as at_us, 1 as arrives, m.complaints as moved, m.complaint_id as complaint_id,
    m.heard_at as heard_at, m.heard_day as heard_day
  from pull_moments as m
  join spans as s on s.todays = m.todays
  union all
  select
    m.todays as todays, s.span_us as span_us, m.product_id as product_id, m.defect_code as defect_code,
    m.at_us + s.span_us as at_us, 0 as arrives, -m.complaints as moved, m.complaint_id as complaint_id,
    m.heard_at as heard_at, m.heard_day as heard_day
  from pull_moments as m
  join spans as s on s.todays = m.todays
),
counted as (
  select
    m.todays as todays,
    m.span_us as span_us,
    m.product_id as product_id,
    m.defect_code as defect_code,
    m.at_us as at_us,
    m.arrives as arrives,
    m.complaint_id as complaint_id,
    m.heard_at as heard_at,
    m.heard_day as heard_day,
    sum(m.moved) over (
      partition by m.todays, m.span_us, m.product_id, m.defect_code order by m.at_us, m.arrives
    ) as complaints
  from moves as m
)
select
  r.chain as chain,
  r.version as version,
  c.product_id as product_id,
  c.defect_code as defect_code,
  c.at_us as at_us,
  c.span_us as span_us,
  c.heard_at as heard_at,
  c.heard_day as heard_day,
  c.complaints as complaints,
  c.complaint_id as complaint_id
from counted as c
join pull_rules as r
  on (r.chain = 'today') = c.todays
  and r.days * 86400000000 = c.span_us
  and r.complaints <= c.complaints
where
  c.arrives = 1
  -- replayed rules hold always; each version of today's rule from its reporting day on
  and (
    not c.todays
    or (
      c.heard_day >= r.valid_from
      and (r.valid_until is null or c.heard_day < r.valid_until)
    )
  )
