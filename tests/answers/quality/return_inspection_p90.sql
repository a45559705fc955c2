-- shape: percentile 0.9
-- How long does a return wait for its inspection? By the day of the inspection; hours.
select
    local_day(inspected_at) as day, dims,
    hours_between(return_received_at, inspected_at) as measure
from refunds_judged;
