-- shape: ratio
-- How many of the points that could be had were given? By the day of the audit.
select
    local_day(audited_at) as day, dims, score as of, max_score as over, false as undecided
from audits_placed;
