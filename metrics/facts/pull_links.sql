-- feed: complaints
-- scratch
-- Each moment at which a rule could pull, and the next one that it could pull at after that: by
-- then the rule's days have gone by.
with places as (
  -- a candidate stands at the latest pull that it can follow, a pull at its own moment
  select
    c.chain as chain, c.product_id as product_id, c.defect_code as defect_code,
    c.at_us as at_us, c.at_us - c.span_us as place_us, 1 as follows
  from pull_candidates as c
  union all
  select
    c.chain as chain, c.product_id as product_id, c.defect_code as defect_code,
    c.at_us as at_us, c.at_us as place_us, 0 as follows
  from pull_candidates as c
),
linked as (
  select
    p.chain as chain,
    p.product_id as product_id,
    p.defect_code as defect_code,
    p.at_us as at_us,
    p.follows as follows,
    min(case when p.follows = 1 then p.at_us end) over (
      partition by p.chain, p.product_id, p.defect_code
      order by p.place_us, p.follows, p.at_us
      rows between current row and unbounded following
    ) as next_us
  from places as p
)
select
  l.chain as chain,
  l.product_id as product_id,
  l.defect_code as defect_code,
  l.at_us as at_us,
  l.next_us as next_us
from linked as l
where l.follows = 0
