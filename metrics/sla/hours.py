"""Opening hours as people write them: ``mon-fri``, ``09:00-12:00``, ``22:00-06:00``; durations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from metrics.language import later
from metrics.model import nearest

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MINUTES = 24 * 60
LONGEST_DAYS = 3650
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")
_DURATION = re.compile(r"(?:(\d+)d)?\s*(?:(\d+)h)?\s*(?:(\d+)m)?")


@dataclass(frozen=True, order=True)
class Interval:
    """Open from `start` until `end` (not included), in minutes after midnight of the first day.

    `end` lies beyond 1,440 where the interval crosses midnight.
    """

    start: int
    end: int


def interval(text: object) -> Interval:
    """Read ``09:00-18:00``, ``22:00-06:00``, ``00:00-24:00``; ValueError for anything else."""
    found = _SPAN.fullmatch(text.strip()) if isinstance(text, str) else None
    if found is None:
        raise ValueError(
            later('{text!r} is no interval; expected one such as "09:00-18:00"', text=text)
        )
    start, end = (_minute(found[n], found[n + 1], f"{text}") for n in (1, 3))
    if start in (end, DAY_MINUTES):
        raise ValueError(later('{text!r} has no length; a whole day is "00:00-24:00"', text=text))
    return Interval(start, end if end > start else end + DAY_MINUTES)


def _minute(hour: str, minute: str, text: str) -> int:
    found = int(hour) * 60 + int(minute)
    if int(minute) > 59 or found > DAY_MINUTES:
        raise ValueError(
            later(
                "{hour}:{minute} in {text!r} is no time of day; expected 00:00 to 24:00",
                hour=hour,
                minute=minute,
                text=text,
            )
        )
    return found


def weekdays(text: object) -> tuple[int, ...]:
    """Read ``sat`` or ``mon-fri`` as weekdays, 0 for Monday; ValueError for anything else."""
    first, dash, last = text.partition("-") if isinstance(text, str) else (str(text), "", "")
    ends = (first, last) if dash else (first, first)
    for end in ends:
        if end not in DAYS:
            raise ValueError(
                later(
                    "{end!r} is no weekday; expected one such as sat or a run such as "
                    "mon-fri{nearest}",
                    end=end,
                    nearest=nearest(end, DAYS),
                )
            )
    a, z = (DAYS.index(end) for end in ends)
    return tuple(day % 7 for day in range(a, (z if z >= a else z + 7) + 1))


def overlap(intervals: Iterable[Interval]) -> tuple[Interval, Interval] | None:
    """Return the first two that overlap, None where none do; an end may touch a start."""
    for before, after in pairwise(sorted(intervals)):
        if after.start < before.end:
            return before, after
    return None


def clock(minute: int) -> str:
    """Return a minute of the day as ``09:00``; beyond midnight, that of the next day."""
    shown = minute if minute <= DAY_MINUTES else minute - DAY_MINUTES
    return f"{shown // 60:02d}:{shown % 60:02d}"


def duration(text: object) -> int:
    """Read ``30m``, ``8h``, ``3d`` (72 hours) or ``1h30m`` as seconds; ValueError else."""
    found = _DURATION.fullmatch(text.strip()) if isinstance(text, str) else None
    days, hours, minutes = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    seconds = ((days * 24 + hours) * 60 + minutes) * 60
    if not seconds:
        raise ValueError(later("expected a duration above zero such as 30m, 8h, 3d or 1h30m"))
    if seconds > LONGEST_DAYS * 86400:
        raise ValueError(later("expected at most {most}d", most=LONGEST_DAYS))
    return seconds
