-- feed: tickets
-- scratch
-- The pauses of each clock, as each of its phases counts them: a pause is what the policy of its own
-- time called one, and from the phase looked at on what that phase's policy calls one. `held` is in
-- business seconds; `used` are the business seconds that had counted when the pause began.
with owned as (
  select
    p.ticket_id as ticket_id,
    p.target as target,
    p.cycle as cycle,
    p.phase as own_phase,
    p.phased as phased,
    greatest(x.from_s, p.from_s) as from_s,
    least(coalesce(x.until_s, p.until_s), p.until_s) as until_s,
    x.status as status,
    p.stop_s is null and p.until_s = p.end_s and coalesce(x.until_s > p.end_s, true) as still,
    case when x.status = 'pending' then p.pauses_pending else p.pauses_on_hold end as pauses,
    p.calendar_no as calendar_no,
    p.target_s as target_s,
    p.start_x as start_x
  from clock_phases as p
  join clock_pauses as x on x.ticket_id = p.ticket_id
  where
    x.from_s <= p.until_s
    and (x.until_s is null or x.until_s > p.from_s)
),
counted as (
  select
    o.ticket_id as ticket_id,
    o.target as target,
    o.cycle as cycle,
    o.own_phase as phase,
    o.own_phase as own_phase,
    o.from_s as from_s,
    o.until_s as until_s,
    o.status as status,
    o.still as still,
    o.calendar_no as calendar_no,
    o.target_s as target_s,
    o.start_x as start_x
  from owned as o
  where not o.phased and o.pauses
  union all
  select
    o.ticket_id as ticket_id,
    o.target as target,
    o.cycle as cycle,
    p.phase as phase,
    o.own_phase as own_phase,
    o.from_s as from_s,
    o.until_s as until_s,
    o.status as status,
    o.still as still,
    p.calendar_no as calendar_no,
    p.target_s as target_s,
    p.start_x as start_x
  from owned as o
  join clock_phases as p
    on p.ticket_id = o.ticket_id and p.target = o.target and p.cycle = o.cycle
  where
    o.phased
    and case
      when o.own_phase < p.phase then coalesce(o.pauses, false)
      when o.status = 'pending' then p.pauses_pending
      else p.pauses_on_hold
    end
),
timed as (
  select
    c.*,
    business_before(a.done, a.from_1, a.long_1, a.from_2, a.long_2, c.from_s) - c.start_x as begun,
    business_before(b.done, b.from_1, b.long_1, b.from_2, b.long_2, c.until_s)
    - business_before(a.done, a.from_1, a.long_1, a.from_2, a.long_2, c.from_s) as held
  from counted as c
  join business_slots as a on a.place = slot_of(c.calendar_no, c.from_s)
  join business_slots as b on b.place = slot_of(c.calendar_no, c.until_s)
)
select
  t.ticket_id as ticket_id,
  t.target as target,
  t.cycle as cycle,
  t.phase as phase,
  t.own_phase as own_phase,
  t.from_s as from_s,
  t.until_s as until_s,
  t.status as status,
  t.still as still,
  t.calendar_no as calendar_no,
  t.target_s as target_s,
  t.held as held,
  t.begun - cast(
    coalesce(
      sum(t.held) over (
        partition by t.ticket_id, t.target, t.cycle, t.phase order by t.from_s, t.until_s
        rows between unbounded preceding and 1 preceding
      ),
      0
    ) as bigint
  ) as used
from timed as t
