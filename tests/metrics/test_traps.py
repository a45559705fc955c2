"""The classic ways to get a sum wrong, each with its answer worked out by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from metrics import Query, Store
from tests.metrics.conftest import only, values
from tests.metrics.warehouse import Warehouse

Opened = Callable[..., Store]
D = dt.date


def tickets(*created: str, **row: Any) -> list[dict[str, Any]]:
    return [
        {"ticket_id": f"{row.get('team', '')}{at}{n}", "created_at": f"2026-{at}+00", **row}
        for n, at in enumerate(created)
    ]


def test_fan_out(warehouse: Warehouse, opened: Opened) -> None:
    """Two complaints, two refunds and two shipments of one product stay two of each."""
    day = "2026-03-02 02:00+00"
    warehouse.add("products", {"product_id": "P1", "vendor": "Acme"})
    warehouse.add(
        "shipments",
        {"shipped_on": "2026-03-02", "product_id": "P1", "units": 400, "lot": "L1"},
        {"shipped_on": "2026-03-03", "product_id": "P1", "units": 600, "lot": "L2"},
    )
    for n in (1, 2):
        warehouse.add(
            "complaints",
            {"complaint_id": f"C{n}", "reported_at": day, "verdict": "confirmed", "units": 3},
        )
        warehouse.add(
            "refunds",
            {"refund_id": f"R{n}", "requested_at": day, "product_id": "P1", "units": 5},
        )
    store = opened()
    for by in ((), ("product",), ("vendor",)):
        point = only(store, Query("defect_rate_ppm", by=by))
        assert (point.numerator, point.denominator, point.value) == (6, 1000, 6000)
        point = only(store, Query("refund_units_rate", by=by))
        assert (point.numerator, point.denominator, point.value) == (10, 1000, 0.01)


def test_average_of_averages(warehouse: Warehouse, opened: Opened) -> None:
    """Team A keeps 1 of 1, team B 1 of 3: together 2 of 4, not the mean of 100 % and 33 %."""
    rows = [("A", True), ("B", True), ("B", False), ("B", False)]
    for n, (team, met) in enumerate(rows):
        warehouse.add(
            "tickets",
            {
                "ticket_id": str(n),
                "created_at": f"2026-03-0{2 + n} 02:00+00",
                "team": team,
                "sla_met": met,
            },
        )
    store = opened()
    assert only(store, Query("source_sla_adherence")).value == 0.5
    assert values(store.query(Query("source_sla_adherence", by=("team",)))) == {
        "A": 1.0,
        "B": pytest.approx(1 / 3),
    }
    assert only(store, Query("source_sla_adherence", grain="week")).value == 0.5


def test_nulls(warehouse: Warehouse, opened: Opened) -> None:
    """No verdict is neither kept nor broken; no time is in no period."""
    warehouse.add("tickets", *tickets("03-02 01:00", sla_met=True))
    warehouse.add("tickets", *tickets("03-02 02:00", "03-02 03:00"))
    store = opened()
    point = only(store, Query("source_sla_adherence"))
    assert (point.value, point.n, point.undecided) == (1.0, 1, 2)
    assert only(store, Query("tickets_solved")).value == 0
    point = only(store, Query("time_to_solve_p50"))
    assert (point.value, point.n) == (None, 0)


def test_nothing_to_divide_by_is_not_zero(warehouse: Warehouse, opened: Opened) -> None:
    warehouse.add("tickets", *tickets("03-02 01:00"))
    warehouse.add("complaints", {"complaint_id": "C1", "reported_at": "2026-03-02 01:00+00"})
    store = opened()
    point = only(store, Query("source_sla_adherence", grain="week"))
    assert (point.value, point.denominator, point.low) == (None, 0, None)
    assert point.reason == "nothing to divide by"
    assert only(store, Query("defect_rate_ppm", grain="week")).value is None


def test_unknown_members(warehouse: Warehouse, opened: Opened) -> None:
    """A product that no list has is a member of its own, in every half, and no lost row."""
    warehouse.add("products", {"product_id": "P1", "category": "Lamps", "vendor": "Acme"})
    for n, product in enumerate(("P1", "P9", "P8")):
        warehouse.add(
            "complaints",
            {
                "complaint_id": f"C{n}",
                "reported_at": "2026-03-02 01:00+00",
                "product_id": product,
                "verdict": "confirmed",
            },
        )
        warehouse.add(
            "shipments", {"shipped_on": "2026-03-02", "product_id": product, "units": 100}
        )
    store = opened()
    for by, known in (("product", "P1"), ("category", "Lamps"), ("vendor", "Acme")):
        found = store.query(Query("defect_rate_ppm", by=(by,)))
        assert [(p.members, p.numerator, p.denominator) for p in found.points] == [
            ((known,), 1, 100),
            ((None,), 2, 200),
        ]
        unknown = Query("complaints_reported", where=((by, (None,)),))
        assert only(store, unknown).value == 2
        assert store.rows(unknown).total == 2
    either = Query("complaints_reported", where=(("product", ("P1", None)),))
    assert only(store, either).value == 3


def test_two_fact_ratio_meets_on_members_and_period(warehouse: Warehouse, opened: Opened) -> None:
    warehouse.add(
        "complaints",
        {
            "complaint_id": "C1",
            "reported_at": "2026-03-02 01:00+00",
            "verdict": "confirmed",
            "units": 2,
        },
        {"complaint_id": "C2", "reported_at": "2026-03-09 01:00+00", "verdict": "rejected"},
        {
            "complaint_id": "C3",
            "reported_at": "2026-03-16 01:00+00",
            "verdict": "confirmed",
            "product_id": "P2",
        },
    )
    warehouse.add(
        "shipments",
        {"shipped_on": "2026-03-02", "product_id": "P1", "units": 1000},
        {"shipped_on": "2026-03-09", "product_id": "P1", "units": 500},
        {"shipped_on": "2026-03-09", "product_id": "P3", "units": 500},
    )
    store = opened()
    found = store.query(Query("defect_rate_ppm", by=("product",), grain="week"))
    assert [
        (p.members[0], str(p.period), p.numerator, p.denominator, p.value) for p in found.points
    ] == [
        ("P1", "2026-03-02", 2, 1000, 2000),
        ("P1", "2026-03-09", 0, 500, 0),
        ("P3", "2026-03-09", 0, 500, 0),
        ("P2", "2026-03-16", 1, 0, None),
    ]
    rows = Query("defect_rate_ppm")
    assert (store.rows(rows).total, store.rows(rows, half="over").total) == (3, 3)


def test_a_missing_exchange_rate_is_never_a_silent_one(
    warehouse: Warehouse, opened: Opened
) -> None:
    """Each amount once, at the rate of the reporting day of the request, or not at all."""
    late = {"currency": "USD", "requested_at": "2026-03-02 20:00+00"}  # 3 March in Taipei
    warehouse.add("fx_rates", {"on_date": "2026-03-02", "currency": "USD", "rate_to_base": 30.0})
    warehouse.add("fx_rates", {"on_date": "2026-03-03", "currency": "USD", "rate_to_base": 32.0})
    warehouse.add("refunds", {"refund_id": "R1", **late, "amount": 10, "region": "TW"})
    warehouse.add(
        "refunds",
        {"refund_id": "R2", "requested_at": "2026-03-03 01:00+00", "amount": 5, "region": "TW"},
        {"refund_id": "R3", **late, "amount": 99, "decision": "rejected", "region": "TW"},
        {
            "refund_id": "R4",
            "requested_at": "2026-03-03 01:00+00",
            "amount": 7,
            "currency": "KRW",
            "region": "KR",
        },
        # rejected: nothing goes back at any rate
        {
            "refund_id": "R5",
            "requested_at": "2026-03-03 01:00+00",
            "currency": "KRW",
            "decision": "rejected",
            "region": "JP",
        },
    )
    store = opened()
    found = {p.members[0]: p for p in store.query(Query("refund_amount", by=("region",))).points}
    assert found["TW"].value == 325
    assert found["JP"].value == 0
    assert (found["KR"].value, found["KR"].reason) == (None, "1 row has no exchange rate")
    whole = only(store, Query("refund_amount"))
    assert (whole.value, whole.numerator) == (None, None)
    assert only(store, Query("refunds_requested")).value == 5


def test_a_sale_by_its_own_vendor(warehouse: Warehouse, opened: Opened) -> None:
    """Two vendors make P1: lots tell whose defect it was, where shipments know the lot."""
    warehouse.add(
        "products",
        {"product_id": "P1", "vendor_id": "V1", "vendor": "Acme"},
        {"product_id": "P2", "vendor_id": "V2", "vendor": "Bolt"},
    )
    shipped = {"shipped_on": "2026-03-02", "product_id": "P1"}
    warehouse.add(
        "shipments",
        {**shipped, "units": 100, "lot": "L1", "vendor_id": "V1"},
        {**shipped, "units": 50, "lot": "L2", "vendor_id": "V2"},
        {**shipped, "units": 10, "lot": "L3", "vendor_id": "V9"},
        {**shipped, "units": 5},
    )
    for n, lot in enumerate(("L1", "L2", "L2", "L7", None)):
        warehouse.add(
            "complaints",
            {
                "complaint_id": f"C{n}",
                "reported_at": "2026-03-02 01:00+00",
                "verdict": "confirmed",
                "lot": lot,
            },
        )
    found = opened().query(Query("defect_rate_ppm", by=("vendor",)))
    assert [(p.members[0], p.numerator, p.denominator) for p in found.points] == [
        ("Acme", 3, 105),
        ("Bolt", 2, 50),
        (None, 0, 10),
    ]


def test_undecided_complaints_stand_on_the_day_of_their_report(
    warehouse: Warehouse, opened: Opened
) -> None:
    verdicts = [
        ("03-02", "confirmed", "03-10"),
        ("03-02", "rejected", None),  # no time: the day of the report
        ("03-03", "pending", None),
        ("03-03", None, None),
    ]
    for n, (day, verdict, judged) in enumerate(verdicts):
        warehouse.add(
            "complaints",
            {
                "complaint_id": f"C{n}",
                "reported_at": f"2026-{day} 01:00+00",
                "verdict": verdict,
                "verdict_at": judged and f"2026-{judged} 01:00+00",
            },
        )
    store = opened()
    found = store.query(Query("confirmed_share", grain="week")).points
    assert [(str(p.period), p.value, p.n, p.undecided) for p in found] == [
        ("2026-03-02", 0, 1, 2),
        ("2026-03-09", 1, 1, 0),
    ]
    assert only(store, Query("confirmed_share")).undecided == 2
