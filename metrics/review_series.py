"""The numbers of one metric over any span of days, from as few scans as its kind allows.

Sums add up: one scan by day serves every span. A stock is read at a span's last day. Percentiles
and distinct counts are worked out anew for each span.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from metrics.answer import known, valued
from metrics.compile import MEASURES, measures
from metrics.engine import Store, Sums
from metrics.feeds import Setting, nothing_loaded, span_state
from metrics.language import later, mark
from metrics.model import Grain, Query
from metrics.periods import DAY, Calendar, midnight, same_day_last_year

Row = Mapping[str, Any]
CALENDAR_MONTHS = Calendar()  # months are calendar months whatever the fiscal year


@dataclass(frozen=True)
class ReviewPoint:
    """The number of one span of days. `reason` says why `value` is None or not what it seems.

    Partial: the span is not covered to its end, or begins before the first row. Blank: nothing
    can be known of it.
    """

    start: dt.date
    value: float | None
    numerator: float | None
    denominator: float | None
    partial: bool
    blank: bool
    reason: str | None


class Series:
    """One metric over spans of days (`end` not included), within what `query` asks for."""

    def __init__(self, store: Store, query: Query, end: dt.date) -> None:
        """Scan what is needed up to the day before `end`."""
        self._store = store
        self._query = query
        self._last = end - DAY
        metric = store.catalogue.metric(query.metric)
        self._additive = metric.kind in ("total", "ratio", "kappa") and not any(
            half.aggregate == "distinct" for half in metric.halves
        )
        self._by_start: dict[Grain, dict[dt.date, Row]] = {}
        self._since: dict[Grain, dt.date] = {}  # what was not asked for as a whole
        grain: Grain = "day" if self._additive or metric.kind == "stock" else "week"
        first: Sums = self._scan(grain)
        self.metric = metric
        self.setting: Setting = first.setting
        self._today = first.snapshot.today

    def point(self, start: dt.date, end: dt.date, grain: Grain | None = None) -> ReviewPoint:
        """Return the number of the days `start` … `end` (not included), a whole `grain` or any."""
        feeds, zone = self.setting.feeds, self.setting.zone
        if feeds.first_day is None or feeds.covered_until is None:
            return ReviewPoint(start, None, None, None, False, True, nothing_loaded(self.setting))
        if end <= feeds.first_day:
            says = later("before the first row, of {day}", day=feeds.first_day)
            return ReviewPoint(start, None, None, None, False, True, says)
        if midnight(start, zone) >= feeds.covered_until:
            return ReviewPoint(start, None, None, None, True, True, mark("after the last row"))
        partial, lost = span_state(start, end, self.setting)
        if lost is not None:
            return ReviewPoint(start, None, None, None, partial, True, lost)
        found = known(valued(self.metric, self._row(start, end, grain)), self.setting)
        return ReviewPoint(
            start=start,
            value=found.value,
            numerator=found.numerator,
            denominator=found.denominator,
            partial=partial,
            blank=False,
            reason=found.reason,
        )

    def whole(self, start: dt.date, grain: Grain) -> ReviewPoint:
        """Return the number of the week or calendar month that begins on `start`."""
        return self.point(start, CALENDAR_MONTHS.end(start, grain), grain)

    def _row(self, start: dt.date, end: dt.date, grain: Grain | None) -> Row:
        if self.metric.kind == "stock":
            return self._by_start["day"].get(min(end - DAY, self._today), NOTHING)
        if self._additive:
            return self._added(start, end)
        if grain is not None and end - DAY <= self._last:
            if grain not in self._by_start or start < self._since.get(grain, start):
                self._scan(grain, self._year_before(grain, start))
            return self._by_start[grain].get(start, UNMEASURED)
        asked = replace(self._query, start=start, end=end - DAY)
        return self._store.sums(asked).rows[0]

    def _added(self, start: dt.date, end: dt.date) -> Row:
        days = self._by_start["day"]
        total = dict.fromkeys(measures(self.metric), 0)
        while start < end:
            row = days.get(start)
            if row is not None:
                for name in total:
                    total[name] += row[name]
            start += DAY
        return total

    def _year_before(self, grain: Grain, start: dt.date) -> dt.date | None:
        """Return since when to scan where `start` is asked for first, with the year before it.

        None, and so all of it, the second time.
        """
        again = grain in self._by_start
        return None if again else CALENDAR_MONTHS.start(same_day_last_year(start), grain)

    def _scan(self, grain: Grain, since: dt.date | None = None) -> Sums:
        """Ask for every period of `grain` from the one that begins on `since`."""
        asked = replace(self._query, grain=grain, start=since, end=self._last)
        found = self._store.sums(asked)
        self._by_start[grain] = {row["period"]: row for row in found.rows}
        self._since.pop(grain, None)
        if since is not None:
            self._since[grain] = since
        return found


NOTHING: dict[str, Any] = dict.fromkeys(MEASURES, 0)
UNMEASURED: dict[str, Any] = {**NOTHING, "numerator": None}
