-- shape: stock
-- How many stops are open? From the pull until the sale goes on, else until they are closed.
select triggered_at as from_at, ended_at as until_at, dims from stops;
