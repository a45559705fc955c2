"""Defects by the period in which the units were shipped, and when such a period can be believed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from metrics import ConfigError, Query, Store, catalogue, load_settings
from metrics.review_series import Series
from tests.metrics.stops import complaint, fact, shipped
from tests.metrics.test_catalogue import MINE, user
from tests.metrics.warehouse import Warehouse

Opened = Callable[..., Store]
RATE = "defect_rate_cohort_ppm"


def weeks(store: Store, metric: str = RATE) -> list[tuple[str, float | None, bool]]:
    points = store.query(Query(metric, grain="week")).points
    return [(f"{p.period:%m-%d}", p.value, p.partial) for p in points]


def confirmed(warehouse: Warehouse, shipped_at: str | None, *reported: str, units: int = 1) -> None:
    complaint(warehouse, *reported, shipped_at=shipped_at, verdict="confirmed", units=units)


def test_a_complaint_counts_where_its_units_were_shipped(
    warehouse: Warehouse, opened: Opened
) -> None:
    shipped(warehouse, "02-02", 1000)
    shipped(warehouse, "02-09", 500)
    confirmed(warehouse, "02-03", "02-10", units=3)
    confirmed(warehouse, "02-08 15:59", "02-20")  # still Sunday in Taipei
    confirmed(warehouse, "02-08 16:00", "02-20")  # Monday there
    confirmed(warehouse, None, "02-20")  # in no cohort
    complaint(warehouse, "02-20", shipped_at="02-03", verdict="rejected")
    complaint(warehouse, "02-20", shipped_at="02-03", verdict="pending")
    assert [row[:2] for row in weeks(opened())] == [("02-02", 4000), ("02-09", 2000)]
    by_report = weeks(opened(), "defect_rate_ppm")
    assert [row[:2] for row in by_report] == [("02-02", 0), ("02-09", 6000), ("02-16", None)]


def test_a_cohort_is_partial_until_95_percent_of_the_reports_would_be_in(
    warehouse: Warehouse, opened: Opened
) -> None:
    """Lags of 1, 2, 3 … 21 days: the percentile of type 7 at 0.95 is 20 days."""
    for day in ("02-23", "03-02", "03-09"):
        shipped(warehouse, day, 1000)
    for lag in range(1, 22):
        confirmed(warehouse, "02-23 00:00", f"{dt.date(2026, 2, 23) + dt.timedelta(lag)}")
    warehouse.cover("complaints", "2026-01-01", "2026-04-01").cover(
        "shipments", "2026-01-01", "2026-04-01"
    )
    # the week of 23 February ends with 1 March, at 16:00 UTC: it is mature 20 days after that
    assert [row[2] for row in weeks(opened("2026-03-21 15:59:59+00"))] == [True, True, True]
    assert [row[2] for row in weeks(opened("2026-03-21 16:00:00+00"))] == [False, True, True]
    assert [row[2] for row in weeks(opened("2026-03-28 16:00:00+00"))] == [False, False, True]


def test_lags_of_others_do_not_count(warehouse: Warehouse, opened: Opened) -> None:
    """A lag that runs backwards is none; nor does a rejected or pending complaint tell one."""
    confirmed(warehouse, "02-05", "02-02")
    confirmed(warehouse, "02-02", "02-05")
    complaint(warehouse, "02-28", shipped_at="02-02", verdict="rejected")
    complaint(warehouse, "02-28", shipped_at="02-02")
    confirmed(warehouse, None, "02-28")
    lags = {r["complaint_id"]: r["confirmed_lag_s"] for r in complaints(opened()).values()}
    assert [lag for lag in lags.values() if lag is not None] == [3 * 86_400]


def complaints(store: Store) -> dict[str, dict[str, object]]:
    return fact(store, "complaints", "complaint_id")


def test_a_complaint_before_its_shipment_still_counts_in_its_cohort(
    warehouse: Warehouse, opened: Opened
) -> None:
    shipped(warehouse, "02-03", 1000)
    confirmed(warehouse, "02-03", "01-20")
    assert [row[:2] for row in weeks(opened())] == [("02-02", 1000)]


def test_without_a_lag_and_without_a_last_day_nothing_is_mature(
    warehouse: Warehouse, opened: Opened
) -> None:
    warehouse.cover("complaints", "2026-01-01", "2026-04-01")
    shipped(warehouse, "02-02", 1000)
    assert weeks(opened()) == [("02-02", 0, True)]
    confirmed(warehouse, "02-03", "02-04")
    store = opened()
    assert weeks(store) == [("02-02", 1000, False)]
    (whole,) = store.query(Query(RATE)).points
    (until,) = store.query(Query(RATE, start=dt.date(2026, 2, 2), end=dt.date(2026, 2, 8))).points
    assert (whole.value, whole.partial, until.partial) == (1000, True, False)


def test_no_units_shipped_is_no_rate(warehouse: Warehouse, opened: Opened) -> None:
    confirmed(warehouse, "02-03", "02-04")
    (point,) = opened().query(Query(RATE)).points
    assert (point.value, point.numerator, point.denominator) == (None, None, None)
    shipped(warehouse, "02-20", 0)
    (point,) = opened().query(Query(RATE)).points
    assert (point.value, point.numerator, point.denominator) == (None, 1, 0)


def test_the_review_draws_a_young_cohort_hollow(warehouse: Warehouse, opened: Opened) -> None:
    for day in ("02-02", "02-09", "02-16", "02-23"):
        shipped(warehouse, day, 1000)
    confirmed(warehouse, "02-02", "02-16")
    warehouse.cover("complaints", "2026-01-01", "2026-04-01")
    store = opened("2026-03-02 00:00+00")
    series = Series(store, Query(RATE), dt.date(2026, 3, 2))
    found = [
        series.point(dt.date(2026, 2, day), dt.date(2026, 2, day + 7)).partial for day in (2, 9, 16)
    ]
    assert found == [False, False, True]


@pytest.mark.parametrize(
    ("matures", "says"),
    [
        ("{fact: complaint, lag: confirmed_lag_s, at: 0.95}", r"line 5, .*matures.fact: .*complai"),
        ("{fact: complaints, lag: lag_s, at: 0.95}", r"matures.lag: .*no column 'lag_s'"),
        ("{fact: complaints, lag: confirmed_lag_s, at: 95}", r"matures.at"),
        ("{fact: complaints, lag: confirmed_lag_s}", r"matures.at: is missing"),
    ],
)
def test_a_mistake_in_how_a_metric_matures(tmp_path: Path, matures: str, says: str) -> None:
    text = MINE.replace("  time:", f"  matures: {matures}\n  time:")
    with pytest.raises(ConfigError, match=says):
        catalogue(load_settings(tmp_path, user(tmp_path, text)))
