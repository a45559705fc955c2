"""Ranking by a rate, fair to units of any size: shrunk towards the common rate, with funnel limits.

METRICS, section 3. What is shrunk are events, one a row of the numerator: of a customer who sends
80,000 units back at once nobody can learn that each of 80,000 units is bad. The raw rate, in units,
stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from metrics.engine import Store
from metrics.language import later
from metrics.model import Measure, Metric, Query, QueryError
from metrics.stats.arrays import floats
from metrics.stats.funnel import funnel
from metrics.stats.shrinkage import shrunk_rates
from metrics.totals import Totals, totals

Member = str | None


@dataclass(frozen=True)
class Ranked:
    """One member: its raw rate, its events over its exposure, and the rate that they support.

    Rates are in the metric's unit. `value` is the metric itself, `rate` that of events, `shrunk`
    the latter drawn to the common one, `low` and `high` its 95 % interval. `beyond` is 1 strictly
    above the funnel's upper 99.8 % limit, -1 strictly below its lower one, else 0; `low_998` and
    `high_998` are those limits. None where nothing can be divided. `low_n`: below the metric's
    smallest n, so that it has no place in the ranking.
    """

    member: Member
    events: int
    exposure: float
    value: float | None
    rate: float | None
    shrunk: float | None
    low: float | None
    high: float | None
    low_998: float | None
    high_998: float | None
    beyond: int
    low_n: bool


@dataclass(frozen=True)
class Ranking:
    """Members by their shrunk rate, the highest first; those of low n, then those without any.

    `pooled` is the rate of all events, `phi` the overdispersion that widens the limits above 1.
    """

    metric: Metric
    by: str
    rows: tuple[Ranked, ...]
    pooled: float | None
    phi: float | None


def ranking(store: Store, query: Query, by: str) -> Ranking:
    """Rank the members of `by` by the ratio that `query` asks for, over its days and filters.

    The metric must be a ratio; its grain and its own cuts do not matter. How much rates differ is
    learnt from all members, those of low n too.
    """
    metric = store.catalogue.metric(query.metric)
    if metric.over is None:
        raise QueryError(
            later("{metric} is no ratio, so nothing can be ranked by its rate", metric=metric.name)
        )
    with store.pinned(query.snapshot) as pinned:
        asked = replace(query, by=(by,), grain=None, snapshot=pinned.number)
        points = store.query(asked).points
        events = _events(store, metric.of, asked, by)
    members = [point.members[0] for point in points]
    k = floats([events.get(member, 0) for member in members])
    n = floats([point.denominator or 0.0 for point in points])
    shrunk, limits = shrunk_rates(k, n), funnel(k, n)
    rows = [
        Ranked(
            member=member,
            events=int(k[i]),
            exposure=float(n[i]),
            value=points[i].value,
            rate=_known(limits.value[i], metric.scale),
            shrunk=_known(shrunk.rate[i], metric.scale),
            low=_known(shrunk.low[i], metric.scale),
            high=_known(shrunk.high[i], metric.scale),
            low_998=_known(limits.limits.low_998[i], metric.scale),
            high_998=_known(limits.limits.high_998[i], metric.scale),
            beyond=int(limits.beyond_998[i]),
            low_n=bool(n[i] < metric.min_n),
        )
        for i, member in enumerate(members)
    ]
    return Ranking(
        metric, by, tuple(sorted(rows, key=_place)),
        _known(shrunk.pooled, metric.scale), _known(limits.phi, 1.0),
    )  # fmt: skip


def _events(store: Store, of: Measure, query: Query, by: str) -> dict[Member, int]:
    """Count the rows of the numerator that add something to it."""
    asked = Totals(
        of.fact, (by,),
        counts=(of.column,) if of.aggregate == "count" and of.column else (),
        nonzero=(of.column,) if of.aggregate == "sum" and of.column else (),
        time=of.time, start=query.start, end=query.end, where=query.where, scope=query.scope,
        snapshot=query.snapshot,
    )  # fmt: skip
    column = next(iter((*asked.counts, *(f"{name}_rows" for name in asked.nonzero))), "n")
    return {row[by]: int(row[column]) for row in totals(store, asked)}


def _place(row: Ranked) -> tuple[bool, bool, float, str]:
    return (row.shrunk is None, row.low_n, -(row.shrunk or 0.0), row.member or "")


def _known(value: float, scale: float) -> float | None:
    return None if np.isnan(value) else float(value) * scale
