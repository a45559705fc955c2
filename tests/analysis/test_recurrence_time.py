"""How long problems stay away, and how often they come back; worked by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from metrics import Scope, Store, UnknownNameError
from metrics.analysis import recurrence_count, recurrence_curves
from tests.metrics.stops import stop
from tests.metrics.warehouse import Warehouse

Opened = Callable[..., Store]
AS_OF = "2026-01-31 00:00+00"


def cleared(warehouse: Warehouse, number: str, **row: Any) -> None:
    times = {"triggered": "2025-12-20", "suspended": "2025-12-20", "resumed": "2026-01-01"}
    stop(warehouse, number, **{"product_id": number, **times, **row})


def again(warehouse: Warehouse, product: str, triggered: str, **row: Any) -> None:
    stop(warehouse, f"{product} {triggered}", product_id=product, triggered=triggered, **row)


def test_a_curve_of_returns_and_of_what_was_cut_off(warehouse: Warehouse, opened: Opened) -> None:
    """Back after 5 and 10 days; off sale after 10; two are watched for 30 days."""
    for name in ("a", "b", "off", "c", "d"):
        cleared(warehouse, name)
    again(warehouse, "a", "2026-01-06")
    again(warehouse, "b", "2026-01-11")
    again(warehouse, "off", "2026-01-10", suspended="2026-01-11", defect_code="D2")
    found = recurrence_curves(opened(AS_OF), None)
    curve = found.whole.survival
    # at 5 days 1 of 5; at 10 days 1 of 4, as what is cut off then is still at risk
    assert curve.times.tolist() == [5, 10]
    assert curve.survival.tolist() == pytest.approx([0.8, 0.6])
    assert curve.at_risk.tolist() == [5, 4]
    assert math.isnan(curve.median)
    assert (found.whole.n, found.whole.came_back) == (5, 2)
    assert found.censored == {"as of": 2, "suspension": 1}
    assert (found.curves, found.test) == ((), None)


def test_fixes_are_compared(warehouse: Warehouse, opened: Opened) -> None:
    for number in range(8):
        fix = "rework" if number % 2 else "redesign"
        cleared(warehouse, f"P{number}", fix_type=fix)
        if fix == "rework":
            again(warehouse, f"P{number}", f"2026-01-{3 + number:02d}")
    cleared(warehouse, "unknown")
    found = recurrence_curves(opened(AS_OF), "fix_type")
    assert [(c.member, c.n, c.came_back) for c in found.curves] == [
        ("redesign", 4, 0), ("rework", 4, 4), (None, 1, 0),
    ]  # fmt: skip
    assert found.test is not None
    assert found.test.groups == ("redesign", "rework")
    # returns at 3, 5, 7, 9 days: of 4/8, 3/7, 2/6, 1/5 expected among the reworked
    assert found.test.expected.tolist()[1] == pytest.approx(4 / 8 + 3 / 7 + 2 / 6 + 1 / 5)
    assert found.test.p < 0.05


def test_nothing_cleared_one_incident_none_back(warehouse: Warehouse, opened: Opened) -> None:
    empty = recurrence_curves(opened(AS_OF))
    assert (empty.whole.n, empty.curves, empty.test) == (0, (), None)
    assert math.isnan(empty.whole.survival.at(10))
    assert recurrence_count(opened(AS_OF)).problems == 0
    cleared(warehouse, "one", fix_type="rework")
    store = opened(AS_OF)
    found = recurrence_curves(store)
    assert (found.whole.n, found.whole.came_back, found.test) == (1, 0, None)
    assert found.whole.survival.at(10) == 1
    assert recurrence_count(store).curve.at(10) == 0


def test_only_known_cuts_and_only_what_may_be_seen(warehouse: Warehouse, opened: Opened) -> None:
    cleared(warehouse, "a", region="TW")
    cleared(warehouse, "b", region="KR")
    store = opened(AS_OF)
    with pytest.raises(UnknownNameError, match="did you mean 'fix_type'"):
        recurrence_curves(store, "fix")
    seen = Scope((("region", ("TW",)),))
    assert recurrence_curves(store, scope=seen).whole.n == 1
    assert recurrence_count(store, scope=seen).problems == 1
    assert recurrence_curves(store, where=(("product", ("b",)),)).whole.n == 1


def test_the_mean_count_runs_on_days_on_sale(warehouse: Warehouse, opened: Opened) -> None:
    """P comes back after 5 days, is stopped for 3, and comes back 4 days after that: at 9."""
    cleared(warehouse, "P")
    again(warehouse, "P", "2026-01-06", suspended="2026-01-06", resumed="2026-01-09")
    again(warehouse, "P", "2026-01-13", suspended="2026-01-13", resumed="2026-01-20")
    cleared(warehouse, "Q")
    found = recurrence_count(opened(AS_OF))
    assert (found.problems, found.recurrences) == (2, 2)
    assert found.curve.times.tolist() == [5, 9]
    assert found.curve.mean.tolist() == [0.5, 1]
    assert found.curve.at_risk.tolist() == [2, 2]
    # P: 5 + 4 + 11 days until the as-of, Q: 30
    assert found.curve.n == 2
    assert found.curve.low[1] < 1 < found.curve.high[1]


def test_the_mean_count_ends_where_the_product_goes_off_sale(
    warehouse: Warehouse, opened: Opened
) -> None:
    cleared(warehouse, "P")
    again(warehouse, "P", "2026-01-05", suspended="2026-01-05", defect_code="D2")
    again(warehouse, "P", "2026-01-20")  # it came back while it was off sale: not at risk
    found = recurrence_count(opened(AS_OF))
    assert (found.problems, found.recurrences) == (1, 0)


def test_one_return_of_two_cleared_lots_counts_once(warehouse: Warehouse, opened: Opened) -> None:
    for lot, resumed in (("L1", "2026-01-01"), ("L2", "2026-01-03")):
        cleared(warehouse, lot, product_id="P", scope="lot", lot=lot, resumed=resumed)
    again(warehouse, "P", "2026-01-06")
    found = recurrence_count(opened(AS_OF))
    assert (found.problems, found.recurrences, found.curve.times.tolist()) == (1, 1, [3])
