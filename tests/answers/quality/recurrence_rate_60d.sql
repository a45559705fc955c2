-- shape: ratio
-- Of the stops that were cleared, how many came back within 60 days? By the day of clearing; in
-- neither half while the 60 days last.
select
    local_day(clear_at) as day, dims,
    cast(coalesce(back_at <= clear_at + days_of(60), false) as integer) as of,
    1 as over,
    clear_at + days_of(60) > getvariable('as_of') as undecided
from returns;
