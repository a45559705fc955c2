"""A rate by the week with Laney limits, and a new phase from each fix on.

METRICS, sections 5 and 9: u' over all whole weeks up to the last one asked for; limits never roll,
and a new phase needs a dated cause.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from metrics.analysis.whole_weeks import whole_weeks
from metrics.engine import Store
from metrics.language import later
from metrics.model import Metric, Query, QueryError
from metrics.stats.charts import Chart, u_chart
from metrics.stats.phases import Change, phases

LEAST_WEEKS = 6  # with fewer weeks that have a rate there are no limits


@dataclass(frozen=True)
class RateWeeks:
    """The chart of `metric` by the week, from its first week with a base on.

    `events` over `base` is the rate of each week; values and limits of `chart` are in the metric's
    unit, nan in a week without a base.
    """

    metric: Metric
    weeks: tuple[dt.date, ...]
    events: tuple[float, ...]
    base: tuple[float, ...]
    chart: Chart

    @property
    def has_limits(self) -> bool:
        """Whether there are weeks enough for limits to mean something."""
        return sum(n > 0 for n in self.base) >= LEAST_WEEKS


def rate_weeks(store: Store, query: Query, changes: Sequence[Change] = ()) -> RateWeeks:
    """Return the weeks of the ratio that `query` asks for, up to the week of `query.end`.

    `query.start`, its grain and its cuts do not matter. `changes` are the fixes and other dated
    causes that start a new phase.
    """
    metric = store.catalogue.metric(query.metric)
    if metric.over is None:
        raise QueryError(
            later("{metric} is no ratio, so it has no rate by the week", metric=metric.name)
        )
    with store.pinned(query.snapshot) as pinned:
        asked = replace(query, by=(), grain="week", start=None, snapshot=pinned.number)
        points = {p.period: p for p in store.query(asked).points if not p.blank}
        weeks = whole_weeks(store, asked)
    found = [points.get(week) for week in weeks]
    based = [place for place, p in enumerate(found) if p is not None and (p.denominator or 0) > 0]
    first = based[0] if based else len(weeks)
    weeks, found = weeks[first:], found[first:]
    events = tuple(float(p.numerator or 0) if p else 0.0 for p in found)
    base = tuple(max(float(p.denominator or 0), 0.0) if p else 0.0 for p in found)
    k, n = np.array(events, dtype=float), np.array(base, dtype=float)
    rates = np.divide(k, n, out=np.full(len(k), np.nan), where=n > 0)
    chart = u_chart(k, n, phases(rates, weeks, changes))
    return RateWeeks(
        metric, weeks, events, base,
        replace(
            chart,
            values=chart.values * metric.scale,
            centre=chart.centre * metric.scale,
            lower=chart.lower * metric.scale,
            upper=chart.upper * metric.scale,
        ),
    )  # fmt: skip
