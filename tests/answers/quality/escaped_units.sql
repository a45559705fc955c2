-- shape: total
-- How many units went out between the first complaint and the stop? By the day of the pull.
select local_day(a.triggered_at) as day, a.dims, e.units as amount, false as undecided
from stops a
join escapes e on e.andon_id = a.andon_id;
