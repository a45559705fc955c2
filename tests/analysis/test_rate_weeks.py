"""A rate by the week: whole weeks only, Laney u' limits, a new phase from each fix on."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from metrics import Query, QueryError, Store
from metrics.analysis import rate_weeks
from metrics.stats.phases import Change
from tests.pages.product import BAD, MONDAYS, bad_lot

RATE = "defect_rate_ppm"
P1 = (("product", ("P1",)),)
END = dt.date(2026, 3, 29)  # the Sunday of the last whole week


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return bad_lot(tmp_path_factory.mktemp("weeks")).store()


def test_a_week_is_defects_over_units_in_the_metrics_unit(store: Store) -> None:
    found = rate_weeks(store, Query(RATE, end=END, where=P1))
    assert found.weeks == tuple(MONDAYS)
    assert found.events[:8] == (1.0,) * 8
    bad = MONDAYS.index(dt.date(2026, 3, 2))
    assert (found.events[bad], found.base[bad]) == (BAD + 1, 2000)  # 3 to 8 March are one week
    assert found.chart.values[0] == pytest.approx(1000)
    assert found.chart.values[bad] == pytest.approx((BAD + 1) / 2000 * 1e6)


def test_the_week_that_runs_is_left_out(store: Store) -> None:
    found = rate_weeks(store, Query(RATE, end=dt.date(2026, 3, 31), where=P1))
    assert found.weeks[-1] == dt.date(2026, 3, 23)


def test_a_fix_starts_a_new_phase_with_the_week_after_it(store: Store) -> None:
    fix = Change(dt.date(2026, 3, 12), "A1: rework")
    chart = rate_weeks(store, Query(RATE, end=END, where=P1), [fix]).chart
    assert [(one.start, one.cause) for one in chart.phases] == [(0, None), (10, "A1: rework")]
    assert chart.centre[11] == pytest.approx(1000)  # one of 1,000 a week, as ever since
    assert chart.centre[0] == pytest.approx((10 + BAD) / 11000 * 1e6)


def test_a_product_nobody_complains_about_has_a_rate_of_nothing(store: Store) -> None:
    found = rate_weeks(store, Query(RATE, end=END, where=(("product", ("P2",)),)))
    assert set(found.events) == {0.0}
    assert np.nanmax(found.chart.values) == 0.0
    nothing = rate_weeks(store, Query(RATE, end=END, where=(("product", ("P9",)),)))
    assert nothing.weeks == ()
    assert not nothing.has_limits


def test_what_is_no_ratio_is_refused(store: Store) -> None:
    with pytest.raises(QueryError, match="units_shipped is no ratio"):
        rate_weeks(store, Query("units_shipped", end=END))
