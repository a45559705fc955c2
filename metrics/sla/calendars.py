"""Business calendars: when time counts. Pure arithmetic of dates, hours and the tz database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from metrics.language import later
from metrics.model import nearest
from metrics.sla.hours import DAY_MINUTES, Interval

ALWAYS = "always"
DAY = dt.timedelta(days=1)
Week = tuple[tuple[Interval, ...], ...]
Span = tuple[int, int]


@dataclass(frozen=True)
class Version:
    """How a calendar counts from the day `valid_from` on, until its next version.

    `week` holds the intervals of Monday … Sunday. `opened` are dates with hours of their own,
    which go before everything else; `closed` dates and the holidays of `region` have none.
    """

    valid_from: dt.date
    timezone: str
    week: Week
    region: str | None = None
    closed: frozenset[dt.date] = frozenset()
    opened: Mapping[dt.date, tuple[Interval, ...]] = field(default_factory=dict)

    def hours(self, day: dt.date) -> tuple[Interval, ...]:
        """Return the intervals that begin on `day`."""
        if day in self.opened:
            return self.opened[day]
        if day in self.closed:
            return ()
        found = self.week[day.weekday()]
        if found and self.region and day in holidays_of(self.region, day.year):
            return ()
        return found


@dataclass(frozen=True)
class Calendar:
    """A named calendar: one timeline made of its versions; without any, all time counts."""

    name: str
    versions: tuple[Version, ...] = ()

    def version(self, day: dt.date) -> Version | None:
        """Return what holds on `day`; before the first version the first one does."""
        started = [version for version in self.versions if version.valid_from <= day]
        return started[-1] if started else self.versions[0] if self.versions else None

    def spans(self, first: dt.date, last: dt.date) -> list[Span]:
        """Return all open time that begins on the days `first` … `last`, as seconds since 1970 UTC.

        Half-open, oldest first, without overlaps or gaps of no length. Each day's wall-clock times
        become instants by the tz database: of a time that daylight saving repeats the first one,
        of one that it skips the time after the gap.
        """
        if not self.versions:
            return [(_midnight(first), _midnight(last + DAY))]
        found: list[Span] = []
        for start, end in sorted(self._days(first, last)):  # versions may differ in their zones
            if found and start <= found[-1][1]:
                found[-1] = (found[-1][0], max(found[-1][1], end))
            else:
                found.append((start, end))
        return found

    def _days(self, first: dt.date, last: dt.date) -> Iterator[Span]:
        bounds = [version.valid_from for version in self.versions[1:]]
        edges = [dt.date.min, *bounds, dt.date.max]
        for version, (begin, until) in zip(self.versions, pairwise(edges), strict=True):
            zone = ZoneInfo(version.timezone)
            day = max(first, begin)
            while day <= last and day < until:
                for hours in version.hours(day):
                    start, end = _instant(day, hours.start, zone), _instant(day, hours.end, zone)
                    if start < end:  # else it lies in the hour that daylight saving skips
                        yield start, end
                day += DAY


def _instant(day: dt.date, minute: int, zone: ZoneInfo) -> int:
    days, minutes = divmod(minute, DAY_MINUTES)
    clock = dt.time(minutes // 60, minutes % 60, tzinfo=zone)
    return int(dt.datetime.combine(day + days * DAY, clock).timestamp())


def _midnight(day: dt.date) -> int:
    return int(dt.datetime.combine(day, dt.time(), dt.UTC).timestamp())


@lru_cache(maxsize=1)
def regions() -> frozenset[str]:
    """Return the holiday regions: ``TW``, and ``US-CA`` for a part of one."""
    import holidays  # a tenth of a second, and only calendars that name a region need it

    countries = holidays.list_supported_countries()
    parts = {f"{country}-{part}" for country, found in countries.items() for part in found}
    return frozenset(countries) | parts


def known_region(name: str) -> str:
    """Return `name` if it is a holiday region; ValueError with the nearest match if not."""
    if name not in regions():
        close = nearest(name, regions())
        close = close if "did you mean" in close else later("; expected a code such as TW or US-CA")
        raise ValueError(
            later("there is no holiday region {name!r}{nearest}", name=name, nearest=close)
        )
    return name


@lru_cache(maxsize=4096)
def holidays_of(region: str, year: int) -> frozenset[dt.date]:
    """Return the public holidays of `region` in `year`."""
    import holidays

    country, _, part = region.partition("-")
    return frozenset(holidays.country_holidays(country, subdiv=part or None, years=year))
