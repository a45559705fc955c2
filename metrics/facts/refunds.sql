-- feed: refunds
-- by: refund_id
-- One row a refund asked for. Money is converted once, at the rate of the reporting day on which it
-- was asked for; without a rate of that very day it is null.
with known as (
  select (select count(*) from products as p) = 0 as any_product
),
dated as (
  select r.*, local_day(r.requested_at) as requested_day from refunds as r
),
converted as (
  select
    r.*,
    coalesce(r.decision = 'rejected', false) as rejected,
    case
      when r.currency = reporting_currency() then cast(r.amount as decimal(28, 4))
      else try_cast(r.amount * x.rate_to_base as decimal(28, 4))
    end as amount_base
  from dated as r
  left join fx_rates as x on x.on_date = r.requested_day and x.currency = r.currency
)
select
  r.refund_id as refund_id,
  r.requested_at as requested_at,
  r.requested_day as requested_day,
  r.decided_at as decided_at,
  local_day(r.decided_at) as decided_day,
  r.paid_at as paid_at,
  local_day(r.paid_at) as paid_day,
  r.decision as decision,
  r.rejected as rejected,
  coalesce(r.units, 1) as units,
  case when r.rejected then 0 else coalesce(r.units, 1) end as refunded_units,
  r.amount as amount,
  r.currency as currency,
  r.amount_base as amount_base,
  case when r.rejected then cast(0 as decimal(28, 4)) else r.amount_base end as refunded_amount_base,
  r.amount is not null and r.amount_base is null as rate_missing,
  r.reason as reason,
  case when p.product_id is not null or k.any_product then r.product_id end as product,
  p.name as product_name,
  p.category as category,
  p.vendor as vendor,
  r.region as region,
  r.service as service,
  r.ticket_id as ticket_id,
  r.complaint_id as complaint_id,
  r.order_id as order_id,
  r.customer_id as customer_id,
  r.product_id as product_id,
  r._batch as _batch,
  r._file as _file,
  r._line as _line
from converted as r
cross join known as k
left join product_list as p on p.product_id = r.product_id
