-- shape: percentile 0.5
-- How long is the sale stopped? By the day on which it goes on; hours.
select
    local_day(resumed_at) as day, dims, hours_between(suspended_at, resumed_at) as measure
from stops;
