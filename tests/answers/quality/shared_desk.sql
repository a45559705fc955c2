-- What the answers to the metrics of audits and workload share: audits with their agent's place,
-- the stretches in which tickets are open, who held them, and when they were escalated.

create macro staff_manager(who, t) as (
    select s.manager_id from staff s
    where s.staff_id = who and (s.valid_from is null or s.valid_from <= t)
        and (s.valid_to is null or t < s.valid_to)
    order by s.valid_from desc nulls last limit 1
);

create table ticket_cuts as
select
    t.ticket_id,
    map_concat(d.dims, map {
        'subcategory': t.subcategory,
        'status': t.status,
        -- no level is no height
        'escalation_level': cast(nullif(t.escalation_level, 0) as varchar),
        'manager': staff_manager(t.assignee_id, t.created_at),
        'product_category': p.category,
        'vendor': p.vendor
    }) as dims
from tickets t
join ticket_dims d on d.ticket_id = t.ticket_id
left join product_dims p on p.product_id = t.product_id;

create table audits_placed as
select
    a.*,
    map {
        'assignee': staff_member(a.agent_id),
        'team': staff_team(a.agent_id, a.audited_at),
        'manager': staff_manager(a.agent_id, a.audited_at),
        'auditor': staff_member(a.auditor_id),
        'topic': a.topic,
        'channel': t.channel,
        'category': t.category,
        'region': t.region,
        'product': product_member(t.product_id),
        'service': t.service
    } as dims
from audits a
left join tickets t on t.ticket_id = a.ticket_id;

-- A ticket is open from its creation, unless it was solved then, or from a reopening, until the
-- next solve. Without status changes its row says whether and when it was solved.
create table stretches as
with turns as (
    select ticket_id, event_at, step, is_solved from status_turns
    where is_solved <> was_solved or (step = 0 and not is_solved)
),
from_events as (
    select t.ticket_id, t.event_at as opened_at, (
        select n.event_at from turns n
        where n.ticket_id = t.ticket_id and n.is_solved and n.step > t.step
        order by n.step limit 1
    ) as ended_at
    from turns t
    where not t.is_solved
),
from_rows as (
    select
        t.ticket_id, t.created_at,
        case
            when t.status in ('solved', 'closed')
                then coalesce(t.resolved_at, t.closed_at, t.updated_at, t.created_at)
        end
    from tickets t
    where not exists (from status_steps s where s.ticket_id = t.ticket_id)
)
select s.*, c.dims
from (from from_events union all from from_rows) s
join ticket_cuts c on c.ticket_id = s.ticket_id;

-- Who held a ticket, in order: the holder before the first change where the change names it, then
-- each new one. Nobody is no holder.
create table holders as
with changes as (
    select
        ticket_id, kind, event_at, old_value, new_value,
        row_number() over (partition by ticket_id, kind order by event_at, event_seq) as place
    from ticket_events
    where kind in ('assigned', 'team')
)
select ticket_id, kind, 0 as place, old_value as holder
from changes where place = 1 and old_value is not null
union all
select ticket_id, kind, place, new_value from changes where new_value is not null;

create table held as
select
    h.*,
    (
        select p.holder from holders p
        where p.ticket_id = h.ticket_id and p.kind = h.kind and p.place < h.place
        order by p.place desc limit 1
    ) as holder_before
from holders h;

create table given_back as
select distinct h.ticket_id
from held h
where h.holder <> h.holder_before and exists (
    from holders e
    where e.ticket_id = h.ticket_id and e.kind = h.kind and e.holder = h.holder
        and e.place < h.place
);

create table escalations as
select
    t.ticket_id, t.created_at, c.dims,
    -- what its row alone calls solved, without saying when, was last open at its last change
    case
        when s.solved_at is null and t.status in ('solved', 'closed')
            and not exists (from status_steps x where x.ticket_id = t.ticket_id)
            then coalesce(t.updated_at, t.created_at)
        else s.solved_at
    end as solved_at,
    coalesce(
        (
            select min(e.event_at) from ticket_events e
            where e.ticket_id = t.ticket_id and e.kind = 'escalated'
        ),
        case when t.escalation_level > 0 then t.created_at end
    ) as escalated_at
from tickets t
join solves s on s.ticket_id = t.ticket_id
join ticket_cuts c on c.ticket_id = t.ticket_id;
