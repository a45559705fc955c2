-- feed: refunds
-- by: refund_id
-- One row a refund asked for. Money is converted once, at the rate of the reporting day on which it
-- was asked for; without a rate of that very day it is null. Granted is what was approved: the
-- amount, or nothing; it is compared with the entitled amount in the currency of the refund.
with known as (
  select
    (select count(*) from products as p) = 0 as any_product,
    (select count(*) from staff as s) = 0 as any_person
),
persons as (
  select s.staff_id as staff_id from staff as s group by s.staff_id
),
dated as (
  select
    r.*,
    local_day(r.requested_at) as requested_day,
    coalesce(r.decision = 'rejected', false) as rejected,
    coalesce(r.decision = 'approved', false) as approved,
    case
      when r.decision = 'approved' then r.amount
      when r.decision = 'rejected' then cast(0 as decimal(18, 4))
    end as granted,
    case when r.decision = 'rejected' then 0 else r.amount end
    + coalesce(r.return_freight, 0) + coalesce(r.handling_cost, 0) as cost
  from refunds as r
),
judged as (
  select
    r.*,
    r.granted is not null and r.entitled_amount is not null as judged,
    case when r.granted > r.entitled_amount then r.granted - r.entitled_amount else 0 end as excess
  from dated as r
),
converted as (
  -- nothing is nothing in any currency, whatever its rate
  select
    r.*,
    case
      when r.currency = reporting_currency() then cast(r.amount as decimal(28, 4))
      else try_cast(r.amount * x.rate_to_base as decimal(28, 4))
    end as amount_base,
    case
      when r.currency = reporting_currency() or r.excess = 0 then cast(r.excess as decimal(28, 4))
      else try_cast(r.excess * x.rate_to_base as decimal(28, 4))
    end as leakage_base,
    case
      when r.currency = reporting_currency() or r.cost = 0 then cast(r.cost as decimal(28, 4))
      else try_cast(r.cost * x.rate_to_base as decimal(28, 4))
    end as cost_base
  from judged as r
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
  r.return_received_at as return_received_at,
  local_day(r.return_received_at) as return_received_day,
  r.inspected_at as inspected_at,
  local_day(r.inspected_at) as inspected_day,
  -- a time that lies before the one it is counted from is not known
  case
    when r.decided_at >= r.requested_at then (epoch_us(r.decided_at) - epoch_us(r.requested_at)) / 1000000.0
  end as time_to_decide_s,
  case
    when r.paid_at >= r.decided_at then (epoch_us(r.paid_at) - epoch_us(r.decided_at)) / 1000000.0
  end as time_to_pay_s,
  case
    when r.inspected_at >= r.return_received_at
      then (epoch_us(r.inspected_at) - epoch_us(r.return_received_at)) / 1000000.0
  end as inspection_s,
  c.shipped_at as shipped_at,
  local_day(c.shipped_at) as shipped_day,
  case
    when not r.rejected and r.requested_at >= c.shipped_at
      then (epoch_us(r.requested_at) - epoch_us(c.shipped_at)) / 1000000.0
  end as refunded_lag_s,
  r.decision as decision,
  r.rejected as rejected,
  r.approved as approved,
  coalesce(r.units, 1) as units,
  case when r.rejected then 0 else coalesce(r.units, 1) end as refunded_units,
  r.amount as amount,
  r.currency as currency,
  r.amount_base as amount_base,
  case when r.rejected then cast(0 as decimal(28, 4)) else r.amount_base end as refunded_amount_base,
  r.amount is not null and r.amount_base is null as rate_missing,
  r.entitled_amount as entitled_amount,
  r.granted as granted,
  r.judged as judged,
  r.granted is not null and r.entitled_amount is null as entitled_unknown,
  r.judged and abs(r.granted - r.entitled_amount) <= refund_tolerance(r.entitled_amount) as within_tolerance,
  r.judged and r.granted - r.entitled_amount > refund_tolerance(r.entitled_amount) as over_entitlement,
  case when r.judged then r.leakage_base else cast(0 as decimal(28, 4)) end as leakage_base,
  r.cost_base as cost_base,
  r.reason as reason,
  r.method as method,
  r.inspection_result as inspection_result,
  case when g.staff_id is not null or k.any_person then r.decided_by end as approver,
  c.defect_code as defect_code,
  case when p.product_id is not null or k.any_product then r.product_id end as product,
  p.name as product_name,
  p.category as category,
  p.vendor as vendor,
  r.region as region,
  r.service as service,
  r.return_required as return_required,
  r.order_currency as order_currency,
  r.requested_by as requested_by,
  r.decided_by as decided_by,
  r.ticket_id as ticket_id,
  r.complaint_id as complaint_id,
  r.order_id as order_id,
  r.order_line_id as order_line_id,
  r.customer_id as customer_id,
  r.product_id as product_id,
  r._batch as _batch,
  r._file as _file,
  r._line as _line
from converted as r
cross join known as k
left join complaints as c on c.complaint_id = r.complaint_id
left join persons as g on g.staff_id = r.decided_by
left join product_list as p on p.product_id = r.product_id
