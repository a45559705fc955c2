-- shape: kappa
-- Do two auditors of the same work come to the same verdict? The first audit of a ticket and topic
-- and the first one by another auditor, by the day of the later.
with placed as (
    select
        *,
        row_number() over (
            partition by ticket_id, topic order by audited_at, audit_id
        ) as place
    from audits_placed
    where ticket_id is not null and passed is not null
),
paired as (
    select
        one.passed as one, other.passed as other, other.audited_at, other.dims,
        row_number() over (
            partition by one.ticket_id, one.topic order by other.place
        ) as choice
    from placed one
    join placed other
        on other.ticket_id = one.ticket_id and other.topic is not distinct from one.topic
        and other.auditor_id <> one.auditor_id
    where one.place = 1
)
select local_day(audited_at) as day, dims, one, other from paired where choice = 1;
