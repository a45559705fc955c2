-- shape: ratio
-- How many cases were escalated? By the day of creation.
select
    local_day(created_at) as day, dims, cast(escalated_at is not null as integer) as of,
    1 as over, false as undecided
from escalations;
