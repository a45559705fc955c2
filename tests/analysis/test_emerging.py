"""Emerging signals: what rose is found, what always was or has no base is not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from metrics import QueryError, Scope, Store
from metrics.analysis import Emerging, emerging
from tests.metrics.stops import complaint, shipped, stop
from tests.metrics.warehouse import Warehouse

Opened = Callable[..., Store]
END = dt.date(2026, 3, 28)
PAST = ("2025-10-05", "2025-11-05", "2025-12-05", "2026-01-05", "2026-02-05")


def reported(warehouse: Warehouse, product: str, defect: str, now: int, past: int = 0) -> None:
    """`now` complaints in March, and `past` in each of five months before."""
    moments = ["10"] * now + [day for day in PAST for _ in range(past)]
    complaint(warehouse, *moments, product_id=product, defect_code=defect)


def sold(warehouse: Warehouse, product: str, now: int = 1000, past: int = 1000) -> None:
    for day in PAST:
        shipped(warehouse, day, past, product_id=product)
    shipped(warehouse, "05", now, product_id=product)


def background(warehouse: Warehouse) -> None:
    """Five products, two defects, three complaints of each a month, then and now."""
    for number in range(5):
        sold(warehouse, f"N{number}")
        for defect in ("D1", "D2"):
            reported(warehouse, f"N{number}", defect, 3, 3)


def found(result: Emerging) -> list[tuple[str, str, int]]:
    return [(s.member, s.defect_code, s.n) for s in result.signals]


def test_a_product_that_rose_is_found_and_counted(warehouse: Warehouse, opened: Opened) -> None:
    background(warehouse)
    sold(warehouse, "BAD")
    reported(warehouse, "BAD", "LEAK", 12)
    reported(warehouse, "BAD", "D1", 3, 3)
    reported(warehouse, "N0", "LEAK", 1)
    result = emerging(opened(), END)
    assert found(result) == [("BAD", "LEAK", 12)]
    (signal,) = result.signals
    # 12 of 15 complaints of BAD against 1 of 31 of the others: by hand
    assert signal.prr == pytest.approx((12 / 15) / (1 / 31))
    assert signal.expected == pytest.approx(15 * 13 / 46)
    assert signal.chi2 == pytest.approx(46 * (abs(12 * 30 - 3 * 1) - 23) ** 2 / (15 * 31 * 13 * 33))
    assert (signal.before, signal.stopped) == (0, False)
    assert signal.eb05 > 1
    assert (result.start, result.end) == (dt.date(2026, 3, 1), END)
    assert result.tested == 6 * 3  # every product by every defect, whether reported or not
    assert 0 < result.expected_false < 0.05


def test_a_defect_that_is_typical_of_a_product_is_no_news(
    warehouse: Warehouse, opened: Opened
) -> None:
    background(warehouse)
    sold(warehouse, "TENT")
    reported(warehouse, "TENT", "SEAM", 12, 12)
    result = emerging(opened(), END)
    assert result.screened == 1  # its disproportion is as large as ever
    assert found(result) == []


def test_a_season_raises_no_alarm(warehouse: Warehouse, opened: Opened) -> None:
    """Four times the sales bring four times the complaints."""
    background(warehouse)
    sold(warehouse, "TENT", now=4000)
    reported(warehouse, "TENT", "SEAM", 12, 3)
    assert found(emerging(opened(), END)) == []


def test_without_a_past_the_others_decide(warehouse: Warehouse, opened: Opened) -> None:
    background(warehouse)
    shipped(warehouse, "05", 1000, product_id="NEW")
    reported(warehouse, "NEW", "LEAK", 8)
    (signal,) = emerging(opened(), END).signals
    assert (signal.member, signal.prr) == ("NEW", None)  # nobody else has it: n/a


def test_two_complaints_are_no_signal(warehouse: Warehouse, opened: Opened) -> None:
    background(warehouse)
    shipped(warehouse, "05", 1000, product_id="NEW")
    reported(warehouse, "NEW", "LEAK", 2)
    assert found(emerging(opened(), END)) == []


def test_rejected_complaints_and_other_days_do_not_count(
    warehouse: Warehouse, opened: Opened
) -> None:
    background(warehouse)
    for day in ("02-28 15:59", "28 16:00"):  # a minute before 1 March in Taipei, the 29th there
        complaint(warehouse, *[day] * 9, product_id="NEW", defect_code="LEAK")
    complaint(warehouse, *["10"] * 9, product_id="NEW", defect_code="LEAK", verdict="rejected")
    assert found(emerging(opened(), END)) == []


def test_what_is_stopped_is_known(warehouse: Warehouse, opened: Opened) -> None:
    background(warehouse)
    stops: dict[str, dict[str, Any]] = {
        "stands": {"triggered": "20"},
        "any": {"triggered": "20", "defect_code": None},
        "ended": {"triggered": "02-01", "resumed": "02-20"},
        "later": {"triggered": "30"},
        "other": {"triggered": "20", "defect_code": "D1"},
    }
    for product, row in stops.items():
        shipped(warehouse, "05", 1000, product_id=product)
        reported(warehouse, product, product, 6)
        stop(warehouse, product, **{"product_id": product, "defect_code": product, **row})
    result = emerging(opened("2026-03-31 12:00+00"), END)
    assert {s.member: s.stopped for s in result.signals} == {
        "stands": True, "any": True, "ended": False, "later": False, "other": False,
    }  # fmt: skip
    assert {s.member for s in result.new} == {"ended", "later", "other"}


def test_the_strongest_comes_first_and_equal_ones_by_n(
    warehouse: Warehouse, opened: Opened
) -> None:
    background(warehouse)
    for product, n in (("A", 6), ("B", 30), ("C", 6)):
        shipped(warehouse, "05", 1000, product_id=product)
        reported(warehouse, product, f"only {product}", n)
    order = [(round(s.eb05, 2), s.n) for s in emerging(opened(), END).signals]
    assert len(order) == 3
    assert order == sorted(order, reverse=True)


def test_all_equal_nothing_reported_one_pair(warehouse: Warehouse, opened: Opened) -> None:
    nothing = emerging(opened(), END)
    assert (nothing.signals, nothing.tested, nothing.expected_false) == ((), 0, 0)
    background(warehouse)
    equal = emerging(opened(), END)
    assert (equal.signals, equal.tested) == ((), 10)
    assert emerging(opened(), dt.date(2020, 1, 1)).signals == ()


def test_one_product_has_no_others(warehouse: Warehouse, opened: Opened) -> None:
    reported(warehouse, "P1", "D1", 9)
    assert found(emerging(opened(), END)) == []


def test_an_unknown_product_is_one_of_the_others(warehouse: Warehouse, opened: Opened) -> None:
    background(warehouse)
    warehouse.add("products", *({"product_id": f"N{n}"} for n in range(5)))
    reported(warehouse, "X", "LEAK", 9)
    result = emerging(opened(), END)
    assert (found(result), result.tested) == ([], 5 * 3)


def test_scope_filter_and_another_dimension(warehouse: Warehouse, opened: Opened) -> None:
    background(warehouse)
    warehouse.add("products", *({"product_id": f"N{n}", "vendor": f"V{n}"} for n in range(5)))
    warehouse.add("products", {"product_id": "BAD", "vendor": "V9"})
    shipped(warehouse, "05", 1000, product_id="BAD")
    reported(warehouse, "BAD", "LEAK", 9)
    store = opened()
    assert found(emerging(store, END, by="vendor")) == [("V9", "LEAK", 9)]
    without = (("product", tuple(f"N{n}" for n in range(5))),)
    assert found(emerging(store, END, where=without)) == []
    assert found(emerging(store, END, scope=Scope(without))) == []


def test_the_last_whole_day_and_a_window_without_days(warehouse: Warehouse, opened: Opened) -> None:
    reported(warehouse, "P1", "D1", 1)
    store = opened("2026-03-31 20:00+00")  # 1 April in Taipei
    assert emerging(store).end == dt.date(2026, 3, 31)
    with pytest.raises(QueryError, match="at least one day"):
        emerging(store, days=0)
