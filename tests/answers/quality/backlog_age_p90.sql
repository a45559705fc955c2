-- shape: stock_percentile 0.9
-- How old are the cases that are still open? Since they were created or came back; hours.
select opened_at as from_at, ended_at as until_at, dims from stretches;
