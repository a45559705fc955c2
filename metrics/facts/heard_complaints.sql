-- feed: complaints
-- scratch
-- The complaints that count as heard: all but the rejected ones, with what tells a problem apart.
select
  c.complaint_id as complaint_id,
  c.product_id as product_id,
  c.defect_code as defect_code,
  c.reported_at as reported_at
from complaints as c
where coalesce(c.verdict, 'pending') <> 'rejected'
