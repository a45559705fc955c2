"""Business calendars, date by date: which seconds are business seconds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import holidays

from tests.sla.spans import Span, Spans, common, union

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ONE_DAY = dt.timedelta(days=1)
FURTHEST = dt.timedelta(days=4000)  # how far a due time is looked for


class Calendar:
    """A named calendar with its versions, as sla.yaml gives them; none: every second counts."""

    def __init__(self, versions: Sequence[dict[str, Any]]) -> None:
        self.always = not versions
        self.versions = sorted([*versions], key=lambda v: v["valid_from"])
        self._days: dict[dt.date, Spans] = {}

    def business(self, start: int, end: int) -> Spans:
        """The business seconds from `start` to `end`, in seconds since 1970."""
        if self.always or start >= end:
            return union([(start, end)])
        # No zone is more than a day away from UTC, and an interval may begin on the eve.
        day, last = _date(start) - 3 * ONE_DAY, _date(end) + 2 * ONE_DAY
        found: list[Span] = []
        while day <= last:
            found += self._of(day)
            day += ONE_DAY
        return common(union(found), [(start, end)])

    def after(self, start: int, wanted: int) -> Spans:
        """The business seconds from `start` on, at least `wanted` of them where there are."""
        reach = ONE_DAY * 8
        while True:
            found = self.business(start, start + int(reach.total_seconds()))
            if sum(b - a for a, b in found) >= wanted or reach > FURTHEST:
                return found
            reach *= 2

    def _of(self, day: dt.date) -> Spans:
        """The intervals that start on `day`, whatever day they end on."""
        if day not in self._days:
            earlier = [v for v in self.versions if v["valid_from"] <= day]
            self._days[day] = _intervals(earlier[-1] if earlier else self.versions[0], day)
        return self._days[day]


def _date(instant: int) -> dt.date:
    return dt.datetime.fromtimestamp(instant, dt.UTC).date()


def _intervals(version: dict[str, Any], day: dt.date) -> Spans:
    """One version's intervals that start on `day`: its open dates first, then its closed ones."""
    zone = ZoneInfo(version["timezone"])
    if day in version.get("open", {}):
        hours = version["open"][day]
    elif day in version.get("closed", []) or _is_holiday(version.get("holidays"), day):
        hours = []
    else:
        hours = [h for days, hs in version["hours"].items() if _names(days, day) for h in hs]
    found = []
    for interval in hours:
        opens, closes = (_minutes(text) for text in interval.split("-"))
        until = day if opens < closes else day + ONE_DAY  # past midnight: the day it starts on
        found.append((_instant(day, opens, zone), _instant(until, closes, zone)))
    return found


def _is_holiday(region: str | None, day: dt.date) -> bool:
    return region is not None and day in holidays.country_holidays(region, years=day.year)


def _names(days: str, day: dt.date) -> bool:
    first, _, last = days.partition("-")
    return DAYS.index(first) <= day.weekday() <= DAYS.index(last or first)


def _minutes(clock: str) -> int:
    hour, minute = clock.split(":")
    return 60 * int(hour) + int(minute)


def _instant(day: dt.date, minutes: int, zone: ZoneInfo) -> int:
    """A local time as an instant: the first of two, or moved forward by a gap (PEP 495, fold 0)."""
    day += ONE_DAY * (minutes // 1440)
    local = dt.datetime.combine(day, dt.time(minutes % 1440 // 60, minutes % 60), zone)
    return int(local.timestamp())
