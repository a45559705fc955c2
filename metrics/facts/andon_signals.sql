-- feed: andons
-- scratch
-- When each stop was first heard of: the earliest complaint of its product (and of its defect,
-- where it names one) by the suspension, after the end of the stop before it of both. A stop before
-- it that has not ended leaves no complaint to be its own.
with pulls as (
  -- stops of one product and defect pulled at one instant are one pull, over with the last of them
  select
    a.product_id as product_id,
    a.defect_code as defect_code,
    a.triggered_at as triggered_at,
    case
      when count(*) = count(coalesce(a.resumed_at, a.closed_at)) then max(coalesce(a.resumed_at, a.closed_at))
    end as ended_at
  from andons as a
  group by a.product_id, a.defect_code, a.triggered_at
),
followed as (
  select
    p.product_id as product_id,
    p.defect_code as defect_code,
    p.triggered_at as triggered_at,
    lag(p.triggered_at) over (partition by p.product_id, p.defect_code order by p.triggered_at) as earlier_at,
    lag(p.ended_at) over (partition by p.product_id, p.defect_code order by p.triggered_at) as earlier_ended_at
  from pulls as p
),
bounds as (
  select
    a.andon_id as andon_id,
    a.product_id as product_id,
    a.defect_code as defect_code,
    f.earlier_at as earlier_at,
    f.earlier_ended_at as earlier_ended_at,
    coalesce(a.suspended_at, as_of()) as heard_until
  from andons as a
  join followed as f
    on f.product_id = a.product_id
    and f.triggered_at = a.triggered_at
    and f.defect_code is not distinct from a.defect_code
)
select b.andon_id as andon_id, min(c.reported_at) as signal_at
from heard_complaints as c
join bounds as b on b.product_id = c.product_id
where
  (b.defect_code is null or c.defect_code = b.defect_code)
  and c.reported_at <= b.heard_until
  and (b.earlier_at is null or c.reported_at > b.earlier_ended_at)
group by b.andon_id
