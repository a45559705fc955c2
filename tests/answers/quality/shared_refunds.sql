-- What the answers to the metrics of refunds share: what was granted, what it is worth in the
-- reporting currency, and the checks that a refund can fail.

create table refunds_judged as
select
    r.*,
    map_concat(d.dims, map {
        'decision': r.decision, 'currency': r.currency, 'method': r.method,
        'inspection_result': r.inspection_result,
        'approver': staff_member(r.decided_by),
        'defect_code': (
            select c.defect_code from complaints c where c.complaint_id = r.complaint_id
        )
    }) as dims,
    -- what the customer gets: nothing where it was rejected, not known before a decision
    case r.decision
        when 'approved' then r.amount
        when 'rejected' then cast(0 as decimal(18, 4))
    end as granted,
    case
        when r.currency = getvariable('currency') then cast(1 as decimal(12, 6))
        else (
            select cast(f.rate_to_base as decimal(12, 6)) from fx_rates f
            where f.currency = r.currency and f.on_date = local_day(r.requested_at)
        )
    end as rate
from refunds r
join refund_dims d on d.refund_id = r.refund_id;

-- An amount in the reporting currency: nothing is nothing in every currency.
create macro in_base(amount, rate) as case when amount = 0 then 0 else amount * rate end;

-- By how much what is granted may differ from what is due.
create macro tolerated(due) as greatest(
    cast(getvariable('tolerance') as decimal(18, 4)),
    cast(getvariable('share') as decimal(18, 4)) * due
);

create table refund_checks as
with kept_refunds as (
    select * from refunds_judged where coalesce(decision, 'open') <> 'rejected'
),
checks as (
    select refund_id, 'duplicate' as name from kept_refunds r
    where r.order_line_id <> '' and exists (
        from kept_refunds e
        where e.order_id = r.order_id and e.order_line_id = r.order_line_id
            and (e.requested_at < r.requested_at
                or (e.requested_at = r.requested_at and e.refund_id < r.refund_id))
    )
    union all
    select refund_id, 'over_entitlement' from refunds_judged
    where granted - entitled_amount > tolerated(entitled_amount)
    union all
    select refund_id, 'before_return' from refunds_judged
    where return_required and paid_at is not null
        and (return_received_at is null or return_received_at > paid_at)
    union all
    select refund_id, 'rejected_complaint' from refunds_judged r
    where r.decision = 'approved' and exists (
        from complaints c where c.complaint_id = r.complaint_id and c.verdict = 'rejected'
    )
    union all
    select refund_id, 'currency_differs' from refunds_judged where order_currency <> currency
    union all
    select refund_id, 'self_approved' from refunds_judged
    where decision = 'approved' and decided_by = requested_by
    union all
    select refund_id, 'after_resume' from kept_refunds r
    where exists (
        from complaints c
        join andons a on a.product_id = c.product_id and a.defect_code = c.defect_code
        where c.complaint_id = r.complaint_id and a.resumed_at < c.reported_at
    )
)
select r.refund_id, r.requested_at, map_concat(r.dims, map {'check': k.name}) as dims
from checks k
join refunds_judged r on r.refund_id = k.refund_id;
