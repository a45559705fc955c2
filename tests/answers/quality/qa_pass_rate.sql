-- shape: ratio
-- How many audits were passed, of those that say? By the day of the audit.
select
    local_day(audited_at) as day, dims, cast(passed as integer) as of, 1 as over,
    passed is null as undecided
from audits_placed;
