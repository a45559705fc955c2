-- shape: ratio 1000000
-- Of a million units shipped in a period, how many came back defective, whenever that was?
select
    local_day(c.shipped_at) as day, d.dims,
    case when c.verdict = 'confirmed' then c.units else 0 end as of, 0 as over,
    false as undecided
from complaints c
join complaint_dims d on d.complaint_id = c.complaint_id
union all
select shipped_on, dims, 0, units, false from shipment_rows;
