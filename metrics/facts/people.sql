-- feed: staff
-- One row a person of the staff list, as its newest row has it: what the numbers of agents and
-- managers are called.
with ranked as (
  select
    s.staff_id as staff_id,
    s.name as name,
    s.role as role,
    s._batch as _batch,
    s._file as _file,
    s._line as _line,
    row_number() over (
      partition by s.staff_id
      order by s.valid_from desc nulls last, s._file desc, s._line desc
    ) as place
  from staff as s
)
select
  r.staff_id as staff_id,
  r.name as name,
  r.role as role,
  r._batch as _batch,
  r._file as _file,
  r._line as _line
from ranked as r
where r.place = 1
