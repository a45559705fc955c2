-- feed: products
-- One row a product of the product list: what its number is called.
select
  p.product_id as product_id,
  p.name as name,
  p._batch as _batch,
  p._file as _file,
  p._line as _line
from products as p
