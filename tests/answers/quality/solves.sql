-- shape: total
-- How many cases were solved, each time? By the day of the solve.
select local_day(ended_at) as day, dims, 1 as amount, false as undecided from stretches;
