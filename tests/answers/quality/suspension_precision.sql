-- shape: ratio
-- Of the stops that were judged, how many were right? By the day of the pull; the verdict is the
-- stop's own, else that of the complaint that pulled the cord.
select
    local_day(triggered_at) as day, dims,
    cast(proved = 'confirmed' as integer) as of,
    1 as over,
    coalesce(proved, 'pending') not in ('confirmed', 'rejected') as undecided
from stops;
