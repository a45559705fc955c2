-- shape: ratio
-- Of the fixes whose plan can be judged, how many worked? By the day of the fix; too early to tell
-- is in neither half: the window lasts, or fewer than three defects were to be expected.
with planned as (
    select *, fixed_at + days_of(effect_window_days) as ends_at
    from causes
    where fixed_at is not null and effect_threshold is not null and effect_window_days is not null
        and effect_metric in ('defect_rate_ppm', 'complaints')
),
seen as (
    select
        p.*,
        (
            select count(*) from reports c
            where c.product_id = p.product_id
                and (p.defect_code is null or c.defect_code = p.defect_code)
                and c.reported_at >= p.fixed_at and c.reported_at < p.ends_at
        ) as complaints,
        (
            select coalesce(sum(c.units), 0) from reports c
            where c.verdict = 'confirmed' and c.product_id = p.product_id
                and (p.defect_code is null or c.defect_code = p.defect_code)
                and c.reported_at >= p.fixed_at and c.reported_at < p.ends_at
        ) as defective,
        (
            select coalesce(sum(s.units), 0) from shipments s
            where s.product_id = p.product_id
                and s.shipped_on >= local_day(p.fixed_at)
                and s.shipped_on < local_day(p.fixed_at) + cast(p.effect_window_days as integer)
        ) as shipped
    from planned p
)
select
    local_day(fixed_at) as day, dims,
    cast(
        case
            when effect_metric = 'complaints' then complaints <= effect_threshold
            else defective * 1000000 <= effect_threshold * shipped
        end as integer
    ) as of,
    1 as over,
    ends_at > getvariable('as_of')
    or (effect_metric = 'defect_rate_ppm' and shipped * effect_threshold < 3000000) as undecided
from seen;
