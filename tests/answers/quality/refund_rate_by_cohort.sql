-- shape: ratio
-- Of the units shipped in a period, how many are refunded, whenever that is? A refund belongs to
-- the day on which the units of its complaint were shipped.
select
    local_day(c.shipped_at) as day, r.dims,
    case when r.decision = 'rejected' then 0 else r.units end as of, 0 as over,
    false as undecided
from refunds_judged r
join complaints c on c.complaint_id = r.complaint_id
union all
select shipped_on, dims, 0, units, false from shipment_rows;
