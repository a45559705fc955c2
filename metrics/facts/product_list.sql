-- feed: products
-- scratch
-- The product list with one name a vendor: the one that any product gives for the vendor's number.
select
  p.product_id as product_id,
  p.name as name,
  p.category as category,
  p.opportunities as opportunities,
  coalesce(v.vendor, p.vendor) as vendor
from products as p
left join vendors as v on v.vendor_id = p.vendor_id
