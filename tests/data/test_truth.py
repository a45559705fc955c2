"""The truth's totals, worked out a second time: hand-written SQL over the files themselves."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from tests.data.conftest import Demo

# One row a ticket, from its events alone.
HISTORY = """
create temp table history as
with turns as (
  select ticket_id, happened, new in ('solved', 'closed') as done,
    lag(new in ('solved', 'closed'), 1, false)
      over (partition by ticket_id order by seq) as was_done
  from events where type = 'Change' and field = 'status'
),
by_turn as (
  select ticket_id,
    min(happened) filter (done and not was_done) as first_solved,
    max(happened) filter (done and not was_done) as last_solved,
    max(happened) filter (was_done and not done) as last_reopened,
    count(*) filter (was_done and not done) as reopens
  from turns group by ticket_id
),
hands as (
  select ticket_id, count(distinct happened) as handoffs
  from events where type = 'Change' and field in ('assignee', 'group') and old is not null
  group by ticket_id
),
answers as (
  select ticket_id, min(happened) as answered
  from events where type = 'Comment' and public and role = 'agent' group by ticket_id
)
select t.*, first_solved,
  case when last_reopened is null or last_solved > last_reopened then last_solved end as solved,
  coalesce(reopens, 0) as reopens, coalesce(handoffs, 0) as handoffs, answered
from tickets t
left join by_turn b on b.ticket_id = t.id
left join hands h on h.ticket_id = t.id
left join answers a on a.ticket_id = t.id
"""
SPANS = """
create temp table spans as
with turns as (
  select ticket_id, seq, happened, new in ('solved', 'closed') as done,
    lag(new in ('solved', 'closed'), 1, false)
      over (partition by ticket_id order by seq) as was_done
  from events where type = 'Change' and field = 'status'
),
edges as (
  select id as ticket_id, 0 as seq, created_at as at_time, false as done from tickets
  union all select ticket_id, seq, happened, done from turns where done <> was_done
),
ended as (
  select ticket_id, done, at_time as opened,
    lead(at_time) over (partition by ticket_id order by seq) as ended
  from edges
)
select e.*, region from ended e join tickets t on t.id = e.ticket_id where not done
"""
TOTALS = {
    "tickets_created": ("history", "created_at", "count(*)"),
    "tickets_solved": ("history", "solved", "count(*)"),
    "complaints_reported": ("complaints", "reported", "count(*)"),
    "refunds_requested": ("refunds", "requested", "count(*)"),
    "time_to_solve_p50": (
        "history", "solved", "quantile_cont(epoch(solved - created_at), 0.5) / 3600",
    ),
    "time_to_solve_p90": (
        "history", "solved", "quantile_cont(epoch(solved - created_at), 0.9) / 3600",
    ),
    "first_response_p50": (
        "history", "answered", "quantile_cont(epoch(answered - created_at), 0.5) / 60",
    ),
    "refund_amount": (
        "converted", "requested", "sum(case when decision = 'rejected' then 0 else base end)",
    ),
    "units_shipped": ("shipments", "day", "sum(units)"),
}  # fmt: skip
RATIOS = {
    "source_sla_adherence": (
        ("history", "created_at", "count(*) filter (sla_met)"),
        ("history", "created_at", "count(sla_met)"),
    ),
    "reopen_rate": (
        ("history", "first_solved", "count(*) filter (reopens > 0)"),
        ("history", "first_solved", "count(*)"),
    ),
    "handoffs_per_ticket": (
        ("history", "created_at", "sum(handoffs)"),
        ("history", "created_at", "count(*)"),
    ),
    "confirmed_share": (
        ("complaints", "judged", "count(*) filter (verdict = 'confirmed')"),
        ("complaints", "judged", "count(*) filter (verdict <> 'pending')"),
    ),
    "defect_rate_ppm": (
        ("complaints", "reported", "coalesce(sum(units) filter (verdict = 'confirmed'), 0)"),
        ("shipments", "day", "sum(units)"),
    ),
    "refund_units_rate": (
        ("refunds", "requested", "sum(units) filter (decision is distinct from 'rejected')"),
        ("shipments", "day", "sum(units)"),
    ),
}
GROUPS = {"total": "'all'", "by_month": "strftime({day}, '%Y-%m')", "by_region": "region"}


@pytest.fixture(scope="module")
def answers(db: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    db.execute(HISTORY)
    db.execute(SPANS)
    db.execute(
        "create temp table converted as select r.*, case when r.currency = 'TWD' then amount "
        "else amount * rate end as base from refunds r left join rates x "
        "on x.day = day_of(r.requested) and x.currency = r.currency"
    )
    return db


def grouped(db: duckdb.DuckDBPyConnection, what: tuple[str, str, str], by: str) -> dict[str, Any]:
    table, time, amount = what
    day = time if time == "day" else f"day_of({time})"
    key = GROUPS[by].format(day=day)
    rows = db.execute(
        f"select {key}, {amount} from {table} where {time} is not null group by 1 order by 1"
    ).fetchall()
    return dict(rows)


def said(demo: Demo, metric: str, by: str) -> dict[str, Any]:
    truth = demo.truth["metrics"][metric][by]
    return {"all": truth} if by == "total" else truth


@pytest.mark.parametrize("by", GROUPS)
@pytest.mark.parametrize("metric", TOTALS)
def test_total(demo: Demo, answers: duckdb.DuckDBPyConnection, metric: str, by: str) -> None:
    found = grouped(answers, TOTALS[metric], by)
    assert found == pytest.approx(said(demo, metric, by), rel=1e-6)


@pytest.mark.parametrize("by", GROUPS)
@pytest.mark.parametrize("metric", RATIOS)
def test_ratio(demo: Demo, answers: duckdb.DuckDBPyConnection, metric: str, by: str) -> None:
    top, bottom = (grouped(answers, half, by) for half in RATIOS[metric])
    keys = top.keys() | bottom.keys()
    found = {key: [top.get(key, 0), bottom.get(key, 0)] for key in keys}
    assert found == said(demo, metric, by)


def test_backlog(demo: Demo, answers: duckdb.DuckDBPyConnection) -> None:
    truth = demo.truth["metrics"]["backlog"]
    now = "select count(*) from spans where ended is null"
    assert answers.execute(now).fetchone() == (truth["total"],)
    regions = answers.execute(
        "select region, count(*) from spans where ended is null group by 1"
    ).fetchall()
    assert dict(regions) == truth["by_region"]
    months = answers.execute(
        "select strftime(m, '%Y-%m'), (select count(*) from spans "
        "where day_of(opened) < m + interval 1 month "
        "and (ended is null or day_of(ended) >= m + interval 1 month)) "
        "from unnest(generate_series(date '2025-08-01', date '2026-10-01', interval 1 month)) u(m)"
    ).fetchall()
    assert dict(months) == truth["by_month"]
