-- shape: ratio
-- Of the cases that were solved, how many were reopened, or went back to a team or agent that had
-- held them before? By the day of the first solve.
select
    local_day(s.first_solved_at) as day, c.dims,
    cast(
        s.reopens > 0 or exists (from given_back g where g.ticket_id = s.ticket_id) as integer
    ) as of,
    1 as over,
    false as undecided
from solves s
join ticket_cuts c on c.ticket_id = s.ticket_id
where s.first_solved_at is not null;
