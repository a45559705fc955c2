-- feed: complaints
-- scratch
-- Of the moments at which a count is reached, those at which a rule pulls: the first one, and from
-- each pull on the one that `pull_links` leads to.
with recursive pulls as (
  select l.chain as chain, l.product_id as product_id, l.defect_code as defect_code, min(l.at_us) as at_us
  from pull_links as l
  group by l.chain, l.product_id, l.defect_code
  union all
  select l.chain as chain, l.product_id as product_id, l.defect_code as defect_code, l.next_us as at_us
  from pulls as p
  join pull_links as l
    on l.chain = p.chain
    and l.product_id = p.product_id
    and l.defect_code = p.defect_code
    and l.at_us = p.at_us
  where l.next_us is not null
)
select
  c.chain as chain,
  c.version as version,
  c.product_id as product_id,
  c.defect_code as defect_code,
  c.at_us as at_us,
  c.span_us as span_us,
  c.heard_at as heard_at,
  c.heard_day as heard_day,
  c.complaints as complaints,
  c.complaint_id as complaint_id
from pulls as p
join pull_candidates as c
  on c.chain = p.chain
  and c.product_id = p.product_id
  and c.defect_code = p.defect_code
  and c.at_us = p.at_us

