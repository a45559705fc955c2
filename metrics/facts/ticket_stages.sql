-- feed: ticket_events
-- scratch
-- How long a ticket was in each status before it was solved, in µs, from its status events alone:
-- what it left less what it entered. Of the status in which it began only the leaving is told, so
-- that its sum is too great by the instant of its creation. Whoever reads this takes that off.
with silent as (
  -- tickets with an event that does not name the status it left
  select e.ticket_id as ticket_id
  from ticket_events as e
  where e.kind = 'status' and coalesce(e.old_value, '') = ''
  group by e.ticket_id
),
turns as (
  select
    e.ticket_id as ticket_id,
    epoch_us(e.event_at) as at_us,
    e.old_value as left_status,
    e.new_value as status
  from ticket_events as e
  where e.kind = 'status' and e.ticket_id not in (select s.ticket_id from silent as s)
  union all
  select
    e.ticket_id as ticket_id,
    epoch_us(e.event_at) as at_us,
    coalesce(
      nullif(e.old_value, ''),
      lag(e.new_value) over (
        partition by e.ticket_id order by e.event_at, e.event_seq nulls last, e.event_id
      ),
      'new'
    ) as left_status,
    e.new_value as status
  from ticket_events as e
  where e.kind = 'status' and e.ticket_id in (select s.ticket_id from silent as s)
)
select
  t.ticket_id as ticket_id,
  cast(
    sum(
      case when t.left_status = 'new' then t.at_us else 0 end
      - case when t.status = 'new' then t.at_us else 0 end
    ) as bigint
  ) as new_us,
  cast(
    sum(
      case when t.left_status = 'open' then t.at_us else 0 end
      - case when t.status = 'open' then t.at_us else 0 end
    ) as bigint
  ) as open_us,
  cast(
    sum(
      case when t.left_status = 'pending' then t.at_us else 0 end
      - case when t.status = 'pending' then t.at_us else 0 end
    ) as bigint
  ) as pending_us,
  cast(
    sum(
      case when t.left_status = 'on_hold' then t.at_us else 0 end
      - case when t.status = 'on_hold' then t.at_us else 0 end
    ) as bigint
  ) as on_hold_us
from turns as t
group by t.ticket_id
