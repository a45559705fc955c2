-- What the answers to the metrics of stop-sales share, on top of ../shared.sql: stops with their
-- signals and exposure, root causes, and the members of their dimensions. Plain and slow on
-- purpose; written from the definitions, over the canonical tables only.

-- A day of a window is 24 hours, whatever clocks do meanwhile: the session counts in UTC.
create macro days_of(n) as to_days(cast(n as integer));

-- Hours from one instant to another; what ends before it starts is not known.
create macro hours_between(a, b) as case when b >= a then seconds_between(a, b) / 3600 end;

create macro product_member(number) as (
    select p.product_id from products p where p.product_id = number
);
create macro staff_member(who) as (
    select min(s.staff_id) from staff s where s.staff_id = who
);

-- A complaint counts as a sign of a defect until it is rejected.
create table reports as
select * from complaints where coalesce(verdict, 'pending') <> 'rejected';

create table stops as
select
    a.*,
    coalesce(a.resumed_at, a.closed_at) as ended_at,
    -- its own verdict, else, also while that is pending, its complaint's
    case
        when a.verdict in ('confirmed', 'rejected') then a.verdict
        else (select c.verdict from complaints c where c.complaint_id = a.trigger_complaint_id)
    end as proved,
    map {
        'product': p.product_id,
        'category': p.category,
        'vendor': case when l.lot is null then p.vendor else vendor_member(l.vendor_id) end,
        'defect_code': a.defect_code,
        'defect_family': a.defect_family,
        'scope': a.scope,
        'lot': a.lot,
        'region': a.region,
        'owner': staff_member(a.owner_id),
        'fix_type': a.fix_type,
        -- the conclusion of its newest finished analysis
        'cause_category': (
            select r.cause_category from rcas r
            where r.andon_id = a.andon_id
            order by r.completed_at desc nulls last, r.rca_id desc limit 1
        ),
        'verdict': a.verdict
    } as dims
from andons a
left join product_dims p on p.product_id = a.product_id
left join lot_vendor l on l.product_id = a.product_id and l.lot = a.lot;

-- The stop of the same product and defect that was pulled last before this one, and when it ended.
create table stops_before as
select
    a.andon_id,
    b.andon_id as before_id,
    b.ended_at
from andons a
join stops b
    on b.product_id = a.product_id
    and b.defect_code is not distinct from a.defect_code
    and b.triggered_at = (
        select max(x.triggered_at) from andons x
        where x.product_id = a.product_id
            and x.defect_code is not distinct from a.defect_code
            and x.triggered_at < a.triggered_at
    );

-- The first complaint of the product and defect since the stop before ended; while that one has
-- no end, complaints are its own.
create table signals as
select
    a.andon_id,
    (
        select min(c.reported_at) from reports c
        where c.product_id = a.product_id
            and (a.defect_code is null or c.defect_code = a.defect_code)
            and c.reported_at <= coalesce(a.suspended_at, getvariable('as_of'))
            and not exists (
                from stops_before b
                where b.andon_id = a.andon_id
                    and (b.ended_at is null or b.ended_at >= c.reported_at)
            )
    ) as signal_at
from andons a;

-- The shipments that went out between the signal and the stop, by the scope of the stop: not known
-- where a lot is not named, or a vendor not known.
create table escapes as
with bounded as (
    select
        *,
        coalesce(scope, 'product') = 'product'
        or (scope = 'lot' and lot is not null)
        or (scope = 'vendor' and exists (
            from products p where p.product_id = a.product_id and p.vendor_id is not null
        )) as known
    from andons a
)
select
    a.andon_id,
    case when a.known then coalesce(sum(s.units), 0) end as units,
    case
        when a.known and count(s.product_id) = count(s.customers)
            then coalesce(sum(s.customers), 0)
    end as customers
from bounded a
join signals g on g.andon_id = a.andon_id
left join shipments s
    on case
        when a.scope = 'lot' then s.product_id = a.product_id and s.lot = a.lot
        when a.scope = 'vendor' then s.product_id in (
            select other.product_id from products other
            join products own on own.vendor_id = other.vendor_id
            where own.product_id = a.product_id
        )
        else s.product_id = a.product_id
    end
    and (a.region is null or s.region = a.region)
    and s.shipped_on >= local_day(coalesce(g.signal_at, a.triggered_at))
    and s.shipped_on <= local_day(coalesce(a.suspended_at, getvariable('as_of')))
group by a.andon_id, a.known;

-- A product and defect crosses the rule of so many complaints in so many days, as the rule is on the
-- day of the complaint: not again within the days of the crossing before.
create table ruled as
select distinct
    c.product_id, c.defect_code, c.reported_at,
    (
        select p from (select unnest(getvariable('pulls')) as p)
        where p.valid_from <= local_day(c.reported_at)
        order by p.valid_from desc limit 1
    ) as rule
from reports c;

create table full_weeks as
select
    c.product_id, c.defect_code, c.reported_at, c.rule.days as days,
    (
        select count(*) from reports r
        where r.product_id = c.product_id and r.defect_code = c.defect_code
            and r.reported_at > c.reported_at - days_of(c.rule.days)
            and r.reported_at <= c.reported_at
    ) as n
from ruled c
where n >= c.rule.complaints;

create table crossings as
with recursive found as (
    select product_id, defect_code, min(reported_at) as crossed_at, arg_min(days, reported_at) as days
    from full_weeks
    group by product_id, defect_code
    union all
    select f.product_id, f.defect_code, min(w.reported_at), arg_min(w.days, w.reported_at)
    from found f
    join full_weeks w
        on w.product_id = f.product_id and w.defect_code = f.defect_code
        and w.reported_at >= f.crossed_at + days_of(w.days)
    group by f.product_id, f.defect_code, f.crossed_at
)
select
    f.*,
    map {
        'product': p.product_id, 'category': p.category, 'vendor': p.vendor,
        'defect_code': f.defect_code
    } as dims,
    exists (
        from stops a
        where a.product_id = f.product_id
            and (a.defect_code is null or a.defect_code = f.defect_code)
            and a.triggered_at <= f.crossed_at + days_of(f.days)
            and (a.ended_at is null or a.ended_at >= f.crossed_at - days_of(f.days))
    ) as stopped
from found f
left join product_dims p on p.product_id = f.product_id;

-- From when a stop may come back, and when it did: the next pull that is the same again, by product
-- and family (else code), or whatever the policy names.
create table returns as
with cleared as (
    select
        andon_id, product_id, dims, triggered_at,
        case
            when getvariable('same') = 'defect_family' then coalesce(defect_family, defect_code)
            else defect_code
        end as defect,
        case
            when getvariable('counted_from') = 'verified' then coalesce(verified_at, resumed_at)
            else coalesce(resumed_at, verified_at)
        end as clear_at
    from stops
)
select
    c.*,
    (
        select min(b.triggered_at) from cleared b
        where b.andon_id <> c.andon_id and b.product_id = c.product_id
            and b.defect is not distinct from c.defect and b.triggered_at >= c.clear_at
    ) as back_at
from cleared c
where c.clear_at is not null;

create table causes as
select
    r.*, a.product_id, a.defect_code, a.fixed_at,
    map_concat(
        coalesce(a.dims, map {'product': null}),
        map {
            'owner': staff_member(r.owner_id),
            'cause_category': r.cause_category,
            'method': r.method
        }
    ) as dims
from rcas r
left join stops a on a.andon_id = r.andon_id;
