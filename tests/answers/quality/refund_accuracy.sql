-- shape: ratio
-- Of the refunds decided whose due amount we know, how many were right, within the tolerance? By decision.
select
    local_day(decided_at) as day, dims,
    cast(abs(granted - entitled_amount) <= tolerated(entitled_amount) as integer) as of,
    1 as over,
    entitled_amount is null as undecided
from refunds_judged
where granted is not null;
