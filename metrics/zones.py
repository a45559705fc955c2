"""Time zones as plain arithmetic: a table of offsets, turned into SQL that every engine reads.

An offset looked up in a `case` over epoch microseconds costs a tenth of ``AT TIME ZONE`` and
behaves the same on each engine. Local times that daylight saving repeats are read as the first of
the two (fold 0); those that it skips move forward by the gap (METRICS, rule 10). Both follow from
one rule: the old offset holds until both clocks, old and new, have passed the change.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
FIRST_YEAR, LAST_YEAR = 1990, 2045
MICROSECOND = dt.timedelta(microseconds=1)


@dataclass(frozen=True)
class Change:
    """A change of a zone's offset: the UTC instant, and the offsets before and after, in µs."""

    at: int
    before: int
    after: int

    @property
    def local(self) -> int:
        """The local time, in µs since the epoch, until which the old offset is used."""
        return self.at + max(self.before, self.after)

    @property
    def repeated(self) -> tuple[int, int]:
        """The half-open run of local times that occur twice; empty when the clock goes forward."""
        return (self.at + min(self.before, self.after), self.at + self.before)

    @property
    def skipped(self) -> tuple[int, int]:
        """The half-open run of local times that do not occur; empty when the clock goes back."""
        return (self.at + self.before, self.at + max(self.before, self.after))


@lru_cache(maxsize=64)
def changes(zone: str) -> tuple[Change, ...]:
    """Return all changes of `zone`'s offset between 1990 and 2045, oldest first."""
    info = ZoneInfo(zone)
    found = []
    step = dt.timedelta(days=1)
    day = dt.datetime(FIRST_YEAR, 1, 1, tzinfo=dt.UTC)
    end = dt.datetime(LAST_YEAR, 1, 1, tzinfo=dt.UTC)
    offset = _offset(info, day)
    while day < end:
        after = _offset(info, day + step)
        if after != offset:
            low, high = day, day + step
            while high - low > dt.timedelta(seconds=1):
                middle = low + (high - low) // 2
                low, high = (middle, high) if _offset(info, middle) == offset else (low, middle)
            instant = high.replace(microsecond=0)
            found.append(Change((instant - EPOCH) // MICROSECOND, offset, after))
            offset = after
        day += step
    return tuple(found)


def _offset(info: ZoneInfo, instant: dt.datetime) -> int:
    shift = instant.astimezone(info).utcoffset()
    assert shift is not None  # noqa: S101  an aware time has an offset
    return shift // MICROSECOND


def first_offset(zone: str) -> int:
    """Return the offset in µs that holds before the first of `changes`."""
    found = changes(zone)
    if found:
        return found[0].before
    return _offset(ZoneInfo(zone), dt.datetime(FIRST_YEAR, 1, 1, tzinfo=dt.UTC))


def offset_sql(micros: str, zone: str, *, local: bool) -> str:
    """Return SQL for the offset in µs that holds in `zone` at `micros`.

    `micros` is SQL for µs since the epoch: of UTC, or with `local` of the wall clock.
    """
    steps = [((c.local if local else c.at), c.after) for c in changes(zone)]
    return _bisected(micros, steps, first_offset(zone))


def _bisected(micros: str, steps: Sequence[tuple[int, int]], before: int) -> str:
    """A balanced tree of `case`: seven comparisons a row instead of a hundred."""
    if not steps:
        return str(before)
    middle = len(steps) // 2
    at, after = steps[middle]
    low = _bisected(micros, steps[:middle], before)
    high = _bisected(micros, steps[middle + 1 :], after)
    if low == high:
        return low
    return f"case when {micros} < {at} then {low} else {high} end"


def utc_micros_sql(micros: str, zone: str) -> str:
    """Return SQL for UTC µs since the epoch of the wall-clock time `micros` in `zone`."""
    return f"({micros} - ({offset_sql(micros, zone, local=True)}))"


def local_micros_sql(micros: str, zone: str) -> str:
    """Return SQL for wall-clock µs since the epoch in `zone` of the UTC time `micros`."""
    return f"({micros} + ({offset_sql(micros, zone, local=False)}))"


def odd_sql(micros: str, zone: str, first: int, last: int) -> tuple[str, str]:
    """Return SQL conditions: wall-clock `micros` is a repeated time; is a skipped time.

    Only changes between the years `first` and `last` are looked at.
    """

    def within(change: Change) -> bool:
        return first <= (EPOCH + change.at * MICROSECOND).year <= last

    near = [c for c in changes(zone) if within(c)]
    return (
        _any_of(micros, [c.repeated for c in near]),
        _any_of(micros, [c.skipped for c in near]),
    )


def _any_of(micros: str, runs: list[tuple[int, int]]) -> str:
    tests = [f"({micros} >= {a} and {micros} < {b})" for a, b in runs if a < b]
    return " or ".join(tests) or "false"
