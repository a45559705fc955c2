-- shape: total
-- How many checks did refunds fail? One refund may fail several. By the day of the request.
select local_day(requested_at) as day, dims, 1 as amount, false as undecided from refund_checks;
