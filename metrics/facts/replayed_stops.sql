-- feed: andons
-- One row a confirmed stop and replayed pull rule: what would have escaped, had the rule pulled at
-- the first day on which it is passed since the stop was first heard of, at most the lead days
-- before the pull. Where it is not passed before the suspension, what did escape.
with stops as (
  select
    i.*,
    coalesce(i.signal_day, i.triggered_day) as first_day,
    coalesce(i.suspended_day, local_day(as_of())) as last_day
  from facts.incidents as i
  where i.confirmed
),
chains as (
  select r.chain as chain from pull_rules as r where r.chain <> 'today' group by r.chain
),
replayed as (
  select
    s.andon_id as andon_id,
    c.chain as chain,
    min(c.heard_day) as pulled_on
  from stops as s
  cross join stop_rules as r
  join pull_chains as c on c.product_id = s.product_id
  where
    c.chain <> 'today'
    and (s.defect_code is null or s.defect_code = c.defect_code)
    and c.heard_day >= s.first_day
    and c.heard_day <= s.last_day
    and date_diff('day', c.heard_day, s.triggered_day) <= r.lead_days
  group by s.andon_id, c.chain
),
escaped as (
  select a.andon_id as andon_id, p.chain as chain, sum(a.units) as units
  from andon_shipments as a
  join replayed as p on p.andon_id = a.andon_id
  where a.shipped_on <= p.pulled_on
  group by a.andon_id, p.chain
)
select
  s.andon_id as andon_id,
  s.triggered_at as triggered_at,
  s.triggered_day as triggered_day,
  c.chain as pull_rule,
  p.pulled_on as pulled_on,
  p.pulled_on is not null as caught,
  s.escaped_units as escaped_in_fact,
  case
    when s.escaped_units is null then null
    when p.pulled_on is null then s.escaped_units
    else coalesce(e.units, 0)
  end as escaped_units,
  s.escaped_units is null as escaped_unknown,
  s.scope as scope,
  s.defect_code as defect_code,
  s.defect_family as defect_family,
  s.fix_type as fix_type,
  s.product as product,
  s.product_name as product_name,
  s.category as category,
  s.vendor as vendor,
  s.region as region,
  s.owner as owner,
  s.product_id as product_id,
  s._batch as _batch,
  s._file as _file,
  s._line as _line
from stops as s
cross join chains as c
left join replayed as p on p.andon_id = s.andon_id and p.chain = c.chain
left join escaped as e on e.andon_id = s.andon_id and e.chain = c.chain
