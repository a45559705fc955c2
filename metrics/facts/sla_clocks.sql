-- feed: tickets
-- by: case_kind, case_id
-- refresh: stopped_at is null
-- One row a clock: one promise on one case, from its start until it stopped, or until the as-of.
-- Instants are whole seconds; active, paused, left and overshoot are seconds of the calendar.
with told as (
  -- tickets that never waited: their first response and first resolution, in one pass each
  select
    'first_response' as target,
    1 as cycle,
    ticket_policy(
      'first_response', second_of(f.created_at), f.priority, f.channel, f.category, f.subcategory, f.team,
      f.assignee, f.manager, f.region, f.product, f.product_category, f.vendor, f.service
    ) as policy_no,
    second_of(f.created_at) as start_s,
    case when f.first_response_at <= as_of() then second_of(greatest(f.first_response_at, f.created_at)) end as stop_s,
    f.response_history as clock_history,
    f.priority as clock_priority,
    false as paused,
    cast(null as bigint) as active_s,
    cast(0 as bigint) as paused_s,
    cast(0 as bigint) as waited_s,
    cast(null as bigint) as due_x,
    cast(null as bigint) as late_x,
    cast(null as bigint) as late_s,
    f.*
  from facts.tickets as f
  where
    promised('first_response')
    and f.created_at <= as_of()
    and f.ticket_id not in (select w.ticket_id from clock_watched as w where w.response_in_order)
  union all
  select
    'resolution' as target,
    1 as cycle,
    ticket_policy(
      'resolution', second_of(f.created_at), f.priority, f.channel, f.category, f.subcategory, f.team,
      f.assignee, f.manager, f.region, f.product, f.product_category, f.vendor, f.service
    ) as policy_no,
    second_of(f.created_at) as start_s,
    case when f.settled_at <= as_of() then second_of(greatest(f.settled_at, f.created_at)) end as stop_s,
    f.history as clock_history,
    f.priority as clock_priority,
    false as paused,
    cast(null as bigint) as active_s,
    cast(0 as bigint) as paused_s,
    cast(0 as bigint) as waited_s,
    cast(null as bigint) as due_x,
    cast(null as bigint) as late_x,
    cast(null as bigint) as late_s,
    f.*
  from facts.tickets as f
  where
    promised('resolution')
    and f.created_at <= as_of()
    and not f.settled_unknown
    and f.ticket_id not in (select w.ticket_id from clock_watched as w)
  union all
  select
    s.target as target,
    s.cycle as cycle,
    s.policy_no as policy_no,
    s.start_s as start_s,
    s.stop_s as stop_s,
    s.history as clock_history,
    s.priority as clock_priority,
    s.paused as paused,
    s.active_s as active_s,
    s.paused_s as paused_s,
    s.waited_s as waited_s,
    s.due_x as due_x,
    s.late_x as late_x,
    s.late_s as late_s,
    f.*
  from facts.tickets as f
  join clock_sums as s on s.ticket_id = f.ticket_id
),
clocks as (
  select
    'ticket' as case_kind, t.ticket_id as case_id, t.target as target, t.cycle as cycle,
    t.policy_no as policy_no, t.start_s as start_s, t.stop_s as stop_s, t.paused as paused,
    t.active_s as active_s, t.paused_s as paused_s, t.waited_s as waited_s, t.due_x as due_x,
    t.late_x as late_x, t.late_s as late_s, t.clock_history as history,
    case
      when m.ticket_id is not null then 'merged'
      when t.void_reason <> '' then t.void_reason
      when t.exempt then 'exempt'
    end as void_reason,
    t.exempt as exempt, t.team as team, t.assignee as assignee, t.manager as manager,
    t.senior_manager as senior_manager, t.clock_priority as priority, t.channel as channel,
    t.category as category, t.subcategory as subcategory, t.region as region, t.product as product,
    t.product_category as product_category, t.vendor as vendor, t.service as service,
    t._batch as _batch, t._file as _file, t._line as _line
  from told as t
  left join clock_merges as m on m.ticket_id = t.ticket_id
  union all
  select
    c.case_kind as case_kind, c.case_id as case_id, c.target as target, 1 as cycle,
    c.policy_no as policy_no, c.start_s as start_s, c.stop_s as stop_s, false as paused,
    null as active_s, 0 as paused_s, 0 as waited_s, null as due_x,
    null as late_x, null as late_s, 'row' as history,
    null as void_reason,
    false as exempt, c.team as team, c.assignee as assignee, c.manager as manager,
    c.senior_manager as senior_manager, null as priority, null as channel,
    c.category as category, null as subcategory, c.region as region, c.product as product,
    c.category as product_category, c.vendor as vendor, c.service as service,
    c._batch as _batch, c._file as _file, c._line as _line
  from clock_cases as c
),
summed as (
  select
    c.*,
    r.policy as policy,
    r.policy_version as policy_version,
    r.calendar as calendar,
    r.target_s as target_s,
    r.at_risk_s as at_risk_s,
    r.bucket_s as bucket_s,
    r.bucket_0 as bucket_0,
    coalesce(
      c.active_s,
      business_before(b.done, b.from_1, b.long_1, b.from_2, b.long_2, coalesce(c.stop_s, second_of(as_of())))
      - business_before(a.done, a.from_1, a.long_1, a.from_2, a.long_2, c.start_s)
    ) as counted_s,
    coalesce(
      c.due_x,
      business_before(a.done, a.from_1, a.long_1, a.from_2, a.long_2, c.start_s) + r.target_s
    ) as used_x
  from clocks as c
  -- each of these has its row: a left join keeps the engine from hashing the clocks instead
  left join clock_rules as r on r.policy_no = c.policy_no and r.target = c.target
  left join business_slots as a on a.place = slot_of(r.calendar_no, c.start_s)
  left join business_slots as b
    on b.place = slot_of(r.calendar_no, coalesce(c.stop_s, second_of(as_of())))
  where c.policy_no is not null
),
placed as (
  select
    s.*,
    s.void_reason is null and s.counted_s > s.target_s as missed,
    s.void_reason is null and s.counted_s <= s.target_s and s.stop_s is not null as met,
    used_up(d.from_1, d.done_1, d.from_2, d.done_2, s.used_x) as due_s,
    case
      when s.late_s is not null then s.late_s
      when s.late_x > s.used_x
        then gone_beyond(l.from_1, l.done_1, l.from_2, l.done_2, l.from_3, l.done_3, s.late_x)
      else gone_beyond(d.from_1, d.done_1, d.from_2, d.done_2, d.from_3, d.done_3, s.used_x)
    end as missed_s
  from summed as s
  left join business_buckets as d on d.place = bucket_of(s.bucket_0, s.bucket_s, s.used_x)
  left join business_buckets as l
    on l.place = bucket_of(s.bucket_0, s.bucket_s, greatest(s.used_x, coalesce(s.late_x, s.used_x)))
),
decided as (
  select
    p.*,
    instant_of(case when p.missed then p.missed_s when p.met then p.stop_s end) as decided_at,
    instant_of(case when p.stop_s is not null or not p.paused or p.counted_s > p.target_s then p.due_s end) as due_at
  from placed as p
)
select
  d.case_id as case_id,
  d.case_kind as case_kind,
  d.target as target,
  d.cycle as cycle,
  d.policy as policy,
  d.policy_version as policy_version,
  d.calendar as calendar,
  instant_of(d.start_s) as started_at,
  local_day(instant_of(d.start_s)) as started_day,
  d.due_at as due_at,
  local_day(d.due_at) as due_day,
  instant_of(d.stop_s) as stopped_at,
  local_day(instant_of(d.stop_s)) as stopped_day,
  d.counted_s as active_s,
  d.paused_s as paused_s,
  d.target_s as target_s,
  case when d.stop_s is not null then 'stopped' when d.paused then 'paused' else 'active' end as state,
  d.missed as breached,
  d.decided_at as decided_at,
  local_day(d.decided_at) as decided_day,
  case when d.missed then d.counted_s - d.target_s end as overshoot_s,
  d.history as history,
  d.void_reason as void_reason,
  d.met as met,
  d.missed as missed,
  d.met or d.missed as decided,
  d.void_reason is null and not d.met and not d.missed as undecided,
  case when d.stop_s is null and d.void_reason is null then d.target_s - d.counted_s end as left_s,
  d.void_reason is null and d.stop_s is null and not d.missed
  and (d.counted_s * 4 >= d.target_s * 3 or coalesce(d.target_s - d.counted_s < d.at_risk_s, false)) as at_risk,
  d.exempt and d.void_reason = 'exempt' as exempt,
  d.void_reason is null or d.void_reason = 'exempt' as promised,
  d.counted_s + d.paused_s as elapsed_s,
  d.waited_s as paused_replied_s,
  d.team as team,
  d.assignee as assignee,
  d.manager as manager,
  d.senior_manager as senior_manager,
  d.priority as priority,
  d.channel as channel,
  d.category as category,
  d.subcategory as subcategory,
  d.region as region,
  d.product as product,
  d.product_category as product_category,
  d.vendor as vendor,
  d.service as service,
  d._batch as _batch,
  d._file as _file,
  d._line as _line
from decided as d
