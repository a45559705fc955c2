-- feed: tickets
-- by: ticket_id
-- One row a stretch of time in which a ticket was not solved: from its creation or reopening until
-- it was solved. A ticket that its row calls solved, without saying when, was last open at its last
-- change.
with starts as (
  select
    r.ticket_id as ticket_id,
    r.turned_at as opened_at,
    r.solved as solved,
    r.place as place
  from ticket_turns as r
  union all
  -- from its creation, unless it was solved then
  select r.ticket_id as ticket_id, t.created_at as opened_at, 0 as solved, 0 as place
  from ticket_turns as r
  join tickets as t on t.ticket_id = r.ticket_id
  group by r.ticket_id, t.created_at
  having min(r.place) > 0
),
stretches as (
  select
    s.ticket_id as ticket_id,
    s.opened_at as opened_at,
    s.solved as solved,
    lead(s.opened_at) over (partition by s.ticket_id order by s.place) as ended_at
  from starts as s
),
again as (
  select s.ticket_id as ticket_id, s.opened_at as opened_at, s.ended_at as ended_at
  from stretches as s
  where s.solved = 0
),
plain as (
  select
    f.ticket_id as ticket_id,
    f.created_at as opened_at,
    case
      when f.history = 'events' then f.solved_at
      when t.status in ('solved', 'closed') then coalesce(f.solved_at, t.updated_at, t.created_at)
    end as ended_at
  from facts.tickets as f
  join tickets as t on t.ticket_id = f.ticket_id
  where f.ticket_id not in (select r.ticket_id from ticket_turns as r)
),
spans as (
  select p.ticket_id as ticket_id, p.opened_at as opened_at, p.ended_at as ended_at from plain as p
  union all
  select a.ticket_id as ticket_id, a.opened_at as opened_at, a.ended_at as ended_at from again as a
)
select
  s.ticket_id as ticket_id,
  s.opened_at as opened_at,
  local_day(s.opened_at) as opened_day,
  s.ended_at as ended_at,
  local_day(s.ended_at) as ended_day,
  f.status as status,
  f.priority as priority,
  f.channel as channel,
  f.category as category,
  f.subcategory as subcategory,
  f.team as team,
  f.assignee as assignee,
  f.manager as manager,
  f.senior_manager as senior_manager,
  f.region as region,
  f.product as product,
  f.product_category as product_category,
  f.vendor as vendor,
  f.service as service,
  f._batch as _batch,
  f._file as _file,
  f._line as _line
from spans as s
join facts.tickets as f on f.ticket_id = s.ticket_id
