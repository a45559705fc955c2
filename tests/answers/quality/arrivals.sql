-- shape: total
-- How many cases came in, or came back? By the day of creation or reopening.
select local_day(opened_at) as day, dims, 1 as amount, false as undecided from stretches;
