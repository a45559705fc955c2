-- shape: ratio
-- In how many audits was a critical error found, of those that say? By the day of the audit.
select
    local_day(audited_at) as day, dims, cast(critical_error as integer) as of, 1 as over,
    critical_error is null as undecided
from audits_placed;
