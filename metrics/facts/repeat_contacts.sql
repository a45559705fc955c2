-- feed: tickets
-- by: customer_id
-- refresh: immature
-- One row a solved ticket that names a customer, and an order or a product: whether the customer
-- opened another about either within seven days after the solve. Void and merged tickets are neither.
with counted as (
  select
    t.ticket_id as ticket_id,
    t.customer_id as customer_id,
    t.order_id as order_id,
    t.product_id as product_id,
    epoch_us(t.created_at) as created_us,
    epoch_us(t.solved_at) as solved_us
  from facts.tickets as t
  where
    t.void_reason is null
    and t.merged_into is null
    and t.customer_id is not null
    and coalesce(t.order_id, t.product_id) is not null
),
pairs as (
  select c.customer_id as customer_id, 'order' as about, c.order_id as subject
  from counted as c
  where c.order_id is not null
  group by c.customer_id, c.order_id
  having count(*) > 1
  union all
  select c.customer_id as customer_id, 'product' as about, c.product_id as subject
  from counted as c
  where c.product_id is not null
  group by c.customer_id, c.product_id
  having count(*) > 1
),
grouped as (
  -- tickets that are not alone with their customer and subject: few
  select
    c.ticket_id as ticket_id, c.created_us as created_us, c.solved_us as solved_us,
    p.customer_id as customer_id, p.about as about, p.subject as subject
  from counted as c
  join pairs as p on p.customer_id = c.customer_id and p.about = 'order' and p.subject = c.order_id
  union all
  select
    c.ticket_id as ticket_id, c.created_us as created_us, c.solved_us as solved_us,
    p.customer_id as customer_id, p.about as about, p.subject as subject
  from counted as c
  join pairs as p on p.customer_id = c.customer_id and p.about = 'product' and p.subject = c.product_id
),
moves as (
  -- what is created counts from then on; a solve looks at the count, then and seven days later
  select
    g.ticket_id as ticket_id, g.customer_id as customer_id, g.about as about, g.subject as subject,
    g.created_us as at_us, 0 as looks, 1 as created, 0 as sign
  from grouped as g
  union all
  select
    g.ticket_id as ticket_id, g.customer_id as customer_id, g.about as about, g.subject as subject,
    g.solved_us as at_us, 1 as looks, 0 as created, -1 as sign
  from grouped as g
  where g.solved_us is not null
  union all
  select
    g.ticket_id as ticket_id, g.customer_id as customer_id, g.about as about, g.subject as subject,
    g.solved_us + 7 * 86400000000 as at_us, 1 as looks, 0 as created, 1 as sign
  from grouped as g
  where g.solved_us is not null
),
running as (
  select
    m.ticket_id as ticket_id,
    m.about as about,
    m.sign as sign,
    sum(m.created) over (
      partition by m.customer_id, m.about, m.subject order by m.at_us, m.looks
    ) as so_far
  from moves as m
),
others as (
  select r.ticket_id as ticket_id, r.about as about, sum(r.sign * r.so_far) as created_within
  from running as r
  where r.sign <> 0
  group by r.ticket_id, r.about
),
again as (
  -- a ticket solved before it was created is not its own repetition
  select o.ticket_id as ticket_id
  from others as o
  join counted as c on c.ticket_id = o.ticket_id
  where
    o.created_within > case
      when c.created_us > c.solved_us and c.created_us <= c.solved_us + 7 * 86400000000 then 1
      else 0
    end
  group by o.ticket_id
),
aged as (
  select
    c.ticket_id as ticket_id,
    epoch_us(as_of()) - c.solved_us >= 7 * 86400000000 as is_mature
  from counted as c
  where c.solved_us is not null
)
select
  t.ticket_id as ticket_id,
  t.solved_at as solved_at,
  t.solved_day as solved_day,
  a.is_mature as mature,
  not a.is_mature as immature,
  a.is_mature and g.ticket_id is not null as came_back,
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
  t.customer_id as customer_id,
  t._batch as _batch,
  t._file as _file,
  t._line as _line
from aged as a
join facts.tickets as t on t.ticket_id = a.ticket_id
left join again as g on g.ticket_id = a.ticket_id
