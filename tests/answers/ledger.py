"""A daily business whose every number is worked out in plain Python, from whole days on."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

Row = dict[str, Any]
Day = dt.date
ONE = dt.timedelta(days=1)
YEAR_OF_WEEKS = dt.timedelta(days=364)

# A feed that must have a row on each day; its file is no canonical table's.
DISPATCH = """
dispatch:
  files: {pattern: "dispatch*.csv", headers: [day, item, pieces]}
  cadence: {days: [0, 1, 2, 3, 4, 5, 6]}
  tables:
    shipments:
      columns: {shipped_on: "day::date", product_id: item, units: "pieces::bigint"}
"""


@dataclass(frozen=True)
class Solved:
    """A ticket: the local days on which it was created and solved, and what it took."""

    created: Day
    done: Day | None
    seconds: int
    kept: bool | None


@dataclass
class Ledger:
    """Days from `first` to `last` (both included) of a business in `zone`.

    `missing` are days on which the feed of shipments has no row though it must.
    """

    zone: str
    first: Day
    last: Day
    week_start: int = 0
    year_end: int = 12
    missing: frozenset[Day] = frozenset()
    tickets: list[Solved] = field(default_factory=list)

    def tables(self) -> dict[str, list[Row]]:
        """The exports. Tickets come in half an hour before and after local midnight."""
        self.tickets.clear()
        days = [self.first + ONE * n for n in range((self.last - self.first).days + 1)]
        rows = [self._ticket(day, n) for day in days for n in range(2 + day.toordinal() % 3)]
        return {
            "tickets": [{**row, "ticket_id": f"T{n}"} for n, row in enumerate(rows)],
            "refunds": [
                {
                    "refund_id": f"R{day}", "requested_at": self._utc(day, dt.time(23, 30)),
                    "order_id": "O1", "amount": self._money(day), "currency": "TWD",
                }
                for day in days
            ],
            "dispatch": [
                {"day": day, "item": item, "pieces": pieces}
                for day in days if day not in self.missing
                for item, pieces in (("P1", self._units(day) - 7), ("P2", 7))
            ],
        }  # fmt: skip

    def _utc(self, day: Day, time: dt.time) -> str:
        local = dt.datetime.combine(day, time, ZoneInfo(self.zone))
        return local.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def _ticket(self, day: Day, n: int) -> Row:
        at = dt.datetime.combine(
            day, dt.time(23, 30) if n % 2 else dt.time(0, 30), ZoneInfo(self.zone)
        )
        seconds = 600 + (day.toordinal() * 7919 + n * 104729) % (5 * 86400)
        done = at.astimezone(dt.UTC) + dt.timedelta(seconds=seconds)
        done_on = done.astimezone(ZoneInfo(self.zone)).date()
        kept = (None, True, True, False)[(day.toordinal() // 3 + n) % 4]
        is_solved = done_on <= self.last
        self.tickets.append(Solved(day, done_on if is_solved else None, seconds, kept))
        return {
            "created_at": self._utc(day, at.timetz().replace(tzinfo=None)),
            "status": "solved" if is_solved else "open",
            "resolved_at": done.strftime("%Y-%m-%dT%H:%M:%SZ") if is_solved else None,
            "sla_met": None if kept is None else str(kept).lower(),
        }

    def _units(self, day: Day) -> int:
        return 50 + (day.toordinal() * 37) % 101

    def _money(self, day: Day) -> str:
        return f"{10 + day.toordinal() % 17}.25"

    # What a span of days (both included) comes to; None where it is not known.

    def known(self, start: Day, end: Day) -> bool:
        """Whether the span lies in what the exports tell."""
        return self.first <= start and end <= self.last

    def units_shipped(self, start: Day, end: Day) -> float | None:
        days = self._days(start, end)
        if any(day in self.missing for day in days):
            return None
        return sum(self._units(day) for day in days)

    def refund_amount(self, start: Day, end: Day) -> float:
        return sum(float(self._money(day)) for day in self._days(start, end))

    def tickets_created(self, start: Day, end: Day) -> float:
        return sum(start <= t.created <= end for t in self.tickets)

    def source_sla_adherence(self, start: Day, end: Day) -> float | None:
        judged = [t.kept for t in self.tickets if start <= t.created <= end and t.kept is not None]
        return sum(judged) / len(judged) if judged else None

    def time_to_solve_p50(self, start: Day, end: Day) -> float | None:
        times = sorted(t.seconds for t in self.tickets if t.done and start <= t.done <= end)
        if not times:
            return None
        place = (len(times) - 1) * 0.5
        low, high = times[math.floor(place)], times[math.ceil(place)]
        return (low + (high - low) * (place - math.floor(place))) / 3600

    def backlog(self, start: Day, end: Day) -> float:
        return sum(t.created <= end and (t.done is None or t.done > end) for t in self.tickets)

    def _days(self, start: Day, end: Day) -> list[Day]:
        days = [start + ONE * n for n in range((end - start).days + 1)]
        return [day for day in days if self.first <= day <= self.last]

    # The calendar.

    def week_of(self, day: Day) -> Day:
        """The first day of the week of `day`."""
        return day - ONE * ((day.weekday() - self.week_start) % 7)

    def year_of(self, day: Day) -> Day:
        """The first day of the fiscal year of `day`."""
        month = self.year_end % 12 + 1
        return Day(day.year - (day.month < month), month, 1)

    def quarter_of(self, day: Day) -> Day:
        """The first day of the fiscal quarter of `day`."""
        start = self.year_of(day)
        while months_on(start, 3) <= day:
            start = months_on(start, 3)
        return start


Number = Callable[[Day, Day], float | None]
METRICS = (
    "units_shipped", "refund_amount", "tickets_created", "source_sla_adherence",
    "time_to_solve_p50", "backlog",
)  # fmt: skip


def months_on(start: Day, months: int) -> Day:
    """The first of the month that is `months` after that of `start`."""
    count = start.year * 12 + start.month - 1 + months
    return Day(count // 12, count % 12 + 1, 1)


def year_before(day: Day) -> Day:
    """The same calendar date last year; 29 February has none and gives the 28th."""
    if (day.month, day.day) == (2, 29):
        return Day(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)


def change(metric: str, now: float | None, before: float | None) -> float | None:
    """How much changed: a fraction of a volume, a difference of a rate."""
    if now is None or before is None:
        return None
    if metric == "source_sla_adherence":
        return now - before
    return None if before == 0 else (now - before) / before


def weeks(last: Day) -> list[tuple[Day, Day]]:
    """The six weeks up to the one that starts on `last`: first and last days."""
    starts = [last - ONE * 7 * n for n in range(5, -1, -1)]
    return [(start, start + ONE * 6) for start in starts]


def months(last_day: Day) -> list[tuple[Day, Day]]:
    """The twelve months that are complete at the end of `last_day`: first and last days."""
    after = (last_day + ONE).replace(day=1)
    starts = [months_on(after, -n) for n in range(12, 0, -1)]
    return [(start, months_on(start, 1) - ONE) for start in starts]


def box(ledger: Ledger, metric: str, week: Day) -> dict[str, float | None]:
    """The box of nine of the week that starts on `week`."""

    def whole(start: Day, end: Day) -> float | None:
        number: Number = getattr(ledger, metric)
        return number(start, end) if ledger.known(start, end) else None

    end = week + ONE * 6
    now = whole(week, end)
    found = {
        "last_week": now,
        "wow": change(metric, now, whole(week - ONE * 7, end - ONE * 7)),
        "yoy": change(metric, now, whole(week - YEAR_OF_WEEKS, end - YEAR_OF_WEEKS)),
    }
    starts = {"mtd": end.replace(day=1), "qtd": ledger.quarter_of(end), "ytd": ledger.year_of(end)}
    for name, start in starts.items():
        found[name] = whole(start, end)
        before = whole(year_before(start), year_before(end))
        found[f"{name}_yoy"] = change(metric, found[name], before)
    return found
