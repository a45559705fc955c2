-- How much did we ship? By the day of shipping.
select
    period_of(s.shipped_on) as period,
    members(s.dims) as members,
    sum(s.units) as numerator,
    null as denominator,
    sum(s.units) as value
from shipment_rows s
where in_range(s.shipped_on) and kept(s.dims)
group by all;
