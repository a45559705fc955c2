"""What may be asked and seen, and that a number and its rows agree."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from metrics import NoDataError, Query, QueryError, Scope, Store, UnknownNameError
from tests.metrics.conftest import only
from tests.metrics.warehouse import Warehouse

Opened = Callable[..., Store]
D = dt.date
# Tickets without events have none of these.
OF_EVENTS = (
    "first_response_p50",
    "misrouted_share",
    "time_in_new",
    "time_in_open",
    "time_waiting_for_customer",
    "time_waiting_for_team",
)


def tickets(*created: str, **row: Any) -> list[dict[str, Any]]:
    return [
        {"ticket_id": f"{row.get('team', '')}{at}{n}", "created_at": f"2026-{at}+00", **row}
        for n, at in enumerate(created)
    ]


def test_a_dimension_that_one_half_lacks(warehouse: Warehouse, opened: Opened) -> None:
    store = opened()
    with pytest.raises(QueryError, match=r"shipments does not have it; both halves share .*lot"):
        store.query(Query("defect_rate_ppm", by=("defect_code",)))
    with pytest.raises(QueryError, match="complaints does not have it"):
        store.rows(Query("defect_rate_ppm", where=(("team", ("A",)),)))
    with pytest.raises(UnknownNameError, match="did you mean 'vendor'"):
        store.query(Query("defect_rate_ppm", by=("vender",)))


def test_scope_is_part_of_every_half(warehouse: Warehouse, opened: Opened) -> None:
    for n, region in enumerate(("TW", "TW", "KR")):
        warehouse.add(
            "complaints",
            {
                "complaint_id": f"C{n}",
                "reported_at": "2026-03-02 01:00+00",
                "verdict": "confirmed",
                "region": region,
            },
        )
        warehouse.add(
            "shipments",
            {"shipped_on": "2026-03-02", "product_id": f"P{n}", "units": 100, "region": region},
        )
        warehouse.add("tickets", *tickets("03-02 01:00", team=region, region=region))
    store = opened()
    everything = Query("defect_rate_ppm")
    mine = Query("defect_rate_ppm", scope=Scope((("region", ("TW",)),)))
    assert only(store, everything).denominator == 300
    assert (only(store, mine).numerator, only(store, mine).denominator) == (2, 200)
    assert only(store, everything).denominator == 300  # nor does the cache mix them up
    assert store.rows(mine).total == 2
    assert store.members("team", mine.scope) == ["TW"]
    assert store.fact_rows("tickets", scope=mine.scope).total == 2
    nobody = Query("tickets_created", scope=Scope((("region", ()),)))
    assert only(store, nobody).value == 0
    team_only = Scope((("team", ("TW",)),))
    with pytest.raises(QueryError, match="does not have it"):
        store.query(Query("defect_rate_ppm", scope=team_only))
    with pytest.raises(QueryError, match="what you may see is limited"):
        store.fact_rows("shipments", scope=team_only)
    assert store.members("vendor", team_only) == []


def test_the_tile_and_its_rows_agree(warehouse: Warehouse, opened: Opened) -> None:
    for n in range(7):
        warehouse.add(
            "tickets",
            {
                "ticket_id": f"T{n}",
                "created_at": f"2026-03-0{n + 1} 01:00+00",
                "sla_met": [True, False, None][n % 3],
                "status": ["open", "solved"][n % 2],
                "resolved_at": "2026-03-20 00:00+00" if n % 2 else None,
                "reopen_count": n % 2,
                "handoff_count": n,
                "assignee_id": f"S{n}",
            },
        )
    store = opened()
    for name, metric in store.catalogue.metrics.items():
        if metric.fact not in ("tickets", "ticket_spans") or name in OF_EVENTS:
            continue
        query = Query(name, start=D(2026, 3, 1), end=D(2026, 3, 25))
        point, rows = only(store, query), store.rows(query)
        counted = point.value if metric.kind in ("total", "stock") else point.n
        if metric.over is not None and metric.of.fact != metric.over.fact:
            continue
        assert rows.total == len(rows.rows) == counted > 0, name


def test_nothing_loaded_is_not_zero(warehouse: Warehouse, opened: Opened) -> None:
    warehouse.add("tickets", *tickets("03-02 01:00"))
    store = opened()
    point = only(store, Query("complaints_reported"))
    assert (point.value, point.reason) == (None, "no rows of complaints are loaded")
    assert only(store, Query("tickets_created", end=D(2026, 3, 1))).value == 0


def test_intervals(warehouse: Warehouse, opened: Opened) -> None:
    """9 of 10: exact (Clopper-Pearson) limits 0.55498 and 0.99747."""
    for n in range(10):
        warehouse.add("tickets", *tickets("03-02 01:00", team=str(n), sla_met=n > 0))
    point = only(opened(), Query("source_sla_adherence"))
    assert (point.low, point.high) == (
        pytest.approx(0.554984, abs=1e-6),
        pytest.approx(0.997471, abs=1e-6),
    )


def test_questions_that_make_no_sense(warehouse: Warehouse, opened: Opened) -> None:
    store = opened()
    with pytest.raises(QueryError, match="is before the first day"):
        store.query(Query("tickets_created", start=D(2026, 3, 2), end=D(2026, 3, 1)))
    with pytest.raises(QueryError, match="same dimension twice"):
        store.query(Query("tickets_created", by=("team", "team")))
    with pytest.raises(NoDataError, match="snapshot 7 is not kept; kept: 1"):
        store.query(Query("tickets_created", snapshot=7))
    with pytest.raises(UnknownNameError, match="did you mean 'tickets_created'"):
        store.query(Query("ticket_created"))
    with pytest.raises(QueryError, match="cannot be negative"):
        store.rows(Query("tickets_created"), limit=-1)
