-- shape: total
-- What do refunds cost: the money, the way back and the handling? Reporting currency, by request.
select
    local_day(requested_at) as day, dims,
    in_base(
        case when decision = 'rejected' then 0 else amount end
        + coalesce(return_freight, 0) + coalesce(handling_cost, 0),
        rate
    ) as amount,
    false as undecided
from refunds_judged;
