"""When it goes wrong: the failures of a share by weekday and hour of the reporting zone."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from metrics.engine import Store
from metrics.hourly import HOURS, hour_counts, hour_span
from metrics.language import later
from metrics.model import Metric, Query, QueryError, Span
from metrics.periods import DAY


@dataclass(frozen=True)
class Cell:
    """An hour of a weekday (0 Monday): `failed` of `n` cases. `spans` are its hours in the days.

    `spans` hold what a query's `within` needs to list exactly these cases.
    """

    weekday: int
    hour: int
    failed: int
    n: int
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class WeekHours:
    """A row a weekday, from the first of the week on, and in it a cell an hour."""

    metric: Metric
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def failed(self) -> int:
        """How many cases failed in all hours together."""
        return sum(cell.failed for row in self.rows for cell in row)


def week_hours(store: Store, query: Query) -> WeekHours:
    """Return the failures of the share that `query` asks for, from its first day to its last.

    A case lies in the hour in which it was decided. Failed are cases in the denominator only, or
    in both halves where less is better. QueryError for a metric that is no share of one fact's
    rows, and for a question without its days.
    """
    metric = store.catalogue.metric(query.metric)
    shared = metric.over is not None and (metric.of.fact, metric.of.time) == (
        metric.over.fact,
        metric.over.time,
    )
    if not shared or metric.interval != "binomial":
        raise QueryError(later("{metric} is no share of the rows of one fact", metric=metric.name))
    if query.start is None or query.end is None:
        raise QueryError(later("the hours of a week need a first and a last day"))
    with store.pinned(query.snapshot) as pinned:
        over = hour_counts(store, query, "over")
        of = hour_counts(store, query, "of")
        zone, first = pinned.zone, pinned.week_start
    failed = Counter(over)
    failed.subtract(of)
    days = [query.start + n * DAY for n in range((query.end - query.start).days + 1)]
    counts: Mapping[tuple[dt.date, int], int] = failed if metric.better == "higher" else of

    def cell(weekday: int, hour: int) -> Cell:
        mine = [day for day in days if day.weekday() == weekday]
        spans = (hour_span(day, hour, zone) for day in mine)
        return Cell(
            weekday,
            hour,
            failed=sum(counts.get((day, hour), 0) for day in mine),
            n=sum(over.get((day, hour), 0) for day in mine),
            spans=tuple(span for span in spans if span[0] < span[1]),
        )

    order = [(first + n) % 7 for n in range(7)]
    return WeekHours(metric, tuple(tuple(cell(w, h) for h in range(HOURS)) for w in order))
