"""Turns the rows of a compiled question into points: partial, blank, unknown, interval, gaps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from metrics.compile import MEASURES
from metrics.fact import fact_named
from metrics.model import Metric, Point, Query
from metrics.periods import DAY, Calendar, midnight


@dataclass(frozen=True)
class Feeds:
    """What is known of the feeds behind a metric.

    `first_day` is the first day from which all of them have rows, `covered_until` the instant up
    to which all are complete (both None: nothing is known), `missing` the days on which a feed
    that must have rows has none, with the feed's name.
    """

    first_day: dt.date | None = None
    covered_until: dt.datetime | None = None
    missing: tuple[tuple[dt.date, str], ...] = ()


@dataclass(frozen=True)
class Setting:
    """How the snapshot counts time, and what it knows of the metric's feeds."""

    zone: ZoneInfo
    calendar: Calendar
    feeds: Feeds


def feed_tables(metric: Metric) -> tuple[str, ...]:
    """Return the canonical tables whose coverage tells which periods of `metric` are whole."""
    return tuple(dict.fromkeys(t for half in metric.halves for t in fact_named(half.fact).feed))


def points(
    query: Query, metric: Metric, rows: Sequence[Mapping[str, Any]], setting: Setting
) -> tuple[Point, ...]:
    """Return the answer to `query` from what its SQL gave, in the order of its rows."""
    filled = _filled(query, metric, rows, setting)
    found = [_point(query, metric, row, setting) for row in filled]
    return _with_intervals(metric, found) if metric.interval == "binomial" else tuple(found)


def span_state(
    start: dt.date | None, end: dt.date | None, setting: Setting
) -> tuple[bool, str | None]:
    """Tell whether the days `start` … `end` (`end` not included) are partial, and why not known.

    Partial: they end after what is covered, or begin before the first row. The second is the
    reason for which a period is blank: a day on which a feed has no rows though it must.
    """
    feeds = setting.feeds
    late = (
        end is not None
        and feeds.covered_until is not None
        and midnight(end, setting.zone) > feeds.covered_until
    )
    early = start is not None and feeds.first_day is not None and start < feeds.first_day
    lost = [
        f"{table} has no rows for {day}"
        for day, table in feeds.missing
        if (start is None or day >= start) and (end is None or day < end)
    ]
    more = f", and on {len(lost) - 1} more" if len(lost) > 1 else ""
    return late or early, f"{lost[0]}{more}" if lost else None


def number(value: Any) -> float | None:
    """Return what DuckDB gave (int, decimal, float or nothing) as a float."""
    return None if value is None else float(value)


def _point(query: Query, metric: Metric, row: Mapping[str, Any], setting: Setting) -> Point:
    period: dt.date | None = row["period"] if query.grain else None
    partial, lost = _state(query, period, setting)
    numerator, denominator = number(row["numerator"]), None
    reason, value = lost, numerator
    n = int(row["n"])
    if metric.kind == "ratio":
        denominator = float(row["denominator"])
        n = int(denominator)
        value = numerator / denominator if denominator and numerator is not None else None
        if value is None and reason is None:
            reason = "nothing to divide by"
    elif metric.kind == "percentile":
        numerator = None
        if value is None and reason is None:
            reason = "nothing was measured"
    elif metric.of.aggregate != "sum":
        n = int(numerator or 0)
    unknown = _unknown(metric, row)
    if unknown is not None or lost is not None:
        value, numerator, denominator = None, None, None
        reason = lost or unknown
    if lost is not None:
        n = 0
    return Point(
        members=tuple(row[name] for name in query.by),
        period=period,
        value=None if value is None else value * metric.scale,
        numerator=numerator,
        denominator=denominator,
        low=None,
        high=None,
        n=n,
        undecided=int(row["undecided"] or 0),
        partial=partial,
        blank=lost is not None,
        reason=reason,
    )


def _state(query: Query, period: dt.date | None, setting: Setting) -> tuple[bool, str | None]:
    if period is None or query.grain is None:
        end = None if query.end is None else query.end + DAY
        partial, _ = span_state(query.start, end, setting)
        return partial, None  # an all-time total is not blanked
    end = setting.calendar.end(period, query.grain)
    partial, lost = span_state(period, end, setting)
    cut = (query.start is not None and query.start > period) or (
        query.end is not None and query.end < end - DAY
    )
    return partial or cut, lost


def _unknown(metric: Metric, row: Mapping[str, Any]) -> str | None:
    """Return why a sum is not known: rows that lack what is summed."""
    for measure, count in zip(metric.halves, (row["missing"], row["missing_over"]), strict=False):
        if count and metric.kind in ("total", "ratio"):
            lacks = measure.null_says or f"no {measure.column}"
            return f"{int(count)} row{'s have' if count > 1 else ' has'} {lacks}"
    return None


def _filled(
    query: Query, metric: Metric, rows: Sequence[Mapping[str, Any]], setting: Setting
) -> Sequence[Mapping[str, Any]]:
    """Add the periods without rows between the first and the last one: zeros, not holes."""
    if query.by or query.grain is None or len(rows) < 2:
        return rows
    there = {row["period"]: row for row in rows}
    nothing: dict[str, Any] = dict.fromkeys(MEASURES, 0)
    if metric.kind == "percentile":
        nothing["numerator"] = None
    every = setting.calendar.between(rows[0]["period"], rows[-1]["period"], query.grain)
    return [there.get(period, {**nothing, "period": period}) for period in every]


def _with_intervals(metric: Metric, found: list[Point]) -> tuple[Point, ...]:
    from metrics.stats.intervals import binomial_interval

    shares = [
        number_
        for number_, point in enumerate(found)
        if point.value is not None
        and point.denominator
        and 0 <= (point.numerator or 0) <= point.denominator
    ]
    if not shares:
        return tuple(found)
    low, high = binomial_interval(
        [found[i].numerator or 0.0 for i in shares], [found[i].denominator or 0.0 for i in shares]
    )
    for place, low_end, high_end in zip(shares, low.tolist(), high.tolist(), strict=True):
        found[place] = replace(
            found[place], low=low_end * metric.scale, high=high_end * metric.scale
        )
    return tuple(found)
