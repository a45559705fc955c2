-- feed: tickets
-- scratch
-- Each clock of `clock_runs` by the stretches in which one policy applied: one, or one a priority.
-- A clock keeps the policies that were in force when it started, and its start. `rule` columns are
-- null where the policy does not name the target.
with phases as (
  select
    r.ticket_id as ticket_id,
    r.target as target,
    r.cycle as cycle,
    r.start_s as start_s,
    r.stop_s as stop_s,
    r.end_s as end_s,
    r.history as history,
    coalesce(p.phase, 1) as phase,
    p.ticket_id is not null as phased,
    greatest(coalesce(p.from_s, r.start_s), r.start_s) as from_s,
    least(coalesce(p.until_s, r.end_s), r.end_s) as until_s,
    p.phase > 1 as changed,
    p.priority as priority
  from clock_runs as r
  left join clock_priorities as p on p.ticket_id = r.ticket_id
  where
    -- A priority concerns a clock unless it came when the clock had stopped, or was gone when it
    -- started: told by the order of events where they stop it, else by the second.
    p.ticket_id is null
    or (
      not coalesce(
        p.from_s > r.end_s
        or (
          r.history = 'events'
          and p.from_s >= r.start_s
          and case
            when r.target = 'resolution'
              then p.from_cycle > r.round or (p.from_cycle = r.round and p.from_solved)
            else p.from_turn > r.round
          end
        ),
        false
      )
      and not coalesce(
        p.until_s < r.start_s
        or (
          r.history = 'events'
          and case
            when r.target = 'resolution' then p.until_cycle < r.round
            else p.until_turn < r.round
            or (r.target = 'next_response' and p.until_turn = r.round and not p.until_asked)
          end
        ),
        false
      )
    )
),
prioritised as (
  select
    p.*,
    case when p.changed then p.priority else coalesce(p.priority, f.priority) end as priority_then,
    f.channel as channel,
    f.category as category,
    f.subcategory as subcategory,
    f.team as team,
    f.assignee as assignee,
    f.manager as manager,
    f.region as region,
    f.product as product,
    f.product_category as product_category,
    f.vendor as vendor,
    f.service as service
  from phases as p
  join facts.tickets as f on f.ticket_id = p.ticket_id
  where p.target <> 'resolution' or not f.settled_unknown
),
chosen as (
  select
    p.*,
    ticket_policy(
      p.target,
      p.start_s,
      p.priority_then,
      p.channel, p.category, p.subcategory, p.team, p.assignee, p.manager, p.region, p.product,
      p.product_category, p.vendor, p.service
    ) as policy_no
  from prioritised as p
),
ruled as (
  select
    c.*,
    r.target_s as target_s,
    r.calendar_no as calendar_no,
    r.pauses_pending as pauses_pending,
    r.pauses_on_hold as pauses_on_hold
  from chosen as c
  left join clock_rules as r on r.policy_no = c.policy_no and r.target = c.target
)
select
  r.ticket_id as ticket_id,
  r.target as target,
  r.cycle as cycle,
  r.phase as phase,
  r.phased as phased,
  r.start_s as start_s,
  r.stop_s as stop_s,
  r.end_s as end_s,
  r.from_s as from_s,
  r.until_s as until_s,
  r.history as history,
  r.priority_then as priority,
  r.policy_no as policy_no,
  r.target_s as target_s,
  r.calendar_no as calendar_no,
  r.pauses_pending as pauses_pending,
  r.pauses_on_hold as pauses_on_hold,
  business_before(a.done, a.from_1, a.long_1, a.from_2, a.long_2, r.start_s) as start_x,
  business_before(d.done, d.from_1, d.long_1, d.from_2, d.long_2, r.end_s) as end_x,
  case
    when r.phased then business_before(b.done, b.from_1, b.long_1, b.from_2, b.long_2, r.from_s)
    else business_before(a.done, a.from_1, a.long_1, a.from_2, a.long_2, r.start_s)
  end as from_x,
  case
    when r.phased then business_before(c.done, c.from_1, c.long_1, c.from_2, c.long_2, r.until_s)
    else business_before(d.done, d.from_1, d.long_1, d.from_2, d.long_2, r.end_s)
  end as until_x
from ruled as r
left join business_slots as a on a.place = slot_of(r.calendar_no, r.start_s)
left join business_slots as d on d.place = slot_of(r.calendar_no, r.end_s)
left join business_slots as b
  on b.place = case when r.phased then slot_of(r.calendar_no, r.from_s) end
left join business_slots as c
  on c.place = case when r.phased then slot_of(r.calendar_no, r.until_s) end
