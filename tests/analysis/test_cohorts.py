"""Young cohorts corrected for the reports that are still on their way; worked by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from metrics import Scope, Store
from metrics.analysis import cohorts
from tests.metrics.stops import complaint, shipped
from tests.metrics.warehouse import Warehouse

Opened = Callable[..., Store]


@pytest.fixture
def two_weeks(warehouse: Warehouse) -> Warehouse:
    """Of a week's four defects two come in within a day, two after ten: half is in at first."""
    warehouse.cover("complaints", "2026-01-01", "2026-03-20")
    warehouse.cover("shipments", "2026-01-01", "2026-03-20")
    shipped(warehouse, "02", 1000)
    complaint(warehouse, "03", "03", "12", "12", shipped_at="02", verdict="confirmed")
    shipped(warehouse, "16", 1000)
    complaint(warehouse, "17", "17", shipped_at="16", verdict="confirmed")
    return warehouse


def test_what_is_still_to_come_is_added(two_weeks: Warehouse, opened: Opened) -> None:
    old, none, young = cohorts(opened("2026-03-20 00:00+00"), "week")
    assert (old.defects, old.units, old.rate) == (4, 1000, 4000)
    assert (old.completeness, old.corrected) == (1, 4000)
    assert (none.units, none.rate, none.corrected, none.completeness) == (0, None, None, None)
    # lags of one day: 4, of ten: 2, but those of ten could only be seen in the old cohort,
    # where they are 2 of 4: half is in after a day
    assert (young.defects, young.rate, young.completeness) == (2, 2000, pytest.approx(0.5))
    assert young.corrected == pytest.approx(4000)
    assert (young.low or 0) < 4000 < (young.high or 0)
    assert not young.mature


def test_filters_narrow_the_cohorts_and_not_the_lags(two_weeks: Warehouse, opened: Opened) -> None:
    shipped(two_weeks, "16", 500, product_id="P2")
    store = opened("2026-03-20 00:00+00")
    only = (("product", ("P2",)),)
    for asked in ({"where": only}, {"scope": Scope(only)}):
        (found,) = cohorts(store, "week", **asked)  # type: ignore[arg-type]
        assert (found.defects, found.units, found.corrected) == (0, 500, 0)
        assert found.completeness == pytest.approx(0.5)


def test_no_complaint_tells_no_lag(warehouse: Warehouse, opened: Opened) -> None:
    assert cohorts(opened()) == ()
    shipped(warehouse, "02", 1000)
    (found,) = cohorts(opened())
    assert (found.defects, found.corrected, found.completeness) == (0, None, None)
