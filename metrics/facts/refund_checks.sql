-- feed: refunds
-- One row an exception: a refund and the check that it fails, with what it is held against. A refund
-- that fails two checks has two rows.
with lines as (
  -- of the refunds of one order line that were not rejected, every one but the first
  select
    r.refund_id as refund_id,
    lag(r.refund_id) over (
      partition by r.order_id, r.order_line_id order by r.requested_at, r.refund_id
    ) as evidence
  from facts.refunds as r
  where not r.rejected and r.order_line_id <> ''
),
back as (
  -- complaints of a defect of a product whose sale had been resumed after a stop for that defect
  select c.complaint_id as complaint_id, max(a.andon_id) as evidence
  from complaints as c
  join andons as a
    on a.product_id = c.product_id and a.defect_code = c.defect_code and a.resumed_at < c.reported_at
  group by c.complaint_id
),
found as (
  select l.refund_id as refund_id, 'duplicate' as "check", l.evidence as evidence
  from lines as l
  where l.evidence is not null
  union all
  select r.refund_id as refund_id, 'over_entitlement' as "check", null as evidence
  from facts.refunds as r
  where r.over_entitlement
  union all
  select r.refund_id as refund_id, 'before_return' as "check", null as evidence
  from facts.refunds as r
  where
    r.return_required
    and r.paid_at is not null
    and (r.return_received_at is null or r.return_received_at > r.paid_at)
  union all
  select r.refund_id as refund_id, 'rejected_complaint' as "check", c.complaint_id as evidence
  from facts.refunds as r
  join complaints as c on c.complaint_id = r.complaint_id
  where r.approved and c.verdict = 'rejected'
  union all
  select r.refund_id as refund_id, 'currency_differs' as "check", r.order_currency as evidence
  from facts.refunds as r
  where r.order_currency <> '' and r.order_currency <> r.currency
  union all
  select r.refund_id as refund_id, 'self_approved' as "check", r.decided_by as evidence
  from facts.refunds as r
  where r.approved and r.decided_by = r.requested_by
  union all
  select r.refund_id as refund_id, 'after_resume' as "check", b.evidence as evidence
  from facts.refunds as r
  join back as b on b.complaint_id = r.complaint_id
  where not r.rejected
)
select
  f.refund_id as refund_id,
  f."check" as "check",
  f.evidence as evidence,
  r.requested_at as requested_at,
  r.requested_day as requested_day,
  r.decision as decision,
  r.amount as amount,
  r.currency as currency,
  r.entitled_amount as entitled_amount,
  r.granted as granted,
  r.amount_base as amount_base,
  r.leakage_base as leakage_base,
  r.reason as reason,
  r.method as method,
  r.approver as approver,
  r.defect_code as defect_code,
  r.product as product,
  r.product_name as product_name,
  r.category as category,
  r.vendor as vendor,
  r.region as region,
  r.service as service,
  r.order_id as order_id,
  r.order_line_id as order_line_id,
  r.ticket_id as ticket_id,
  r.complaint_id as complaint_id,
  r.requested_by as requested_by,
  r.decided_by as decided_by,
  r.product_id as product_id,
  r._batch as _batch,
  r._file as _file,
  r._line as _line
from found as f
join facts.refunds as r on r.refund_id = f.refund_id
