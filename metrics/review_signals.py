"""Signals of the reviewed week: what is more than noise, by limits from the metric's first weeks.

METRICS, sections 9 and 11. A change of method needs a dated cause in ``review.yaml``: limits never
roll. Where the baseline has seen too little for an XmR chart its limits would
lie on zero or one, and one more event would be news every week: a rare count is held against what
chance allows of it, a share or an amount that is as rare has no limits.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from metrics.language import mark
from metrics.model import Metric
from metrics.periods import WEEK, Calendar
from metrics.review_config import Dated
from metrics.review_series import ReviewPoint, Series

if TYPE_CHECKING:
    from metrics.stats.charts import Chart

LEAST_WEEKS = 6  # under these, no limits
TOO_SHORT = mark("too little history for limits of usual variation")
TOO_RARE = mark("too rare for limits of usual variation: one more is no news")
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


@dataclass(frozen=True)
class History:
    """All weeks of a metric up to the reviewed one, oldest first, and how they vary.

    `values` has nan for a week that has no number or is not whole. `chart` holds the limits of each
    phase; None where there are none, and `why_not` says why. Without a chart `limits` may still be
    there: those of a rare count.
    """

    weeks: tuple[dt.date, ...]
    points: tuple[ReviewPoint, ...]
    values: tuple[float, ...]
    chart: Chart | None
    limits: ReviewLimits | None
    signals: tuple[ReviewSignal, ...]
    why_not: str = ""


def history_of(
    series: Series, reviewed: dt.date, calendar: Calendar, phases: Sequence[Dated] = ()
) -> History:
    """Judge the reviewed week by limits from the first complete weeks of its phase.

    The first phase begins with the feed's history, each other one with the first week that begins
    on or after a dated cause.
    """
    from metrics.stats.charts import verdict, xmr_chart  # pages that judge nothing go without
    from metrics.stats.phases import Change
    from metrics.stats.phases import phases as cut

    first = series.setting.feeds.first_day
    if first is None:
        return History((), (), (), None, None, (), TOO_SHORT)
    week = calendar.start(first, "week")
    points = []
    while week <= reviewed:
        points.append(series.whole(week, "week"))
        week += WEEK
    weeks = tuple(point.start for point in points)
    values = [math.nan if point.partial or point.value is None else point.value for point in points]
    found = cut(values, weeks, [Change(one.since, one.cause) for one in phases])
    now, at = found[-1], len(values) - 1
    known = tuple(points), tuple(values)
    if sum(not math.isnan(value) for value in values[now.start :]) < LEAST_WEEKS:
        return History(weeks, *known, None, None, (), TOO_SHORT)
    if series.metric.interval == "binomial" and _rarer(points[now.start : now.fitted]) < RARE:
        return History(weeks, *known, None, None, (), TOO_RARE)
    seen = [value for value in values[now.start : now.fitted] if not math.isnan(value)]
    if not series.metric.is_rate and 2 * sum(value == 0 for value in seen) > len(seen):
        signals, rare = _rare(series.metric, seen, now.state, values[at])
        return History(weeks, *known, None, rare, signals, "" if rare else TOO_RARE)
    chart = xmr_chart(values, found)
    limits = ReviewLimits(
        centre=float(chart.centre[at]),
        lower=float(chart.lower[at]),
        upper=float(chart.upper[at]),
        points=now.points,
        state=now.state,
    )
    signals = tuple(
        ReviewSignal(
            signal.rule,
            signal.strength,
            _direction(verdict(signal.direction, series.metric.better)),
        )
        for signal in chart.signals
        if at in signal.points
    )
    return History(weeks, *known, chart, limits, signals)


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
