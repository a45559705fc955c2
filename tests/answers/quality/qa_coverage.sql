-- shape: ratio
-- How many of the tickets solved were audited? By the day of the last solve.
select
    local_day(s.solved_at) as day, c.dims,
    cast(exists (from audits a where a.ticket_id = s.ticket_id) as integer) as of,
    1 as over,
    false as undecided
from solves s
join ticket_cuts c on c.ticket_id = s.ticket_id
where s.solved_at is not null;
