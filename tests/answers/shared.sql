-- What the answers share: the calendar, the members of dimensions, and the histories of tickets.
-- Plain and slow on purpose; written from the definitions, over the canonical tables only.
-- A question sets these variables: zone, as_of, currency, week_start (0 Monday … 6 Sunday),
-- year_end (month), grain, first_day, last_day, dims (names), where_dims, where_members.

-- The day on which an instant falls in the reporting zone, and the instant at which a day begins.
create macro local_day(t) as cast(t at time zone getvariable('zone') as date);
create macro midnight(d) as cast(d as timestamp) at time zone getvariable('zone');

-- The first day of the period in which a day falls.
create macro month_of(d) as cast(date_trunc('month', d) as date);
create macro months_into_year(d) as (month(d) - 1 - getvariable('year_end') % 12 + 12) % 12;
create macro period_of(d) as case getvariable('grain')
    when 'day' then d
    when 'week' then d - cast((isodow(d) - 1 - getvariable('week_start') + 7) % 7 as integer)
    when 'month' then month_of(d)
    when 'quarter' then cast(month_of(d) - to_months(months_into_year(d) % 3) as date)
    when 'year' then cast(month_of(d) - to_months(months_into_year(d)) as date)
end;
create macro in_range(d) as d is not null
    and (getvariable('first_day') is null or d >= getvariable('first_day'))
    and (getvariable('last_day') is null or d <= getvariable('last_day'));

-- The members by which an answer is split, and whether a row has the members asked for.
create macro members(d) as list_transform(getvariable('dims'), lambda name: d[name]);
create macro kept(d) as len(list_filter(
    range(1, len(getvariable('where_dims')) + 1),
    lambda i: not list_contains(
        getvariable('where_members')[i], coalesce(d[getvariable('where_dims')[i]], '<unknown>')
    )
)) = 0;

-- Percentile of type 7: among n sorted values, the one at place (n - 1) p, counted from zero,
-- on the straight line between its neighbours.
create macro place(s, p) as (len(s) - 1) * p;
create macro type_7(s, p) as s[cast(floor(place(s, p)) as integer) + 1]
    + (place(s, p) - floor(place(s, p)))
    * (s[cast(ceil(place(s, p)) as integer) + 1] - s[cast(floor(place(s, p)) as integer) + 1]);

create macro seconds_between(a, b) as (epoch_us(b) - epoch_us(a)) / 1000000;

-- A vendor's member: the name that the product list has for the number, else the number; null
-- where no list has the number.
create macro vendor_member(number) as (
    select coalesce(max(v.vendor), max(v.vendor_id)) from products v where v.vendor_id = number
);

create table product_dims as
select product_id, category, coalesce(vendor_member(vendor_id), vendor) as vendor from products;

-- A lot's vendor is the one that the shipments of the same product and lot name, if it is one.
create table lot_vendor as
select product_id, lot, max(vendor_id) as vendor_id
from shipments
where vendor_id is not null and lot <> ''
group by product_id, lot
having count(distinct vendor_id) = 1;

-- A person's row in the staff list at an instant: of rows that overlap, the one that began last.
create macro staff_team(who, t) as (
    select s.team from staff s
    where s.staff_id = who and (s.valid_from is null or s.valid_from <= t)
        and (s.valid_to is null or t < s.valid_to)
    order by s.valid_from desc nulls last limit 1
);

create table ticket_dims as
select t.ticket_id, map {
    'priority': t.priority,
    'channel': t.channel,
    'category': t.category,
    'team': coalesce(t.team, staff_team(t.assignee_id, t.created_at)),
    'assignee': (select min(s.staff_id) from staff s where s.staff_id = t.assignee_id),
    'region': t.region,
    'product': (select p.product_id from products p where p.product_id = t.product_id),
    'service': t.service
} as dims
from tickets t;

-- Status changes in order: by time, by the source's own sequence, else reopen, other, solve.
create table status_changes as
select
    ticket_id, event_at, old_value,
    new_value in ('solved', 'closed') as is_solved,
    row_number() over (
        partition by ticket_id
        order by event_at, event_seq,
            case
                when new_value in ('solved', 'closed') then 3
                when old_value in ('solved', 'closed') then 1
                else 2
            end
    ) as step
from ticket_events
where kind = 'status';

-- Step 0 is the ticket's creation: before the first change the status that it changed from holds.
create table status_steps as
select ticket_id, event_at, is_solved, step from status_changes
union all
select
    t.ticket_id, t.created_at, coalesce(s.old_value in ('solved', 'closed'), false), 0
from tickets t
join status_changes s on s.ticket_id = t.ticket_id and s.step = 1;

create table status_turns as
select s.*, coalesce(before.is_solved, false) as was_solved
from status_steps s
left join status_steps before
    on before.ticket_id = s.ticket_id and before.step = s.step - 1;

-- When a ticket was first solved, when its last solved stretch began (while it lasts), and how
-- often it was opened again: from status changes where it has any, else from its own row.
create table turns_of_ticket as
select
    ticket_id,
    min(case when is_solved and not was_solved then event_at end) as first_solve,
    max(case when is_solved and not was_solved then event_at end) as last_solve,
    max_by(is_solved, step) as is_solved_now,
    sum(case when was_solved and not is_solved then 1 else 0 end) as reopens
from status_turns
group by ticket_id;

create table solves as
select
    t.ticket_id, t.created_at,
    case
        when u.ticket_id is not null then u.first_solve
        else coalesce(t.resolved_at, t.closed_at)
    end as first_solved_at,
    case
        when u.ticket_id is not null then case when u.is_solved_now then u.last_solve end
        when t.status in ('solved', 'closed') then coalesce(t.resolved_at, t.closed_at)
    end as solved_at,
    greatest(coalesce(t.reopen_count, 0), coalesce(u.reopens, 0)) as reopens
from tickets t left join turns_of_ticket u on u.ticket_id = t.ticket_id;

create table complaint_dims as
select c.complaint_id, map {
    'product': p.product_id,
    'category': p.category,
    'vendor': case when l.lot is null then p.vendor else vendor_member(l.vendor_id) end,
    'defect_code': c.defect_code,
    'severity': c.severity,
    'lot': c.lot,
    'region': c.region,
    'service': c.service
} as dims
from complaints c
left join product_dims p on p.product_id = c.product_id
left join lot_vendor l on l.product_id = c.product_id and l.lot = c.lot;

create table refund_dims as
select r.refund_id, map {
    'product': p.product_id,
    'category': p.category,
    'vendor': p.vendor,
    'reason': r.reason,
    'region': r.region,
    'service': r.service
} as dims
from refunds r left join product_dims p on p.product_id = r.product_id;

-- An empty part of a shipment's key is stored as '' and means unknown.
create table shipment_rows as
select s.shipped_on, s.units, map {
    'product': p.product_id,
    'category': p.category,
    'vendor': case
        when s.vendor_id is not null then vendor_member(s.vendor_id)
        when l.lot is not null then vendor_member(l.vendor_id)
        else p.vendor
    end,
    'lot': nullif(s.lot, ''),
    'region': nullif(s.region, ''),
    'service': nullif(s.service, ''),
    'reason': null, 'defect_code': null, 'severity': null
} as dims
from shipments s
left join product_dims p on p.product_id = s.product_id
left join lot_vendor l on l.product_id = s.product_id and l.lot = s.lot;
