from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from metrics.model import QueryError
from metrics.periods import (
    Calendar,
    add_months,
    midnight,
    parse_day,
    same_day_last_year,
    week_named,
)

D = dt.date
TAIPEI = ZoneInfo("Asia/Taipei")


@pytest.mark.parametrize(
    ("week_start", "day", "start"),
    [
        (0, D(2026, 3, 15), D(2026, 3, 9)),  # a Sunday belongs to the Monday before
        (0, D(2026, 3, 16), D(2026, 3, 16)),
        (6, D(2026, 3, 15), D(2026, 3, 15)),  # weeks from Sunday
        (6, D(2026, 3, 14), D(2026, 3, 8)),
        (5, D(2026, 3, 13), D(2026, 3, 7)),  # weeks from Saturday
        (0, D(2021, 1, 3), D(2020, 12, 28)),  # the last day of 2020's week 53
    ],
)
def test_week_start(week_start: int, day: dt.date, start: dt.date) -> None:
    assert Calendar(week_start).start(day, "week") == start


@pytest.mark.parametrize(
    ("end_month", "day", "quarter", "year"),
    [
        (12, D(2026, 3, 31), D(2026, 1, 1), D(2026, 1, 1)),
        (12, D(2026, 12, 31), D(2026, 10, 1), D(2026, 1, 1)),
        (3, D(2026, 3, 31), D(2026, 1, 1), D(2025, 4, 1)),  # year from April to March
        (3, D(2026, 4, 1), D(2026, 4, 1), D(2026, 4, 1)),
        (1, D(2026, 1, 15), D(2025, 11, 1), D(2025, 2, 1)),  # year from February to January
        (1, D(2026, 2, 1), D(2026, 2, 1), D(2026, 2, 1)),
        (6, D(2026, 2, 28), D(2026, 1, 1), D(2025, 7, 1)),
    ],
)
def test_fiscal_quarter_and_year(
    end_month: int, day: dt.date, quarter: dt.date, year: dt.date
) -> None:
    calendar = Calendar(fiscal_end_month=end_month)
    assert calendar.start(day, "quarter") == quarter
    assert calendar.start(day, "year") == year
    assert calendar.end(year, "year") == add_months(year, 12)


def test_months_are_calendar_months_in_any_fiscal_year() -> None:
    assert Calendar(fiscal_end_month=7).start(D(2026, 3, 31), "month") == D(2026, 3, 1)
    assert Calendar().end(D(2024, 2, 1), "month") == D(2024, 3, 1)


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (D(2024, 2, 29), D(2023, 2, 28)),
        (D(2025, 2, 28), D(2024, 2, 28)),
        (D(2026, 3, 15), D(2025, 3, 15)),
    ],
)
def test_same_day_last_year(day: dt.date, before: dt.date) -> None:
    assert same_day_last_year(day) == before


def test_add_months_stays_within_the_month() -> None:
    assert add_months(D(2026, 1, 31), 1) == D(2026, 2, 28)
    assert add_months(D(2026, 3, 31), -13) == D(2025, 2, 28)


@pytest.mark.parametrize(
    ("instant", "start"),
    [
        ("2026-03-15 15:59:59+00:00", D(2026, 3, 2)),  # still Sunday in Taipei
        ("2026-03-15 16:00:00+00:00", D(2026, 3, 9)),  # Monday has begun there
        ("2026-03-18 00:00:00+00:00", D(2026, 3, 9)),
    ],
)
def test_last_complete_week(instant: str, start: dt.date) -> None:
    week = Calendar().last_complete_week(dt.datetime.fromisoformat(instant), TAIPEI)
    assert (week.start, week.end) == (start, start + dt.timedelta(days=7))


def test_midnight_is_an_instant_of_the_zone() -> None:
    assert midnight(D(2026, 3, 16), TAIPEI) == dt.datetime(2026, 3, 15, 16, tzinfo=dt.UTC)
    new_york = ZoneInfo("America/New_York")
    assert midnight(D(2026, 3, 9), new_york) == dt.datetime(2026, 3, 9, 4, tzinfo=dt.UTC)
    assert midnight(D(2026, 3, 8), new_york) == dt.datetime(2026, 3, 8, 5, tzinfo=dt.UTC)


def test_a_week_by_its_name_or_a_date_in_it() -> None:
    assert week_named("2026-W11", Calendar()) == D(2026, 3, 9)
    assert week_named("2020-W53", Calendar()) == D(2020, 12, 28)
    assert week_named("2026-03-11", Calendar()) == D(2026, 3, 9)
    assert week_named("2026-03-11", Calendar(week_start=6)) == D(2026, 3, 8)


@pytest.mark.parametrize(
    ("name", "week_start", "says"),
    [
        ("2021-W53", 0, "2021 has no week 53"),
        ("2026-W00", 0, "2026 has no week 0"),
        ("2026-W11", 6, "give a date in the week"),
        ("next week", 0, "expected YYYY-MM-DD"),
        ("2026-02-30", 0, "expected YYYY-MM-DD"),
    ],
)
def test_no_such_week(name: str, week_start: int, says: str) -> None:
    with pytest.raises(QueryError, match=says):
        week_named(name, Calendar(week_start))


@pytest.mark.parametrize("text", ["2026-3-5x", "05/03/2026", "", "2026-13-01"])
def test_no_day(text: str) -> None:
    with pytest.raises(QueryError, match="is no day"):
        parse_day(text)
