-- feed: shipments
-- scratch
-- Who made a lot, where the shipments of that lot agree.
select s.product_id as product_id, s.lot as lot, min(s.vendor_id) as vendor_id
from shipments as s
where s.lot <> '' and s.vendor_id <> ''
group by s.product_id, s.lot
having min(s.vendor_id) = max(s.vendor_id)
