-- shape: percentile 0.50
-- How long from the pull until the sale is stopped? By the day of the stop; hours.
select
    local_day(suspended_at) as day, dims, hours_between(triggered_at, suspended_at) as measure
from stops;
