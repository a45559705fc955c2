"""All metrics by all their dimensions over invented exports, under several calendars."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from metrics import Query, Store, catalogue
from tests.answers.answering import (
    COUNT_RATIOS,
    COUNTS,
    HANDOFFS,
    METRICS,
    PERCENTILES,
    Answers,
    differences,
    drilled,
    opened,
)
from tests.answers.conftest import Loaded
from tests.answers.invented import Business


@dataclass(frozen=True)
class Calendar:
    """A reporting calendar, and a stretch of days that tries it."""

    zone: str
    first: dt.date
    week_starts: str = "monday"
    year_end: int = 12
    days: int = 60

    @property
    def head(self) -> str:
        return (
            f"timezone: {self.zone}\ncurrency: TWD\nweek_starts: {self.week_starts}\n"
            f"fiscal_year_end_month: {self.year_end}\n"
        )


CALENDARS = {
    # both changes of the clock: 26 October 2025 and 29 March 2026
    "rome": Calendar("Europe/Rome", dt.date(2025, 10, 18), days=170),
    # the week of 28 December 2020 is the 53rd; quarters start in May, August, November, February
    "53 weeks": Calendar("America/New_York", dt.date(2020, 12, 10), year_end=4, days=45),
    "sunday, fiscal june": Calendar("Asia/Seoul", dt.date(2025, 5, 20), "sunday", 6),
}
BY: dict[str, tuple[str, ...]] = {
    "refund": ("category",), "confirmed": ("vendor",), "complai": ("vendor",),
    "defect": ("category",), "units": ("product",),
}  # fmt: skip


@pytest.fixture(scope="module", params=list(CALENDARS))
def both(request: pytest.FixtureRequest, loaded: Loaded) -> Iterator[tuple[Store, Answers]]:
    calendar = CALENDARS[request.param]
    seed = 20260101 + list(CALENDARS).index(request.param)
    business = Business(seed, calendar.first, calendar.days)
    home = loaded(business.tables(), calendar.head, business.end + dt.timedelta(days=1))
    with opened(home) as (store, answers):
        yield store, answers


def dimensions(store: Store, metric: str) -> tuple[str, ...]:
    return catalogue(store.settings).metric(metric).slice_by


@pytest.mark.parametrize("both", ["rome"], indirect=True)  # no dimension knows the calendar
@pytest.mark.parametrize("metric", METRICS)
def test_each_week_by_each_dimension(metric: str, both: tuple[Store, Answers]) -> None:
    store, answers = both
    splits = [(name,) for name in dimensions(store, metric)]
    wrong = [
        line
        for by in splits
        for line in differences(store, answers, Query(metric, by=by, grain="week"))
    ]
    assert not wrong, "\n".join(wrong[:5])


@pytest.mark.parametrize("metric", METRICS)
def test_every_grain(metric: str, both: tuple[Store, Answers]) -> None:
    store, answers = both
    by = next((names for start, names in BY.items() if metric.startswith(start)), ("team",))
    queries = [
        Query(metric, by=split, grain=grain)
        for grain in (None, "day", "week", "month", "quarter", "year")
        for split in ((), by)
    ]
    wrong = [line for query in queries for line in differences(store, answers, query)]
    assert not wrong, "\n".join(wrong[:5])


@pytest.mark.parametrize("metric", [*COUNTS, *COUNT_RATIOS, HANDOFFS, *PERCENTILES])
def test_a_number_opens_to_as_many_rows_as_it_counts(
    metric: str, both: tuple[Store, Answers]
) -> None:
    store, answers = both
    (first, last), *_ = answers.con.execute(
        "select min(local_day(created_at)), max(local_day(created_at)) from tickets"
    ).fetchall()
    middle = first + (last - first) / 2
    for query in (
        Query(metric),
        Query(metric, start=first + dt.timedelta(days=3), end=middle),
        Query(metric, where=(("region", ("tw", None)),)),
        Query(metric, end=middle, where=(("category", (None,)), ("service", ("shop",)))),
    ):
        rows, counted = drilled(store, query)
        assert rows == counted, query
        assert not differences(store, answers, query)
