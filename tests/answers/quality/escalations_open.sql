-- shape: stock
-- How many escalated cases are not solved? From the escalation until the last solve.
select escalated_at as from_at, solved_at as until_at, dims
from escalations
where escalated_at is not null;
