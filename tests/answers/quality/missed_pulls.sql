-- shape: total
-- Which products and defects passed the pull rule and were not stopped? By the day of crossing;
-- what may still be stopped in time is undecided.
select
    local_day(crossed_at) as day, dims,
    cast(not stopped and crossed_at + days_of(days) <= getvariable('as_of') as integer) as amount,
    not stopped and crossed_at + days_of(days) > getvariable('as_of') as undecided
from crossings;
