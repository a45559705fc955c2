"""Business time as a number line: arrays in which both directions are one look-up.

B(t) is the business seconds of a calendar before the instant t. Open time is a list of spans; it
is laid out twice, so that SQL needs equality joins only:

- by *slots* of wall-clock time, each with the business seconds before it and at most two spans:
  B(t) is the slot's sum, and what its two spans have of the time before t;
- by *buckets* of business seconds, each with the span in which it begins and the next two: the
  instant at which B reaches x lies in the first or the second.

The length of slots and buckets is the largest at which this holds. All is in whole seconds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from metrics.sla.calendars import DAY, Calendar

Ints = NDArray[np.int64]
LENGTHS = (86400, 43200, 28800, 21600, 14400, 10800, 7200, 3600, 1800, 900, 600, 300, 60, 10, 1)
FIRST = dt.date(1990, 1, 1)  # time before it is not counted: no zone table reaches further
FARTHEST_YEARS = 30  # a target that is not used up by then has no due time
NEVER = 2**60  # an instant, and a sum of business seconds, beyond all others


@dataclass(frozen=True)
class Line:
    """The open spans of a calendar, oldest first: start, end, business seconds before the start."""

    start: Ints
    end: Ints
    done: Ints

    def before(self, instants: Ints) -> Ints:
        """Return B(t) of each instant."""
        at = np.searchsorted(self.start, instants, side="right") - 1
        inside = np.minimum(instants, self.end[at]) - self.start[at]
        return np.where(at < 0, 0, self.done[at] + inside)


def line(calendar: Calendar, first: dt.date, as_of: dt.datetime, need: int) -> Line:
    """Return the calendar's line from `first` until `need` seconds are open after `as_of`."""
    last, farthest = as_of.date() + 30 * DAY, as_of.date() + FARTHEST_YEARS * 366 * DAY
    now = np.array([int(as_of.timestamp())], dtype=np.int64)
    while True:
        spans = calendar.spans(first - DAY, last)
        start, end = (np.array([span[n] for span in spans], dtype=np.int64) for n in (0, 1))
        long = end - start
        done = np.cumsum(long) - long
        found = Line(start, end, done)
        if last >= farthest or (len(spans) and long.sum() - found.before(now)[0] > need):
            return found
        last = min(farthest, as_of.date() + (last - as_of.date()) * 4)


@dataclass(frozen=True)
class Slots:
    """Slots of `length` seconds from `origin` on; a row of `rows` a slot of each line.

    Columns: business seconds before the slot, then start and length of its two spans.
    """

    origin: int
    length: int
    rows: tuple[Ints, ...]

    @property
    def count(self) -> int:
        """How many slots each line has."""
        return len(self.rows[0]) if self.rows else 0


def slots(lines: Sequence[Line], origin: int, until: int) -> Slots:
    """Lay `lines` out by slots that cover the instants `origin` … `until`, both included."""
    for length in LENGTHS:
        starts = np.arange(origin, until + 1, length, dtype=np.int64)
        found = [_slotted(line, starts, length) for line in lines]
        rows = tuple(rows for rows in found if rows is not None)
        if len(rows) == len(lines):
            return Slots(origin, length, rows)
    raise AssertionError("a slot of one second holds one span")


def _slotted(line: Line, starts: Ints, length: int) -> Ints | None:
    """Return the rows of one line, None where a slot has more than two spans."""
    first = np.searchsorted(line.end, starts, side="right")
    ends = starts + length
    spans = [_pad(line.start, NEVER)[first + n] for n in range(3)]
    if (spans[2] < ends).any():
        return None
    columns = [line.before(starts)]
    for n in range(2):
        begin = np.clip(spans[n], starts, ends)
        close = np.clip(_pad(line.end, NEVER)[first + n], begin, ends)
        columns += [begin, close - begin]
    return np.stack(columns, axis=1)


@dataclass(frozen=True)
class Buckets:
    """Buckets of `length` business seconds: bucket k holds x from k * length + 1 on.

    Columns: start of the span in which the bucket begins, business seconds before it, and the
    same of the next two spans.
    """

    length: int
    rows: Ints


def buckets(line: Line, until: int) -> Buckets:
    """Lay `line` out by buckets of business seconds from 1 to `until`, however far it reaches."""
    total = line.done[-1] + line.end[-1] - line.start[-1]
    for length in LENGTHS:
        befores = np.arange(0, max(until, 1), length, dtype=np.int64)
        at = np.maximum(np.searchsorted(line.done, befores, side="right") - 1, 0)
        start, done = _pad(line.start, NEVER), _pad(line.done, NEVER)
        done[len(line.done)] = total  # what lies beyond the last span comes never
        if (done[at + 2] >= befores + length).all():
            rows = [values[at + n] for n in range(3) for values in (start, done)]
            return Buckets(length, np.stack(rows, axis=1))
    raise AssertionError("a bucket of one second lies in one span")


def _pad(values: Ints, with_: int) -> Ints:
    return np.concatenate([values, np.full(3, with_, dtype=np.int64)])
