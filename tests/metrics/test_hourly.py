"""A day by the hour, what stands by its age, and the rows of an hour or a band of ages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from metrics import Query, QueryError, Scope, Store
from metrics.ages import ages
from metrics.hourly import DayByHour, hourly
from tests.metrics.warehouse import Warehouse

NUMBERS = count(1)
TODAY = dt.date(2026, 3, 31)  # a Tuesday; the as-of is 20:00 of it in Taipei
WEEK = dt.timedelta(days=7)


def came(warehouse: Warehouse, *moments: str, **more: object) -> None:
    for moment in moments:
        warehouse.add("tickets", {"ticket_id": f"T{next(NUMBERS)}", "created_at": moment, **more})


def taipei(day: dt.date, *hours: str) -> Iterable[str]:
    return (f"{day} {hour}+08" for hour in hours)


def three_tuesdays(warehouse: Warehouse) -> None:
    """The tuesdays before have 1, 2 and 3 cases at 9, and one each at 22; today has 4 at 9."""
    for back in (1, 2, 3):
        day = TODAY - back * WEEK
        came(warehouse, *taipei(day, *["09:10"] * back, "22:00"))
    came(warehouse, *taipei(TODAY, "09:00", "09:30", "09:59:59.9", "09:05", "20:00"))
    warehouse.cover("tickets", "2026-03-08", "2026-03-31 12:00:00+00")


def asked(store: Store, metric: str = "tickets_created", **more: object) -> DayByHour:
    return hourly(store, metric, TODAY, **more)  # type: ignore[arg-type]


def test_a_day_stands_beside_the_mean_of_the_same_weekdays(warehouse: Warehouse) -> None:
    three_tuesdays(warehouse)
    found = asked(warehouse.store())
    nine = found.hours[9]
    assert (nine.value, nine.usual, nine.low, nine.high) == (4, 2.0, 1, 3)
    assert found.days == (TODAY - WEEK, TODAY - 2 * WEEK, TODAY - 3 * WEEK)
    assert found.hours[22].usual == 1.0


def test_a_day_so_far_is_compared_to_the_same_time_of_day(warehouse: Warehouse) -> None:
    """What the other tuesdays had at 22:00 is none of what is usual by 20:00."""
    three_tuesdays(warehouse)
    found = asked(warehouse.store())
    assert (found.so_far, found.usual, found.low, found.high) == (5, 2.0, 1, 3)


def test_an_hour_to_come_has_no_number_and_the_running_one_is_marked(warehouse: Warehouse) -> None:
    three_tuesdays(warehouse)
    warehouse.publish("2026-03-31 11:30:00+00")  # 19:30
    found = hourly(Store(warehouse.settings), "tickets_created", TODAY)
    assert [hour.value for hour in found.hours[18:22]] == [0, 0, None, None]
    assert [hour.hour for hour in found.hours if hour.running] == [19]


def test_a_day_that_is_not_whole_is_not_usual(warehouse: Warehouse) -> None:
    """Before the first row, and a day on which the feed has none though it must."""
    three_tuesdays(warehouse)
    warehouse.missing("tickets", str(TODAY - WEEK))
    found = asked(warehouse.store())
    assert found.days == (TODAY - 2 * WEEK, TODAY - 3 * WEEK)
    assert found.usual is None and found.hours[9].usual is None
    assert found.reason == "2 whole days of that weekday are loaded, of at least 3"
    assert found.so_far == 5


def test_hours_are_those_of_the_reporting_zone(tmp_path: Path) -> None:
    """New York, 8 March 2026: the clock skips from 2 to 3, so 2:30 of the wall is 3:30."""
    warehouse = Warehouse(tmp_path, zone="America/New_York")
    came(warehouse, "2026-03-08 06:59:00+00", "2026-03-08 07:00:00+00")
    found = hourly(warehouse.store(), "tickets_created", dt.date(2026, 3, 8))
    assert {hour.hour: hour.value for hour in found.hours if hour.value} == {1: 1, 3: 1}
    assert [h.hour for h in found.hours if h.span[0] == h.span[1]] == [2]


def test_filters_and_the_scope_hold(warehouse: Warehouse) -> None:
    came(warehouse, *taipei(TODAY, "09:00"), team="A", region="TW")
    came(warehouse, *taipei(TODAY, "09:00"), team="A", region="KR")
    came(warehouse, *taipei(TODAY, "09:00"), team="B", region="TW")
    store = warehouse.store()
    assert asked(store, where=(("team", ("A",)),)).so_far == 2
    scope = Scope((("region", ("TW",)),))
    assert asked(store, where=(("team", ("A",)),), scope=scope).so_far == 1


def test_the_rows_of_an_hour_are_those_that_its_number_counts(warehouse: Warehouse) -> None:
    three_tuesdays(warehouse)
    store = warehouse.store()
    nine = asked(store).hours[9]
    query = Query("tickets_created", within=(nine.span,))
    assert store.rows(query, 10).total == nine.value == 4
    assert store.query(query).points[0].value == 4


def test_only_counts_can_be_cut_into_hours(warehouse: Warehouse) -> None:
    with pytest.raises(QueryError, match="backlog is no count of rows"):
        asked(warehouse.store(), "backlog")


def test_what_stands_is_as_old_as_its_last_opening(warehouse: Warehouse) -> None:
    """As of 20:00: exactly 4 hours, a little less, 3 days, 40 days; and one that is solved."""
    came(
        warehouse, *taipei(TODAY, "16:00", "16:00:01"), "2026-03-28 12:00+00", "2026-02-19 12:00+00"
    )
    came(warehouse, *taipei(TODAY, "10:00"), status="solved", resolved_at="2026-03-31 03:00+00")
    store = warehouse.store()
    bands = ages(store, "backlog")
    hours = dt.timedelta(hours=1)
    counts = {band.since / hours: band.count for band in bands if band.count}
    assert counts == {0: 1, 4: 1, 48: 1, 672: 1}
    assert sum(band.count for band in bands) == store.query(Query("backlog")).points[0].value


def test_the_rows_of_a_band_are_those_that_it_counts(warehouse: Warehouse) -> None:
    came(warehouse, *taipei(TODAY, "16:00", "16:00:01", "15:00"), "2026-03-28 12:00+00")
    store = warehouse.store()
    for band in ages(store, "backlog"):
        query = Query("backlog", within=(band.span,))
        assert store.rows(query).total == band.count
        assert store.query(query).points[0].value == band.count


def test_a_flow_has_no_age(warehouse: Warehouse) -> None:
    with pytest.raises(QueryError, match="tickets_created is no stock"):
        ages(warehouse.store(), "tickets_created")


def test_spans_that_make_no_sense_are_refused(warehouse: Warehouse) -> None:
    store = warehouse.store()
    moment = dt.datetime(2026, 3, 31, tzinfo=dt.UTC)
    query = Query("units_shipped", within=((moment, moment + WEEK),))
    with pytest.raises(QueryError, match="a day has no hours"):
        store.query(query)
    with pytest.raises(QueryError, match="ends before it begins"):
        store.query(replace(query, metric="tickets_created", within=((moment, moment),)))


def test_each_half_of_a_share_is_within(warehouse: Warehouse) -> None:
    came(warehouse, *taipei(TODAY, "09:00", "10:00"), sla_met=True)
    came(warehouse, *taipei(TODAY, "09:30"), sla_met=False)
    start = dt.datetime(2026, 3, 31, 1, tzinfo=dt.UTC)
    query = Query("source_sla_adherence", within=((start, start + dt.timedelta(hours=1)),))
    (point,) = warehouse.store().query(query).points
    assert (point.numerator, point.denominator) == (1, 2)
