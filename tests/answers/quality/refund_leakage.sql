-- shape: total
-- How much was granted beyond what was due, in the reporting currency? By the day of the decision,
-- at the rate of the day of the request; what was due is not known: undecided.
select
    local_day(decided_at) as day, dims,
    case
        when entitled_amount is null then 0
        else in_base(greatest(granted - entitled_amount, 0), rate)
    end as amount,
    entitled_amount is null as undecided
from refunds_judged
where granted is not null;
