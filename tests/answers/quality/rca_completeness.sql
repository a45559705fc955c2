-- shape: ratio
-- How much of what a finished analysis must say does it say? Seven fields each; by completion.
select
    local_day(r.completed_at) as day, r.dims,
    cast(exists (from actions a where a.rca_id = r.rca_id and a.kind = 'containment') as integer)
    + cast(exists (from actions a where a.rca_id = r.rca_id and a.kind = 'corrective') as integer)
    + cast(exists (from actions a where a.rca_id = r.rca_id and a.kind = 'preventive') as integer)
    + cast(r.cause is not null as integer)
    + cast(r.evidence is not null as integer)
    + cast(r.owner_id is not null as integer)
    + cast(
        r.effect_metric is not null and r.effect_threshold is not null
        and r.effect_window_days is not null as integer
    ) as of,
    7 as over,
    false as undecided
from causes r
where r.completed_at is not null;
