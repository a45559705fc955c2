-- How much money goes back, in the reporting currency? Each amount at the rate of the day of its
-- request; a rejected refund is zero; one missing rate makes the sum unknown. Not rounded here:
-- the product keeps each amount to four decimals, so `n` amounts may be n x 0.00005 away.
with money as (
    select
        r.refund_id, local_day(r.requested_at) as day,
        case
            when r.decision = 'rejected' then 0
            when r.currency = getvariable('currency') then r.amount
            else r.amount * (
                select cast(f.rate_to_base as decimal(12, 6)) from fx_rates f
                where f.currency = r.currency and f.on_date = local_day(r.requested_at)
            )
        end as amount
    from refunds r
)
select
    period_of(m.day) as period,
    members(d.dims) as members,
    case when count(*) = count(m.amount) then cast(sum(m.amount) as double) end as numerator,
    null as denominator,
    numerator as value,
    count(*) as n
from money m
join refund_dims d on d.refund_id = m.refund_id
where in_range(m.day) and kept(d.dims)
group by all;
