-- feed: tickets
-- scratch
-- Each ticket that was merged, and the one that survives however far it went: five hops of doubling
-- length follow a chain of up to 32 merges. A chain that runs in a circle has no survivor.
with merged as (
  select m.ticket_id as ticket_id, max(m.into_id) as into_id
  from (
    select t.ticket_id as ticket_id, t.merged_into as into_id
    from tickets as t
    where t.merged_into <> '' and t.merged_into <> t.ticket_id
    union all
    select h.ticket_id as ticket_id, h.merged_into as into_id
    from ticket_histories as h
    where h.merged_at <= as_of() and h.merged_into is distinct from h.ticket_id
  ) as m
  group by m.ticket_id
),
hop_2 as (
  select a.ticket_id as ticket_id, coalesce(b.into_id, a.into_id) as into_id
  from merged as a
  left join merged as b on b.ticket_id = a.into_id
),
hop_4 as (
  select a.ticket_id as ticket_id, coalesce(b.into_id, a.into_id) as into_id
  from hop_2 as a
  left join hop_2 as b on b.ticket_id = a.into_id
),
hop_8 as (
  select a.ticket_id as ticket_id, coalesce(b.into_id, a.into_id) as into_id
  from hop_4 as a
  left join hop_4 as b on b.ticket_id = a.into_id
),
hop_16 as (
  select a.ticket_id as ticket_id, coalesce(b.into_id, a.into_id) as into_id
  from hop_8 as a
  left join hop_8 as b on b.ticket_id = a.into_id
),
hop_32 as (
  select a.ticket_id as ticket_id, coalesce(b.into_id, a.into_id) as into_id
  from hop_16 as a
  left join hop_16 as b on b.ticket_id = a.into_id
)
select h.ticket_id as ticket_id, h.into_id as survivor_id
from hop_32 as h
where promised('resolution') or promised('first_response') or promised('next_response')
