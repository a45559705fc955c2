-- feed: audits
-- One row a solved ticket of which any work was audited, however often.
with judged as (
  select a.ticket_id as ticket_id, count(*) as audits
  from audits as a
  where a.ticket_id is not null
  group by a.ticket_id
)
select
  t.ticket_id as ticket_id,
  t.solved_at as solved_at,
  t.solved_day as solved_day,
  j.audits as audits,
  t.priority as priority,
  t.channel as channel,
  t.category as category,
  t.subcategory as subcategory,
  t.team as team,
  t.assignee as assignee,
  t.manager as manager,
  t.senior_manager as senior_manager,
  t.region as region,
  t.product as product,
  t.product_category as product_category,
  t.vendor as vendor,
  t.service as service,
  t._batch as _batch,
  t._file as _file,
  t._line as _line
from judged as j
join facts.tickets as t on t.ticket_id = j.ticket_id
where t.solved
