-- feed: rcas
-- scratch
-- The kind of cause that each stop's analyses came to: of the one completed last, else of the one
-- opened last.
with ranked as (
  select
    r.andon_id as andon_id,
    r.cause_category as cause_category,
    row_number() over (
      partition by r.andon_id
      order by r.completed_at desc nulls last, r.opened_at desc, r.rca_id desc
    ) as place
  from rcas as r
)
select r.andon_id as andon_id, r.cause_category as cause_category
from ranked as r
where r.place = 1
