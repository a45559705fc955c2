"""Units compared fairly: a funnel plot of a share, adjusted for the mix of cases of each.

METRICS, section 7: agents compare in a funnel plot adjusted for case mix, never in a table of their
raw rates. Failures are standardised indirectly over the strata: what a unit's own cases would give
at the rates of all units is expected of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from metrics.engine import Store
from metrics.language import later
from metrics.model import Metric, Query, QueryError
from metrics.stats.funnel import Funnel, adjust_for_mix, funnel

Member = str | None


@dataclass(frozen=True)
class Unit:
    """One unit: its share as it is and as adjusted, over `n`; `beyond` the 99.8 % limits.

    `beyond` is -1 where the share is worse than chance and its mix of cases allow, 1 where it is
    better, else 0; always 0 under the metric's smallest n (`low_n`).
    """

    member: Member
    n: int
    value: float | None
    adjusted: float | None
    beyond: int
    low_n: bool


@dataclass(frozen=True)
class Comparison:
    """Units by their size, largest first, and the funnel in which they stand (in their order)."""

    metric: Metric
    by: str
    strata: tuple[str, ...]
    units: tuple[Unit, ...]
    funnel: Funnel


def compared(store: Store, query: Query, by: str, strata: tuple[str, ...] = ()) -> Comparison:
    """Compare the members of `by` by the share of counts that `query` asks for.

    `strata` are the dimensions whose mix is adjusted for; without one the shares are as they are.
    QueryError for a metric that is no share of counts with a direction.
    """
    metric = store.catalogue.metric(query.metric)
    if metric.kind != "ratio" or metric.interval != "binomial" or metric.better == "neither":
        raise QueryError(
            later(
                "{metric} is no share of counts of which more or less is better", metric=metric.name
            )
        )
    cuts = tuple(name for name in strata if name != by)
    points = store.query(replace(query, by=(by, *cuts), grain=None)).points
    sizes: dict[Member, int] = {}
    for point in points:
        sizes[point.members[0]] = sizes.get(point.members[0], 0) + int(point.denominator or 0)
    members = sorted((m for m, n in sizes.items() if n), key=lambda m: (-sizes[m], m or ""))
    layers = list(dict.fromkeys(point.members[1:] for point in points))
    held, all_ = (np.zeros((len(members), len(layers))) for _ in range(2))
    place = {member: number for number, member in enumerate(members)}
    for point in points:
        if point.members[0] in place:
            at = place[point.members[0]], layers.index(point.members[1:])
            held[at] += point.numerator or 0
            all_[at] += point.denominator or 0
    n = all_.sum(axis=1)
    failed = all_ - held if metric.better == "higher" else held
    adjusted = np.clip(np.nan_to_num(adjust_for_mix(failed, all_), nan=0.0), 0, n)
    share = n - adjusted if metric.better == "higher" else adjusted
    found = funnel(share, n)
    worse = -1 if metric.better == "higher" else 1
    units = tuple(
        Unit(
            member=member,
            n=int(n[i]),
            value=float(held[i].sum() / n[i]),
            adjusted=float(found.value[i]),
            beyond=0 if n[i] < metric.min_n else -int(found.beyond_998[i]) * worse,
            low_n=bool(n[i] < metric.min_n),
        )
        for i, member in enumerate(members)
    )
    return Comparison(metric, by, cuts, units, found)
