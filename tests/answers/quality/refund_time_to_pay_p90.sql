-- shape: percentile 0.9
-- How long from the decision until the money is sent? By the day of payment; hours.
select local_day(paid_at) as day, dims, hours_between(decided_at, paid_at) as measure
from refunds_judged;
