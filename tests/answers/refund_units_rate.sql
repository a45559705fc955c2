-- How many units are refunded for each unit shipped? Refunds by the day of the request (rejected
-- ones are zero units) and shipments by their day, summed apart.
with halves as (
    select
        local_day(r.requested_at) as day, d.dims,
        case when r.decision = 'rejected' then 0 else r.units end as refunded, 0 as shipped
    from refunds r
    join refund_dims d on d.refund_id = r.refund_id
    union all
    select s.shipped_on, s.dims, 0, s.units from shipment_rows s
)
select
    period_of(day) as period,
    members(dims) as members,
    sum(refunded) as numerator,
    sum(shipped) as denominator,
    numerator / nullif(denominator, 0) as value
from halves
where in_range(day) and kept(dims)
group by all;
