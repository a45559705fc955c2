-- shape: stock
-- How many actions are overdue? From when they were due until they are done.
select
    a.due_at as from_at,
    a.done_at as until_at,
    map_concat(
        coalesce(r.dims, map {'product': null}),
        map {'owner': staff_member(a.owner_id), 'kind': a.kind}
    ) as dims
from actions a
left join causes r on r.rca_id = a.rca_id
where a.due_at is not null and (a.done_at is null or a.done_at > a.due_at);
