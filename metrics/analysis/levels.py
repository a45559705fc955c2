"""Service levels: each promise's share kept, by the week, with limits and what they assure.

METRICS, sections 1 and 9: a Laney p' chart over all whole weeks of the feed, because limits come
from its first weeks and never roll along; the days asked for only choose what is looked at.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, replace

import numpy as np

from metrics.analysis.whole_weeks import whole_weeks
from metrics.engine import Store
from metrics.language import later
from metrics.model import Metric, Point, Query, QueryError
from metrics.stats.charts import Chart, p_chart
from metrics.stats.spc import Assurance, assurance

LEAST_WEEKS = 6  # with fewer whole weeks there are no limits


@dataclass(frozen=True)
class Level:
    """One member of a dimension: its share in the days asked for, and its chart by the week.

    `weeks` are the first days of all whole weeks up to the last one asked for, `kept` and `decided`
    what each counted; `chart` goes over all of them. `assurance` tells whether the limits of the
    last week can meet the target at all; None where there is no target or too little history.
    """

    member: str | None
    point: Point
    weeks: tuple[dt.date, ...]
    kept: tuple[int, ...]
    decided: tuple[int, ...]
    chart: Chart
    assurance: Assurance | None

    @property
    def state(self) -> str:
        """Whether the limits are on trial or locked; empty where there are none."""
        enough = sum(n > 0 for n in self.decided) >= LEAST_WEEKS
        return self.chart.phases[-1].state if enough else ""


def levels(
    store: Store, query: Query, by: str | None = None, target: float | None = None
) -> tuple[Level, ...]:
    """Return a level for each member of `by`, in the order of its members; without it, one of all.

    `query` asks for a share of counts over whole weeks, from `query.start` to `query.end`. `target`
    stands in for the metric's own where a review promises another.
    """
    metric = store.catalogue.metric(query.metric)
    if metric.kind != "ratio" or metric.interval != "binomial":
        raise QueryError(
            later(
                "{metric} is no share of counts, which a level could be read from",
                metric=metric.name,
            )
        )
    with store.pinned(query.snapshot) as pinned:
        asked = replace(query, by=(by,) if by else (), grain=None, snapshot=pinned.number)
        points = {_member(point): point for point in store.query(asked).points}
        history = replace(asked, grain="week", start=None)
        weekly = {(_member(p), p.period): p for p in store.query(history).points}
        starts = whole_weeks(store, asked)
    return tuple(
        _level(metric, member, point, starts, weekly, metric.target if target is None else target)
        for member, point in points.items()
    )


def _member(point: Point) -> str | None:
    return point.members[0] if point.members else None


def _level(
    metric: Metric,
    member: str | None,
    point: Point,
    starts: tuple[dt.date, ...],
    weekly: dict[tuple[str | None, dt.date | None], Point],
    target: float | None,
) -> Level:
    found = [weekly.get((member, week)) for week in starts]
    kept = tuple(int(one.numerator or 0) if one else 0 for one in found)
    decided = tuple(int(one.denominator or 0) if one else 0 for one in found)
    chart = p_chart(np.array(kept, dtype=float), np.array(decided, dtype=float))
    enough = sum(n > 0 for n in decided) >= LEAST_WEEKS
    says = None
    if enough:
        last = max(i for i, n in enumerate(decided) if n)
        lower, upper = float(chart.lower[last]), float(chart.upper[last])
        says = None if math.isnan(lower) else assurance(target, metric.better, lower, upper)
    return Level(member, point, starts, kept, decided, chart, says)
