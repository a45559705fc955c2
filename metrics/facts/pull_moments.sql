-- feed: complaints
-- scratch
-- How many complaints of a product and defect were heard at each moment, in microseconds. Today's
-- rule is judged at the instant of a complaint, a replayed one by days: replays are many.
with fewest as (
  select min(r.complaints) as complaints from pull_rules as r
),
busy as (
  -- a pair with fewer complaints than any rule asks for never crosses
  select c.product_id as product_id, c.defect_code as defect_code
  from heard_complaints as c
  cross join fewest as f
  group by c.product_id, c.defect_code, f.complaints
  having count(*) >= f.complaints
),
timed as (
  select
    c.product_id as product_id,
    c.defect_code as defect_code,
    c.complaint_id as complaint_id,
    c.reported_at as reported_at,
    local_day(c.reported_at) as reported_day,
    epoch_us(c.reported_at) as instant_us,
    epoch_us(cast(local_day(c.reported_at) as timestamp)) as day_us
  from heard_complaints as c
  join busy as b on b.product_id = c.product_id and b.defect_code = c.defect_code
)
select
  true as todays,
  t.product_id as product_id,
  t.defect_code as defect_code,
  t.instant_us as at_us,
  min(t.reported_at) as heard_at,
  min(t.reported_day) as heard_day,
  count(*) as complaints,
  min(t.complaint_id) as complaint_id
from timed as t
group by t.product_id, t.defect_code, t.instant_us
union all
select
  false as todays,
  t.product_id as product_id,
  t.defect_code as defect_code,
  t.day_us as at_us,
  min(t.reported_at) as heard_at,
  t.reported_day as heard_day,
  count(*) as complaints,
  min(t.complaint_id) as complaint_id
from timed as t
group by t.product_id, t.defect_code, t.day_us, t.reported_day
