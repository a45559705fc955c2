"""Signals of the reviewed week: what is more than noise, by limits from the metric's first weeks.

METRICS, sections 9 and 11. Where the baseline has seen too little for an XmR chart its limits would
lie on zero or one, and one more event would be news every week: a rare count is held against what
chance allows of it, a share or an amount that is as rare has no limits.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from metrics.model import Metric
from metrics.periods import WEEK, Calendar
from metrics.review_series import ReviewPoint, Series

LEAST_WEEKS = 6  # under these, no limits
RARE = 5  # a share whose baseline saw fewer of the rarer outcome has no limits: one more is no news


@dataclass(frozen=True)
class ReviewSignal:
    """A sign, in the reviewed week, that something changed."""

    rule: Literal["outside", "near", "run"]
    strength: Literal["strong", "moderate", "weak"]
    direction: Literal["improvement", "concern", "change"]


@dataclass(frozen=True)
class ReviewLimits:
    """Limits of natural variation of a week's value, made from the first `points` weeks.

    XmR; for a count of which most weeks have none, 0 to what chance allows (`stats.rare`). `state`
    is trial under 12 weeks, then locked; at most 20 weeks make them.
    """

    centre: float
    lower: float
    upper: float
    points: int
    state: Literal["trial", "locked"]


def signals_of(
    series: Series, reviewed: dt.date, calendar: Calendar
) -> tuple[tuple[ReviewSignal, ...], ReviewLimits | None]:
    """Judge the reviewed week by limits from the first complete weeks of the feed's history."""
    from metrics.stats.charts import verdict, xmr_chart  # pages that judge nothing go without

    first = series.setting.feeds.first_day
    if first is None:
        return (), None
    week = calendar.start(first, "week")
    points = []
    while week <= reviewed:
        points.append(series.whole(week, "week"))
        week += WEEK
    values = [math.nan if point.partial or point.value is None else point.value for point in points]
    if sum(not math.isnan(value) for value in values) < LEAST_WEEKS:
        return (), None
    chart = xmr_chart(values)
    phase, at = chart.phases[-1], len(values) - 1
    if series.metric.interval == "binomial" and _rarer(points[: phase.points]) < RARE:
        return (), None
    seen = [value for value in values[: phase.points] if not math.isnan(value)]
    if not series.metric.is_rate and 2 * sum(value == 0 for value in seen) > len(seen):
        return _rare(series.metric, seen, phase.state, values[at])
    limits = ReviewLimits(
        centre=float(chart.centre[at]),
        lower=float(chart.lower[at]),
        upper=float(chart.upper[at]),
        points=phase.points,
        state=phase.state,
    )
    found = tuple(
        ReviewSignal(
            signal.rule,
            signal.strength,
            _direction(verdict(signal.direction, series.metric.better)),
        )
        for signal in chart.signals
        if at in signal.points
    )
    return found, limits


def _rare(
    metric: Metric, seen: Sequence[float], state: Literal["trial", "locked"], now: float
) -> tuple[tuple[ReviewSignal, ...], ReviewLimits | None]:
    """Judge a week of a volume of which most weeks of the baseline, `seen`, have none.

    A count, and a stock of few cases that come and go by themselves, is held against what chance
    gives after so few. Of an amount nobody knows how many events made it: it has no limits.
    """
    from metrics.stats.charts import verdict
    from metrics.stats.rare import most_by_chance

    if metric.unit != "count":
        return (), None
    events = round(math.fsum(seen))
    limits = ReviewLimits(
        events / len(seen), 0.0, float(most_by_chance(events, len(seen))), len(seen), state
    )
    if not now > limits.upper:
        return (), limits
    direction = _direction(verdict("up", metric.better))
    return (ReviewSignal("outside", "strong", direction),), limits


def _rarer(points: Sequence[ReviewPoint]) -> float:
    """Return how often the rarer of a share's two outcomes came in whole weeks."""
    whole = [point for point in points if not point.partial and point.denominator]
    of = sum(point.numerator or 0 for point in whole)
    return min(of, sum(point.denominator or 0 for point in whole) - of)


def _direction(says: str) -> Literal["improvement", "concern", "change"]:
    return "improvement" if says == "improvement" else "concern" if says == "concern" else "change"
