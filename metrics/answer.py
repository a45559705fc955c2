"""Turns the rows of a compiled question into points: partial, blank, unknown, interval, gaps."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from metrics.compile import RATED, measures
from metrics.feeds import Setting, nothing_loaded, span_state
from metrics.language import later, mark
from metrics.model import Metric, Point, Query
from metrics.periods import DAY


class Valued(NamedTuple):
    """A number, the halves it was divided from, its n, and why it is None where it is.

    `low` and `high` are there where the sums themselves tell them: of a kappa.
    """

    value: float | None
    numerator: float | None
    denominator: float | None
    n: int
    reason: str | None
    low: float | None = None
    high: float | None = None


def points(
    query: Query, metric: Metric, rows: Sequence[Mapping[str, Any]], setting: Setting
) -> tuple[Point, ...]:
    """Return the answer to `query` from what its SQL gave, in the order of its rows."""
    filled = _filled(query, metric, rows, setting)
    periods = {row["period"] if query.grain else None for row in filled}
    states = {period: _state(query, period, setting) for period in periods}
    found = [_point(query, metric, row, setting, states) for row in filled]
    return _with_intervals(metric, found) if metric.interval == "binomial" else tuple(found)


def number(value: Any) -> float | None:
    """Return what DuckDB gave (int, decimal, float or nothing) as a float."""
    return None if value is None else float(value)


def valued(metric: Metric, row: Mapping[str, Any]) -> Valued:
    """Return what the sums of `row` (named as in `MEASURES`) come to; divides last."""
    unknown = _unknown(metric, row) if row["missing"] or row["missing_over"] else None
    if unknown is not None:
        return Valued(None, None, None, int(row["n"]), unknown)
    numerator = number(row["numerator"])
    if metric.kind in ("ratio", "stock_per"):
        denominator = float(row["denominator"])
        if denominator <= 0 or numerator is None:
            reason = mark("a base below zero") if denominator < 0 else mark("nothing to divide by")
            return Valued(None, numerator, denominator, 0, reason)
        value = numerator / denominator * metric.scale
        return Valued(value, numerator, denominator, int(denominator), None)
    if metric.kind == "kappa":
        return _agreed(row)
    if metric.kind in ("percentile", "stock_age"):
        nothing = mark("nothing was measured") if numerator is None else None
        scaled = None if numerator is None else numerator * metric.scale
        return Valued(scaled, None, None, int(row["n"]), nothing)
    n = int(row["n"]) if metric.of.aggregate == "sum" else int(numerator or 0)
    return Valued((numerator or 0.0) * metric.scale, numerator or 0.0, None, n, None)


def known(found: Valued, setting: Setting) -> Valued:
    """Return `found`, unless it says nothing only because a feed has no rows at all."""
    if not found.value and setting.feeds.absent:
        return Valued(None, None, None, 0, nothing_loaded(setting))
    return found


def _agreed(row: Mapping[str, Any]) -> Valued:
    """Return the kappa of two raters: the sums of their table give its four cells."""
    from metrics.stats.agreement import kappa_of_counts

    names = ("numerator", "denominator", *RATED)
    agreed, n, first, second = (float(row[name] or 0) for name in names)
    if not n:
        return Valued(None, agreed, n, 0, mark("nothing was rated twice"))
    both = (agreed - n + first + second) / 2
    found = kappa_of_counts(both, first - both, second - both, agreed - both)
    if math.isnan(found.kappa):
        return Valued(None, agreed, n, int(n), mark("chance alone would agree on all of them"))
    value, low, high = float(found.kappa), float(found.low), float(found.high)
    return Valued(value, agreed, n, int(n), None, low, high)


def _point(
    query: Query,
    metric: Metric,
    row: Mapping[str, Any],
    setting: Setting,
    states: Mapping[dt.date | None, tuple[bool, str | None]],
) -> Point:
    period: dt.date | None = row["period"] if query.grain else None
    partial, lost = states[period]
    found = known(valued(metric, row), setting)
    if lost is not None:
        found = Valued(None, None, None, 0, lost)
    return Point(
        members=tuple(row[name] for name in query.by),
        period=period,
        value=found.value,
        numerator=found.numerator,
        denominator=found.denominator,
        low=found.low,
        high=found.high,
        n=found.n,
        undecided=int(row["undecided"] or 0),
        partial=partial,
        blank=lost is not None,
        reason=found.reason,
    )


def _state(query: Query, period: dt.date | None, setting: Setting) -> tuple[bool, str | None]:
    if period is None or query.grain is None:
        end = None if query.end is None else query.end + DAY
        partial, lost = span_state(query.start, end, setting)
        # An all-time total is not blanked: what has no first or no last day is no period.
        return partial, lost if query.start is not None and end is not None else None
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
            if count > 1:
                return later("{count} rows have {lacks}", count=int(count), lacks=lacks)
            return later("1 row has {lacks}", lacks=lacks)
    return None


def _filled(
    query: Query, metric: Metric, rows: Sequence[Mapping[str, Any]], setting: Setting
) -> Sequence[Mapping[str, Any]]:
    """Add the periods without rows between the first and the last one: zeros, not holes."""
    if query.by or query.grain is None or len(rows) < 2:
        return rows
    there = {row["period"]: row for row in rows}
    nothing: dict[str, Any] = dict.fromkeys(measures(metric), 0)
    if metric.kind in ("percentile", "stock_age"):
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
