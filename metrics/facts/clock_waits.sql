-- feed: tickets
-- scratch
-- The part of each clock's paused time, in business seconds, in which the customer had already
-- replied: a message of theirs was there that no agent had answered.
with shared as (
  select
    h.ticket_id as ticket_id,
    h.target as target,
    h.cycle as cycle,
    h.phase as phase,
    h.calendar_no as calendar_no,
    greatest(h.from_s, m.asked_s) as from_s,
    least(h.until_s, coalesce(m.answered_s, h.until_s)) as until_s
  from clock_holds as h
  join clock_messages as m on m.ticket_id = h.ticket_id
  where m.asked_s < h.until_s and (m.answered_s is null or m.answered_s > h.from_s)
)
select
  s.ticket_id as ticket_id,
  s.target as target,
  s.cycle as cycle,
  s.phase as phase,
  cast(
    sum(
      business_before(b.done, b.from_1, b.long_1, b.from_2, b.long_2, s.until_s)
      - business_before(a.done, a.from_1, a.long_1, a.from_2, a.long_2, s.from_s)
    ) as bigint
  ) as waited
from shared as s
join business_slots as a on a.place = slot_of(s.calendar_no, s.from_s)
join business_slots as b on b.place = slot_of(s.calendar_no, s.until_s)
group by s.ticket_id, s.target, s.cycle, s.phase
