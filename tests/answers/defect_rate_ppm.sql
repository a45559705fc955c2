-- How many confirmed defective units come back per million shipped? Complaints by the day of the
-- report and shipments by their day, summed apart.
with halves as (
    select
        local_day(c.reported_at) as day, d.dims,
        case when c.verdict = 'confirmed' then c.units else 0 end as defective, 0 as shipped
    from complaints c
    join complaint_dims d on d.complaint_id = c.complaint_id
    union all
    select s.shipped_on, s.dims, 0, s.units from shipment_rows s
)
select
    period_of(day) as period,
    members(dims) as members,
    sum(defective) as numerator,
    sum(shipped) as denominator,
    numerator / nullif(denominator, 0) * 1000000 as value
from halves
where in_range(day) and kept(dims)
group by all;
