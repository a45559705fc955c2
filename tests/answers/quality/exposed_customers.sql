-- shape: total
-- How many customers got them? Not known where a shipment does not say. By the day of the pull.
select local_day(a.triggered_at) as day, a.dims, e.customers as amount, false as undecided
from stops a
join escapes e on e.andon_id = a.andon_id;
