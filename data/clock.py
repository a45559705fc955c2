"""Time in the demo business: its span, opening hours, and the days on which people buy.

Instants are whole seconds since 1970-01-01 UTC.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from zoneinfo import ZoneInfo

MINUTE, HOUR, DAY = 60, 3600, 86400
ZONES = {
    "TW": ZoneInfo("Asia/Taipei"),
    "KR": ZoneInfo("Asia/Seoul"),
    "US": ZoneInfo("America/Los_Angeles"),
}
LUNAR_NEW_YEAR = {
    2023: dt.date(2023, 1, 22),
    2024: dt.date(2024, 2, 10),
    2025: dt.date(2025, 1, 29),
    2026: dt.date(2026, 2, 17),
    2027: dt.date(2027, 2, 6),
    2028: dt.date(2028, 1, 26),
    2029: dt.date(2029, 2, 13),
    2030: dt.date(2030, 2, 3),
}
DEFAULT_UNTIL = "2026-11-22T18:00:00+08:00"
MONTHS = 15


@dataclass(frozen=True)
class Span:
    """The days that the demo tells about: from the first of a month until an instant."""

    until: int

    @cached_property
    def last(self) -> dt.date:
        """The reporting-zone day of the last instant."""
        return local_day(self.until)

    @cached_property
    def first(self) -> dt.date:
        """The first day: the first of the month, fifteen months before the last day's month."""
        months = self.last.year * 12 + self.last.month - 1 - MONTHS
        return dt.date(months // 12, months % 12 + 1, 1)

    @cached_property
    def days(self) -> list[dt.date]:
        """All days, both ends included."""
        count = (self.last - self.first).days + 1
        return [self.first + dt.timedelta(days=n) for n in range(count)]

    def index(self, day: dt.date) -> int:
        """Return how many days after the first `day` lies."""
        return (day - self.first).days

    def before(self, days: int, hour: float = 0) -> int:
        """Return the instant at `hour` Taipei time, `days` days before the last day."""
        return day_start(self.last - dt.timedelta(days=days)) + round(hour * HOUR)


def day_start(day: dt.date, region: str = "TW") -> int:
    """Return midnight of `day` in a region's zone."""
    return int(dt.datetime(day.year, day.month, day.day, tzinfo=ZONES[region]).timestamp())


def local(instant: int, region: str = "TW") -> dt.datetime:
    """Return the wall clock of `instant` in a region's zone."""
    return dt.datetime.fromtimestamp(instant, ZONES[region])


@cache
def _date(days: int) -> dt.date:
    return dt.date(1970, 1, 1) + dt.timedelta(days=days)


@cache
def _date_text(days: int) -> str:
    return _date(days).isoformat()


def plain_minute(instant: float, region: str) -> int:
    """Return the minute of `instant`, two hours later in the night in which the clocks change.

    Exports that tell local times without an offset would else say some hours twice.
    """
    at = int(instant) // MINUTE * MINUTE
    around = {local(at + shift, region).utcoffset() for shift in (-HOUR, 0, HOUR)}
    return at if len(around) == 1 else at + 2 * HOUR


def local_day(instant: int) -> dt.date:
    """Return the reporting-zone (Taipei) day of `instant`; Taipei is 8 hours ahead all year."""
    return _date((instant + 8 * HOUR) // DAY)


def iso(instant: int) -> str:
    """Return `instant` as ``2026-11-22T10:00:00Z``."""
    days, second = divmod(instant, DAY)
    hour, second = divmod(second, HOUR)
    minute, second = divmod(second, MINUTE)
    return f"{_date_text(days)}T{hour:02d}:{minute:02d}:{second:02d}Z"


def moment(text: str) -> int:
    """Read ``2026-11-22`` (18:00 in Taipei) or an ISO time; ValueError for anything else."""
    parsed = dt.datetime.fromisoformat(text)
    if len(text) == len("2026-11-22"):
        parsed = parsed.replace(hour=18)
    if parsed.tzinfo is None:
        parsed = parsed.replace(tzinfo=ZONES["TW"])
    return int(parsed.timestamp())


class Hours:
    """Opening hours of a team as a number line: business seconds in and out of wall time."""

    def __init__(
        self,
        span: Span,
        region: str,
        week: Mapping[int, tuple[int, int]],
        closed: frozenset[dt.date] = frozenset(),
    ) -> None:
        """Open on `week`'s days (0 Monday … 6 Sunday) between two hours, in `region`'s zone."""
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.done: list[int] = []  # business seconds up to the end of each segment
        day, total = span.first - dt.timedelta(days=7), 0
        while day < span.last + dt.timedelta(days=200):
            if day.weekday() in week and day not in closed:
                opens, closes = week[day.weekday()]
                begin = int(
                    dt.datetime(
                        day.year, day.month, day.day, opens, tzinfo=ZONES[region]
                    ).timestamp()
                )
                total += (closes - opens) * HOUR
                self.starts.append(begin)
                self.ends.append(begin + (closes - opens) * HOUR)
                self.done.append(total)
            day += dt.timedelta(days=1)

    def until(self, instant: int) -> int:
        """Return the business seconds from the beginning of the line to `instant`."""
        at = bisect_right(self.starts, instant) - 1
        if at < 0:
            return 0
        return self.done[at] - max(0, self.ends[at] - instant)

    def between(self, start: int, end: int) -> int:
        """Return the business seconds between two instants."""
        return self.until(end) - self.until(start)

    def after(self, instant: int, seconds: float) -> int:
        """Return the instant at which `seconds` of business time have passed since `instant`."""
        wanted = self.until(instant) + max(1, round(seconds))
        at = min(bisect_left(self.done, wanted), len(self.done) - 1)
        return self.ends[at] - (self.done[at] - wanted)


def new_year_days(span: Span) -> frozenset[dt.date]:
    """Return the days around Lunar New Year on which the offices are closed."""
    return frozenset(
        first + dt.timedelta(days=n)
        for year, first in LUNAR_NEW_YEAR.items()
        if span.first.year <= year <= span.last.year
        for n in range(-1, 4)
    )


def demand(day: dt.date, region: str) -> float:
    """Return how much is bought on `day` against an ordinary day: sales and holidays."""
    factor = (1.0, 0.97, 0.95, 0.98, 1.06, 1.12, 0.98)[day.weekday()]
    november = {10: 1.25, 11: 2.6, 12: 1.7, 13: 1.3, 14: 1.1}
    if day.month == 11 and region != "US":
        factor *= november.get(day.day, 1.0)
    if region == "US" and day.month == 11:
        thanksgiving = next(n for n in range(22, 29) if dt.date(day.year, 11, n).weekday() == 3)
        factor *= {1: 2.3, 2: 1.6, 4: 1.9}.get(day.day - thanksgiving, 1.0)
    if (day.month, day.day) in {(6, 18), (12, 12)}:
        factor *= 1.6
    if region != "US":
        away = (day - LUNAR_NEW_YEAR.get(day.year, dt.date(day.year, 2, 5))).days
        if -1 <= away <= 3:
            factor *= 0.25
        elif -14 <= away < -1 or 4 <= away <= 8:
            factor *= 1.22
    return factor


def season(day: dt.date, kind: str) -> float:
    """Return how much of a seasonal product is sold on `day` against its yearly mean."""
    if kind == "flat":
        return 1.0
    summer = {1: 0.35, 2: 0.4, 3: 0.6, 4: 0.95, 5: 1.4, 6: 1.85, 7: 2.1, 8: 1.7, 9: 1.0, 10: 0.65,
              11: 0.5, 12: 0.5}  # fmt: skip
    month = day.month if kind == "summer" else (day.month + 5) % 12 + 1
    return summer[month]
