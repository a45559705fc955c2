-- feed: products
-- scratch
-- The vendors of the product list: what the member of a vendor's number is called.
select p.vendor_id as vendor_id, coalesce(max(p.vendor), p.vendor_id) as vendor
from products as p
where p.vendor_id is not null
group by p.vendor_id
