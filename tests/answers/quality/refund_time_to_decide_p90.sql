-- shape: percentile 0.9
-- How long until a refund is decided? By the day of the decision; hours.
select
    local_day(decided_at) as day, dims, hours_between(requested_at, decided_at) as measure
from refunds_judged;
