-- feed: staff
-- scratch
-- The staff list without overlaps: where rows of a person overlap, the latest valid_from holds.
with dated as (
  select
    s.staff_id as staff_id,
    s.team as team,
    s.manager_id as manager_id,
    coalesce(s.valid_from, cast('0001-01-01 00:00:00+00' as timestamp with time zone)) as valid_from,
    coalesce(s.valid_to, cast('9999-12-31 00:00:00+00' as timestamp with time zone)) as valid_to
  from staff as s
),
bounds as (
  select d.staff_id as staff_id, d.valid_from as bound from dated as d
  union
  select d.staff_id as staff_id, d.valid_to as bound from dated as d
),
slices as (
  select
    b.staff_id as staff_id,
    b.bound as from_at,
    lead(b.bound) over (partition by b.staff_id order by b.bound) as until_at
  from bounds as b
),
covered as (
  select
    c.staff_id as staff_id,
    c.from_at as from_at,
    c.until_at as until_at,
    d.team as team,
    d.manager_id as manager_id,
    row_number() over (partition by c.staff_id, c.from_at order by d.valid_from desc, d.valid_to) as rank
  from slices as c
  join dated as d
    on d.staff_id = c.staff_id and d.valid_from <= c.from_at and d.valid_to >= c.until_at
  where c.until_at is not null
)
select
  c.staff_id as staff_id,
  c.from_at as from_at,
  c.until_at as until_at,
  c.team as team,
  c.manager_id as manager_id
from covered as c
where c.rank = 1
