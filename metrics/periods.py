"""Days, weeks, months, fiscal quarters and years: pure arithmetic on dates.

All days are days of the reporting time zone. A period is named by its first day and ends before
the first day of the next one.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from metrics.language import later
from metrics.model import Grain, Period, QueryError

DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(days=7)
YEAR_OF_WEEKS = dt.timedelta(days=364)  # the same weekday, 52 weeks earlier
MONTHS: dict[Grain, int] = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Calendar:
    """How a company cuts time: `week_start` 0 Monday … 6 Sunday, the month its year ends in."""

    week_start: int = 0
    fiscal_end_month: int = 12

    def start(self, day: dt.date, grain: Grain) -> dt.date:
        """Return the first day of the period of `grain` that holds `day`."""
        if grain == "day":
            return day
        if grain == "week":
            return day - dt.timedelta(days=(day.weekday() - self.week_start) % 7)
        into = (day.month - 1 - self.fiscal_end_month) % MONTHS[grain]
        return add_months(day.replace(day=1), -into)

    def end(self, start: dt.date, grain: Grain) -> dt.date:
        """Return the first day after the period of `grain` that starts on `start`."""
        return self.shift(start, grain, 1)

    def shift(self, start: dt.date, grain: Grain, by: int) -> dt.date:
        """Return the start of the period `by` periods after the one that starts on `start`."""
        if grain == "day":
            return start + by * DAY
        if grain == "week":
            return start + by * WEEK
        return add_months(start, by * MONTHS[grain])

    def between(self, first: dt.date, last: dt.date, grain: Grain) -> list[dt.date]:
        """Return the starts of all periods from the one that starts on `first` to `last`'s."""
        found = []
        while first <= last:
            found.append(first)
            first = self.end(first, grain)
        return found

    def last_complete_week(self, instant: dt.datetime, zone: ZoneInfo) -> Period:
        """Return the last week that had ended by `instant`."""
        end = self.start(instant.astimezone(zone).date(), "week")
        return Period(end - WEEK, end, "week")


def add_months(day: dt.date, by: int) -> dt.date:
    """Return the same day `by` months later, or the last of that month where it is shorter."""
    month = day.year * 12 + day.month - 1 + by
    year, month = divmod(month, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def same_day_last_year(day: dt.date) -> dt.date:
    """Return the same calendar date a year before; 29 February becomes the 28th."""
    return add_months(day, -12)


@lru_cache(maxsize=8192)  # a review asks for the same few thousand days with each click
def midnight(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """Return the instant at which `day` begins in `zone`, in UTC."""
    return dt.datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(dt.UTC)


def week_named(name: str, calendar_: Calendar) -> dt.date:
    """Return the first day of the week that ``2026-W07`` or a date in it names.

    ``Www`` is the ISO name of Monday weeks; QueryError where weeks start on another day, where
    the year has no such week, or where `name` is neither.
    """
    iso = re.fullmatch(r"(\d{4})-?W(\d{2})", name)
    if iso is None:
        return calendar_.start(parse_day(name), "week")
    if calendar_.week_start != 0:
        raise QueryError(
            later(
                "{name!r} names a Monday week, and weeks here start on another day; give a date "
                "in the week, such as 2026-02-11",
                name=name,
            )
        )
    try:
        return dt.date.fromisocalendar(int(iso[1]), int(iso[2]), 1)
    except ValueError as problem:
        raise QueryError(
            later("the year {year} has no week {week}", year=iso[1], week=int(iso[2]))
        ) from problem


def parse_day(text: str) -> dt.date:
    """Read a day written as YYYY-MM-DD; QueryError for anything else."""
    try:
        return dt.datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError as problem:
        raise QueryError(
            later("{text!r} is no day; expected YYYY-MM-DD, such as 2026-02-11", text=text)
        ) from problem
