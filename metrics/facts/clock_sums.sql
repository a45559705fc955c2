-- feed: tickets
-- scratch
-- What each clock of `clock_runs` came to, under the phase that judges it: the first in which it was
-- missed, else the last. The target is used up at business second `due_x` of the calendar and
-- missed after `late_x`; `late_s` is set where the change of priority itself made it late.
with held as (
  select
    h.ticket_id as ticket_id,
    h.target as target,
    h.cycle as cycle,
    h.phase as phase,
    cast(sum(h.held) as bigint) as paused_s,
    cast(sum(case when h.used < h.target_s then h.held else 0 end) as bigint) as held_when_due,
    cast(sum(case when h.used <= h.target_s then h.held else 0 end) as bigint) as held_when_late,
    cast(sum(case when h.own_phase < h.phase then h.held else 0 end) as bigint) as held_before,
    cast(sum(case when h.own_phase <= h.phase then h.held else 0 end) as bigint) as held_until,
    max(case when h.still then 1 else 0 end) as still
  from clock_holds as h
  group by h.ticket_id, h.target, h.cycle, h.phase
),
judged as (
  select
    p.*,
    p.end_x - p.start_x - coalesce(h.paused_s, 0) as active_s,
    coalesce(h.paused_s, 0) as paused_s,
    p.start_x + p.target_s + coalesce(h.held_when_due, 0) as due_x,
    p.start_x + p.target_s + coalesce(h.held_when_late, 0) as late_x,
    case
      when p.from_s > p.start_s and p.from_x - p.start_x - coalesce(h.held_before, 0) > p.target_s
        then p.from_s
    end as late_s,
    coalesce(p.until_x - p.start_x - coalesce(h.held_until, 0) > p.target_s, false) as missed,
    coalesce(h.still, 0) = 1 as paused
  from clock_phases as p
  left join held as h
    on h.ticket_id = p.ticket_id and h.target = p.target and h.cycle = p.cycle and h.phase = p.phase
),
placed as (
  select j.*, 1 as place
  from judged as j
  where not j.phased
  union all
  select
    j.*,
    row_number() over (
      partition by j.ticket_id, j.target, j.cycle
      order by case when j.missed then 0 else 1 end, case when j.missed then j.phase else -j.phase end
    ) as place
  from judged as j
  where j.phased
)
select
  p.ticket_id as ticket_id,
  p.target as target,
  p.cycle as cycle,
  p.policy_no as policy_no,
  p.phase as phase,
  p.start_s as start_s,
  p.stop_s as stop_s,
  p.history as history,
  p.priority as priority,
  p.active_s as active_s,
  p.paused_s as paused_s,
  p.due_x as due_x,
  p.late_x as late_x,
  p.late_s as late_s,
  p.paused as paused,
  coalesce(w.waited, 0) as waited_s
from placed as p
left join clock_waits as w
  on w.ticket_id = p.ticket_id and w.target = p.target and w.cycle = p.cycle and w.phase = p.phase
where p.place = 1 and p.target_s is not null
