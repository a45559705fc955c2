-- shape: percentile 0.5
-- How long from the first complaint until the sale is stopped? By the day of the stop; hours.
select
    local_day(a.suspended_at) as day, a.dims,
    hours_between(g.signal_at, a.suspended_at) as measure
from stops a
join signals g on g.andon_id = a.andon_id;
