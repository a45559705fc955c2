-- How many cases are unsolved at the end of the period (or at the as-of, where that is earlier)?
-- A ticket is unsolved at an instant if it was created before and its last status change before
-- is no solve; without any status change, if its row is not solved by then.
with recursive days(day) as (
    select min(local_day(created_at)) from tickets
    union all
    select cast(day + 1 as date) from days where day < local_day(getvariable('as_of'))
),
ends as (
    select period_of(day) as period, midnight(max(day) + 1) as cut
    from days
    where in_range(day) and getvariable('grain') is not null
    group by all
    union all
    select null, midnight(coalesce(getvariable('last_day'), date '9999-01-01') + 1)
    where getvariable('grain') is null
),
instants as (
    select period, least(cut, getvariable('as_of') + interval 1 microsecond) as before from ends
),
standing as (
    select
        i.period, t.ticket_id,
        case
            when exists (from status_steps s where s.ticket_id = t.ticket_id)
                then coalesce(
                    (
                        select max_by(s.is_solved, s.step) from status_steps s
                        where s.ticket_id = t.ticket_id and s.event_at < i.before
                    ),
                    false
                )
            else t.status in ('solved', 'closed')
                and coalesce(t.resolved_at, t.closed_at, t.updated_at, t.created_at)
                    < i.before
        end as is_solved
    from instants i
    join tickets t on t.created_at < i.before
)
select
    s.period,
    members(d.dims) as members,
    count(*) as numerator,
    null as denominator,
    count(*) as value
from standing s
join ticket_dims d on d.ticket_id = s.ticket_id
where not s.is_solved and kept(d.dims)
group by all;
