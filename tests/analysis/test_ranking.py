"""Rankings that size does not decide; Pareto; DPMO."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from metrics import Query, QueryError, Store
from metrics.analysis import dpmo, pareto, ranking
from tests.metrics.stops import complaint, shipped
from tests.metrics.warehouse import Warehouse

Opened = Callable[..., Store]
RATE = Query("defect_rate_ppm")


def product(warehouse: Warehouse, name: str, units: int, defects: int, each: int = 1) -> None:
    shipped(warehouse, "02", units, product_id=name)
    complaint(
        warehouse, *["10"] * defects, product_id=name, verdict="confirmed", units=each,
        defect_code="D1",
    )  # fmt: skip


def test_two_units_and_one_defect_do_not_top_the_list(warehouse: Warehouse, opened: Opened) -> None:
    product(warehouse, "tiny", 2, 1)
    for number in range(20):
        product(warehouse, f"P{number:02d}", 10_000, 20)
    product(warehouse, "bad", 10_000, 90)
    found = ranking(opened(), RATE, "product")
    values = {row.member: row.value for row in found.rows}
    assert max(values, key=lambda name: values[name] or 0) == "tiny"
    assert found.rows[0].member == "bad"
    assert found.rows[-1].member == "tiny"
    assert found.rows[-1].low_n  # 1,000 units are the metric's smallest n
    assert found.pooled == pytest.approx(491 / 210_002 * 1e6)
    top = found.rows[0]
    assert (top.events, top.exposure, top.value, top.rate) == (90, 10_000, 9000, 9000)
    assert found.pooled < (top.low or 0) < (top.shrunk or 0) < 9000
    assert {row.member: row.beyond for row in found.rows}["bad"] == 1


def test_many_units_in_one_complaint_are_one_event(warehouse: Warehouse, opened: Opened) -> None:
    for number in range(6):
        product(warehouse, f"P{number}", 10_000, 20)
    product(warehouse, "bulk", 10_000, 1, each=9_000)
    found = ranking(opened(), RATE, "product")
    (bulk,) = [row for row in found.rows if row.member == "bulk"]
    assert (bulk.value, bulk.rate, bulk.events) == (900_000, 100, 1)
    assert found.rows[-1] == bulk


def test_zero_exposure_one_member_all_equal(warehouse: Warehouse, opened: Opened) -> None:
    store = opened()
    assert (ranking(store, RATE, "product").rows, pareto(store, RATE, "product").rows) == ((), ())
    complaint(warehouse, "10", product_id="unsold", verdict="confirmed")
    (unsold,) = ranking(opened(), RATE, "product").rows
    assert (unsold.value, unsold.rate, unsold.shrunk, unsold.beyond) == (None, None, None, 0)
    product(warehouse, "one", 10_000, 3)
    first = ranking(opened(), RATE, "product").rows[0]
    assert (first.member, first.shrunk) == ("one", 300)  # nothing to be drawn to
    for number in range(4):
        product(warehouse, f"P{number}", 10_000, 3)
    equal = ranking(opened(), RATE, "product").rows[:5]
    assert all(row.shrunk == pytest.approx(300, rel=0.01) and not row.beyond for row in equal)


def test_negative_units_give_no_rate(warehouse: Warehouse, opened: Opened) -> None:
    product(warehouse, "back", -50, 2)
    product(warehouse, "P1", 10_000, 2)
    rows = {row.member: row for row in ranking(opened(), RATE, "product").rows}
    assert (rows["back"].shrunk, rows["back"].rate, rows["back"].low_n) == (None, None, True)


def test_an_unknown_member_is_ranked_as_unknown(warehouse: Warehouse, opened: Opened) -> None:
    warehouse.add("products", {"product_id": "P1"})
    product(warehouse, "P1", 10_000, 2)
    product(warehouse, "X", 10_000, 9)
    product(warehouse, "Y", 10_000, 9)
    assert [(r.member, r.events) for r in ranking(opened(), RATE, "product").rows] == [
        (None, 18), ("P1", 2),
    ]  # fmt: skip


def test_days_and_filters_are_the_querys(warehouse: Warehouse, opened: Opened) -> None:
    product(warehouse, "P1", 10_000, 2)
    product(warehouse, "P2", 10_000, 3)
    asked = Query("defect_rate_ppm", where=(("product", ("P2",)),), end=dt.date(2026, 3, 9))
    (row,) = ranking(opened(), asked, "product").rows
    assert (row.member, row.events, row.exposure) == ("P2", 0, 10_000)


def test_a_count_cannot_be_ranked_by_its_rate(warehouse: Warehouse, opened: Opened) -> None:
    store = opened()
    for analysis in (ranking, pareto):
        with pytest.raises(QueryError, match="complaints_reported is no ratio"):
            analysis(store, Query("complaints_reported"), "product")


def test_pareto_by_count_and_by_rate(warehouse: Warehouse, opened: Opened) -> None:
    for name, units, defects in (("A", 10_000, 50), ("B", 2_000, 30), ("C", 5_000, 15),
                                 ("D", 500, 5), ("none", 9_000, 0)):  # fmt: skip
        product(warehouse, name, units, defects)
    found = pareto(opened(), RATE, "product")
    assert [(r.member, r.count, r.exposure, r.cumulative) for r in found.rows] == [
        ("A", 50, 10_000, 0.5), ("B", 30, 2_000, 0.8), ("C", 15, 5_000, 0.95), ("D", 5, 500, 1),
    ]  # fmt: skip
    assert found.total == 100
    assert [row.member for row in found.most()] == ["A", "B"]
    assert [row.member for row in found.most(0.81)] == ["A", "B", "C"]
    # D has too few units for a place by its rate of 10,000
    assert [(row.member, row.rate) for row in found.by_rate] == [
        ("B", 15_000), ("A", 5_000), ("C", 3_000),
    ]  # fmt: skip


def test_pareto_of_nothing_and_of_corrections(warehouse: Warehouse, opened: Opened) -> None:
    product(warehouse, "A", 10_000, 3)
    product(warehouse, "B", 10_000, 1, each=-1)
    found = pareto(opened(), RATE, "product")
    assert [(r.member, r.count) for r in found.rows] == [("A", 3), ("B", -1)]
    assert found.total == 2
    nothing = pareto(opened(), Query("defect_rate_ppm", end=dt.date(2020, 1, 1)), "product")
    assert (nothing.rows, nothing.most()) == ((), ())


def test_dpmo_where_a_product_has_opportunities(warehouse: Warehouse, opened: Opened) -> None:
    warehouse.add(
        "products",
        {"product_id": "P1", "category": "Kitchen", "opportunities": 20},
        {"product_id": "P2", "category": "Kitchen", "opportunities": 4},
        {"product_id": "P3", "category": "Kitchen"},
    )
    product(warehouse, "P1", 1_000, 8)
    product(warehouse, "P2", 5_000, 4)
    product(warehouse, "P3", 700, 9)
    complaint(warehouse, "10", product_id="P1")  # still to be judged
    found = dpmo(opened())
    assert [(r.member, r.defects, r.units, r.opportunities, r.dpmo) for r in found.rows] == [
        ("P1", 8, 1_000, 20_000, 400),
        ("P2", 4, 5_000, 20_000, 200),
    ]
    assert (found.whole.dpmo, found.left_out) == (300, 700)
    (kitchen,) = dpmo(opened(), "category").rows
    assert (kitchen.member, kitchen.defects, kitchen.dpmo) == ("Kitchen", 12, 300)
    before = dpmo(opened(), end=dt.date(2026, 3, 5))
    assert [(r.member, r.defects) for r in before.rows] == [("P1", 0), ("P2", 0)]


def test_dpmo_without_opportunities(warehouse: Warehouse, opened: Opened) -> None:
    warehouse.add("products", {"product_id": "P1"})
    product(warehouse, "P1", 1_000, 8)
    found = dpmo(opened())
    assert (found.rows, found.whole.dpmo, found.left_out) == ((), None, 1_000)
