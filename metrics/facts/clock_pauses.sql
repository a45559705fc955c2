-- feed: ticket_events
-- scratch
-- Each stretch of time in which a watched ticket was pending or on hold; `until_s` is null while it
-- still is so in the newest event. Before the first change of status its old value holds.
with changes as (
  select
    e.ticket_id as ticket_id,
    second_of(e.event_at) as from_s,
    e.old_value as old_value,
    e.new_value as status,
    row_number() over (
      partition by e.ticket_id
      order by
        e.event_at,
        e.event_seq nulls last,
        case
          when e.new_value in ('solved', 'closed') then 2
          when e.old_value in ('solved', 'closed') then 0
          else 1
        end,
        e.event_id
    ) as place,
    lead(second_of(e.event_at)) over (
      partition by e.ticket_id
      order by
        e.event_at,
        e.event_seq nulls last,
        case
          when e.new_value in ('solved', 'closed') then 2
          when e.old_value in ('solved', 'closed') then 0
          else 1
        end,
        e.event_id
    ) as until_s
  from ticket_events as e
  where
    e.kind = 'status'
    and e.ticket_id in (select w.ticket_id from clock_watched as w where w.waits)
),
stretches as (
  select
    c.ticket_id as ticket_id,
    c.from_s as from_s,
    c.until_s as until_s,
    c.status as status
  from changes as c
  union all
  select
    c.ticket_id as ticket_id,
    0 as from_s,
    c.from_s as until_s,
    c.old_value as status
  from changes as c
  where c.place = 1 and c.old_value in ('pending', 'on_hold')
)
select
  s.ticket_id as ticket_id,
  s.from_s as from_s,
  s.until_s as until_s,
  s.status as status
from stretches as s
where s.status in ('pending', 'on_hold')
