-- shape: stock_ratio
-- How many open cases does an agent hold?
select opened_at as from_at, ended_at as until_at, dims from stretches where dims['assignee'] is not null;
