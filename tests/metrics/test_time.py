"""Days, zones, periods that are not whole, stocks and percentiles: worked out by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
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


def test_half_past_eleven_at_night_utc_is_the_next_day_in_taipei(
    warehouse: Warehouse, opened: Opened
) -> None:
    warehouse.add("tickets", *tickets("03-08 15:59", "03-08 16:00", "03-08 23:30"))
    store = opened()
    assert values(store.query(Query("tickets_created", grain="day"))) == {
        "2026-03-08": 1,
        "2026-03-09": 2,
    }
    assert values(store.query(Query("tickets_created", grain="week"))) == {
        "2026-03-02": 1,
        "2026-03-09": 2,
    }
    first = Query("tickets_created", start=D(2026, 3, 9), end=D(2026, 3, 9))
    assert only(store, first).value == 2
    assert store.rows(first).total == 2


def test_the_days_on_which_clocks_change(tmp_path: Path) -> None:
    """New York has 23 hours on 8 March and 25 on 1 November 2026."""
    warehouse = Warehouse(tmp_path, zone="America/New_York")
    warehouse.add("tickets", *tickets("03-08 04:59", "03-08 05:00", "03-09 03:59", "03-09 04:00"))
    warehouse.add("tickets", *tickets("11-01 03:59", "11-01 04:00", "11-02 04:59", "11-02 05:00"))
    store = warehouse.store("2026-11-20 00:00+00")
    found = values(store.query(Query("tickets_created", by=("status",), grain="day")))
    assert {period: count for (_, period), count in found.items()} == {
        "2026-03-07": 1,
        "2026-03-08": 2,
        "2026-03-09": 1,
        "2026-10-31": 1,
        "2026-11-01": 2,
        "2026-11-02": 1,
    }
    store.close()


def test_partial_periods(warehouse: Warehouse, opened: Opened) -> None:
    """Data from Wednesday 4 March to Sunday 22 March, 18:00 in Taipei."""
    warehouse.add("tickets", *tickets("03-04 01:00", "03-11 01:00", "03-22 01:00"))
    warehouse.cover("tickets", "2026-03-04", "2026-03-22 10:00+00")
    store = opened("2026-03-22 10:00+00")

    def partial(query: Query) -> list[bool]:
        return [point.partial for point in store.query(query).points]

    assert partial(Query("tickets_created", grain="week")) == [True, False, True]
    assert partial(Query("tickets_created", grain="day"))[0] is False
    assert partial(Query("tickets_created", grain="month")) == [True]
    assert partial(Query("tickets_created")) == [False]
    assert partial(Query("tickets_created", end=D(2026, 3, 21))) == [False]
    assert partial(Query("tickets_created", end=D(2026, 3, 22))) == [True]
    assert partial(Query("tickets_created", start=D(2026, 3, 1))) == [True]
    # a week that the question itself cuts is no whole week either
    cut = Query("tickets_created", grain="week", start=D(2026, 3, 10), end=D(2026, 3, 15))
    assert partial(cut) == [True]


def test_a_period_that_ends_with_the_data_is_whole(warehouse: Warehouse, opened: Opened) -> None:
    warehouse.add("shipments", {"shipped_on": "2026-03-08", "product_id": "P1", "units": 1})
    warehouse.cover("shipments", "2026-03-02", "2026-03-08 16:00+00")  # Sunday, 24:00 in Taipei
    assert only(opened(), Query("units_shipped", grain="week")).partial is False


def test_blank_days(warehouse: Warehouse, opened: Opened) -> None:
    """A day that the feed must have and has not blanks each period with it, never the total."""
    for day in ("02", "03", "09"):
        warehouse.add(
            "shipments", {"shipped_on": f"2026-03-{day}", "product_id": "P1", "units": 100}
        )
    warehouse.add(
        "complaints",
        {"complaint_id": "C1", "reported_at": "2026-03-02 01:00+00", "verdict": "confirmed"},
        {"complaint_id": "C2", "reported_at": "2026-03-09 01:00+00", "verdict": "confirmed"},
    )
    warehouse.missing("shipments", "2026-03-04")
    store = opened()
    first, second = store.query(Query("units_shipped", grain="week")).points
    assert (first.value, first.numerator, first.blank) == (None, None, True)
    assert first.reason == "shipments has no rows for 2026-03-04"
    assert (second.value, second.blank) == (100, False)
    first, second = store.query(Query("defect_rate_ppm", grain="week")).points
    assert (first.value, first.blank, second.value) == (None, True, 10_000)
    assert only(store, Query("units_shipped")).value == 300
    assert only(store, Query("units_shipped", end=D(2026, 3, 9))).value == 300
    bounded = only(store, Query("units_shipped", start=D(2026, 3, 3), end=D(2026, 3, 9)))
    assert (bounded.value, bounded.blank, bounded.reason) == (None, True, first.reason)
    after = only(store, Query("units_shipped", start=D(2026, 3, 5), end=D(2026, 3, 9)))
    assert (after.value, after.blank) == (100, False)
    days = store.query(Query("units_shipped", grain="day")).points
    assert [(str(p.period), p.value, p.blank) for p in days][1:4] == [
        ("2026-03-03", 100, False),
        ("2026-03-04", None, True),
        ("2026-03-05", 0, False),
    ]
    assert [p.blank for p in store.query(Query("complaints_reported", grain="week")).points] == [
        False,
        False,
    ]


def test_gaps_are_zeros_for_counts_and_nothing_for_rates(
    warehouse: Warehouse, opened: Opened
) -> None:
    warehouse.add("tickets", *tickets("03-02 01:00", "03-16 01:00", sla_met=True))
    store = opened()
    weeks = ["2026-03-02", "2026-03-09", "2026-03-16"]
    found = values(store.query(Query("tickets_created", grain="week")))
    assert found == dict(zip(weeks, [1, 0, 1], strict=True))
    found = values(store.query(Query("source_sla_adherence", grain="week")))
    assert found == dict(zip(weeks, [1, None, 1], strict=True))
    split = store.query(Query("tickets_created", by=("status",), grain="week"))
    assert [str(point.period) for point in split.points] == [weeks[0], weeks[2]]


def test_percentile_of_each_group(warehouse: Warehouse, opened: Opened) -> None:
    """Type 7: of 1, 2, 3, 4 hours the median is 2.5 and the 90th percentile 3.7."""
    for n, (team, hours) in enumerate([("A", h) for h in (1, 2, 3, 4)] + [("B", 100)]):
        warehouse.add(
            "tickets",
            {
                "ticket_id": str(n),
                "created_at": "2026-03-02 00:00+00",
                "status": "solved",
                "resolved_at": dt.datetime(2026, 3, 2, tzinfo=dt.UTC) + dt.timedelta(hours=hours),
                "team": team,
            },
        )
    store = opened()
    assert values(store.query(Query("time_to_solve_p50", by=("team",)))) == {"A": 2.5, "B": 100}
    assert values(store.query(Query("time_to_solve_p90", by=("team",)))) == {
        "A": pytest.approx(3.7),
        "B": 100,
    }
    point = only(store, Query("time_to_solve_p50"))
    assert (point.value, point.n, point.numerator, point.denominator) == (3, 5, None, None)


def test_stock_is_the_last_value_never_a_sum(warehouse: Warehouse, opened: Opened) -> None:
    solved = {"status": "solved", "resolved_at": "2026-03-10 02:00+00"}
    warehouse.add("tickets", *tickets("03-02 01:00", "03-03 01:00", team="A"))
    warehouse.add("tickets", *tickets("03-02 05:00", team="A", **solved))
    warehouse.add("tickets", *tickets("03-12 01:00", team="B", status="open"))
    store = opened("2026-03-25 04:00+00")
    assert values(store.query(Query("backlog", grain="week"))) == {
        "2026-03-02": 3,
        "2026-03-09": 3,  # one solved, one came
        "2026-03-16": 3,
        "2026-03-23": 3,  # not over: as of the data
    }
    assert values(store.query(Query("backlog", grain="month"))) == {"2026-03-01": 3}
    assert only(store, Query("backlog")).value == 3
    day = Query("backlog", end=D(2026, 3, 9))
    assert only(store, day).value == 3
    assert store.rows(day).total == 3
    assert values(store.query(Query("backlog", by=("team",), grain="week"))) == {
        ("A", "2026-03-02"): 3,
        ("B", "2026-03-02"): 0,
        ("A", "2026-03-09"): 2,
        ("B", "2026-03-09"): 1,
        ("A", "2026-03-16"): 2,
        ("B", "2026-03-16"): 1,
        ("A", "2026-03-23"): 2,
        ("B", "2026-03-23"): 1,
    }
    later = Query("backlog", grain="week", start=D(2026, 3, 9), end=D(2026, 3, 22))
    assert values(store.query(later)) == {"2026-03-09": 3, "2026-03-16": 3}
    assert [p.partial for p in store.query(Query("backlog", grain="week")).points][-1] is True
