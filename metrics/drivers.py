"""What drives a metric's move between two weeks: the one sentence of METRICS, section 10.

The sums of both weeks are asked for by every dimension that the metric declares, through the same
queries as any other number, and by pairs of those that explain most; ``stats.decompose`` splits
the change over the members and ``stats.why`` picks. Percentiles and distinct counts do not add up
over members, so nothing is said of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np

from metrics import fmt
from metrics.engine import Store, Sums
from metrics.judge import Judged
from metrics.labels import labels
from metrics.language import mark, tr
from metrics.model import EVERYTHING, Metric, Query, Scope, Where
from metrics.periods import DAY, WEEK
from metrics.review import MetricReview
from metrics.review_series import ReviewPoint
from metrics.stats.decompose import Decomposition, decompose, decompose_total
from metrics.stats.why import Cut, Finding, search, sentence

ADDS_UP = ("total", "ratio", "stock")  # the kinds whose sums over members are the whole's
PAIRED = 3  # so many dimensions, those that explain most, are also looked at two by two
MOST_MEMBERS = 5_000  # a dimension with more says nothing in a sentence
HALF = 0.5  # a week is worth comparing with, if the move since is at least so much of the news
NEARLY = 0.8  # a simpler finding with so much of the best one's score is said instead
LONGEST_NAME = 60


@dataclass(frozen=True)
class Driver:
    """What moved a metric from `before`, the first day of a week, to the reviewed week.

    `change` is the difference of the two values, `findings` the segments that explain most, best
    first, with their members' names; none where no segment stands out. `short` is the clause of
    the review ("mostly team = Seoul: +2.1 pp of +2.6 pp"), empty without a finding; `says` the
    whole sentence.
    """

    metric: str
    before: dt.date
    change: float
    findings: tuple[Finding, ...]
    short: str
    says: str


def driver(
    store: Store,
    judged: Judged,
    snapshot: int,
    where: Where = (),
    scope: Scope = EVERYTHING,
) -> Driver | None:
    """Return what drives the news of `judged`, as reviewed from `snapshot` within `where`.

    The reviewed week is compared with the newest week before it since which the metric has made
    at least half of its way from its centre (or its missed target) to where it is. None where
    there is no such week among those shown, where the metric does not add up, or for what is no
    exception: the parts of noise are noise.
    """
    base = compared_with(judged.answer, judged.aim) if judged.kind == "exception" else None
    return None if base is None else moved(store, judged.answer, base, snapshot, where, scope)


def compared_with(answer: MetricReview, aim: float | None) -> ReviewPoint | None:
    """Return the week to compare the reviewed one with; without an `aim` the week before it."""
    *earlier, now = answer.weeks
    if now.value is None or now.partial:
        return None
    for point in reversed(earlier):
        if point.value is None or point.partial:
            continue
        if aim is None:
            return point
        way, change = now.value - aim, now.value - point.value
        if change * way > 0 and abs(change) >= HALF * abs(way):
            return point
    return None


def moved(
    store: Store,
    answer: MetricReview,
    base: ReviewPoint,
    snapshot: int,
    where: Where = (),
    scope: Scope = EVERYTHING,
) -> Driver | None:
    """Return what moved `answer` from `base`, a week of it, to its last week; None as `driver`."""
    metric, now = answer.metric, answer.weeks[-1]
    if metric.kind not in ADDS_UP or any(half.aggregate == "distinct" for half in metric.halves):
        return None
    query = Query(
        metric.name,
        grain="week",
        start=base.start,
        end=now.start + WEEK - DAY,
        where=where,
        scope=scope,
        snapshot=snapshot,
    )
    known = store.catalogue.dimensions_of(metric)
    singles = [
        cut
        for name in metric.slice_by
        if name in known and (cut := _cut(store, query, (name,), base.start, now.start))
    ]
    if not singles:
        return None
    best = [cut.dimensions[0] for cut in sorted(singles, key=_reach, reverse=True)[:PAIRED]]
    pairs = [
        cut
        for pair in combinations(best, 2)
        if (cut := _cut(store, query, pair, base.start, now.start))
    ]
    named = _Names(store, snapshot)
    found = tuple(named.finding(one) for one in plainest(search([*singles, *pairs])))
    with store.pinned(snapshot) as pinned:
        currency = pinned.currency
    parts = singles[0].parts
    return Driver(
        metric.name,
        base.start,
        parts.change,
        found,
        _short(metric, parts.change, found, currency, "" if now.start - base.start == WEEK
               else tr(" since the week of {day}", day=fmt.day_short(base.start))),
        sentence(
            metric.label,
            parts,
            found,
            lambda value: fmt.value(metric, value, currency),
            lambda value: fmt.difference(metric, value, currency),
        ),
    )  # fmt: skip


def plainest(found: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return `found` with the one first that says nearly as much as the best with fewest names.

    A team's three agents explain a little more than the team; the team is what a meeting can use.
    """
    if not found:
        return ()
    good = [one for one in found if one.score >= NEARLY * found[0].score]
    first = min(good, key=lambda one: (len(one.members) * len(one.dimensions), -one.explained))
    return (first, *(one for one in found if one is not first))


def _cut(
    store: Store, query: Query, by: tuple[str, ...], before: dt.date, after: dt.date
) -> Cut | None:
    answer = store.sums(replace(query, by=by))
    weeks: tuple[dict[Any, Any], dict[Any, Any]] = ({}, {})
    for row in answer.rows:
        if row["missing"] or row["missing_over"]:
            return None
        if row["period"] in (before, after):
            weeks[row["period"] == after][tuple(row[name] for name in by)] = row
    members = sorted({*weeks[0], *weeks[1]}, key=lambda m: [(v is None, str(v)) for v in m])
    if not 2 <= len(members) <= MOST_MEMBERS:  # a cut into one piece tells nothing
        return None
    return Cut(by, members, _parts(answer, members, *weeks))


def _parts(
    answer: Sums,
    members: Sequence[Any],
    before: Mapping[Any, Mapping[str, Any]],
    after: Mapping[Any, Mapping[str, Any]],
) -> Decomposition:
    def column(week: Mapping[Any, Mapping[str, Any]], name: str, scale: float) -> list[float]:
        return [float(week[m][name] or 0) * scale if m in week else 0.0 for m in members]

    scale = answer.metric.scale
    of = [column(week, "numerator", scale) for week in (before, after)]
    if answer.metric.kind != "ratio":
        return decompose_total(*of)
    over = [column(week, "denominator", 1.0) for week in (before, after)]
    return decompose(of[0], over[0], of[1], over[1])


def _reach(cut: Cut) -> float:
    """Return how much more of the change than of the weight its most telling member holds."""
    if not cut.parts.change or not np.isfinite(cut.parts.change):
        return -1.0
    return float(np.max(cut.parts.contribution / cut.parts.change - cut.parts.weight))


class _Names:
    """What dimensions and their members are called."""

    def __init__(self, store: Store, snapshot: int) -> None:
        self._store, self._snapshot = store, snapshot
        self._labels: dict[str, Mapping[str, str]] = {}

    def finding(self, found: Finding) -> Finding:
        catalogue = self._store.catalogue
        return replace(
            found,
            dimensions=tuple(catalogue.dimension(d).label.lower() for d in found.dimensions),
            members=tuple(
                tuple(self._member(d, m) for d, m in zip(found.dimensions, member, strict=True))
                for member in found.members
            ),
        )

    def _member(self, dimension: str, member: str | None) -> str | None:
        if member is None:
            return None
        if dimension not in self._labels:
            self._labels[dimension] = labels(self._store, dimension, self._snapshot)
        name = self._labels[dimension].get(member, member)
        return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


def _short(
    metric: Metric, change: float, found: Sequence[Finding], currency: str, since: str
) -> str:
    if not found:
        return ""
    best = found[0]
    part, whole = (
        fmt.difference(metric, amount, currency) for amount in (best.explained * change, change)
    )
    share = mark("mostly {names}: {part} of {whole}{since}")
    if best.explained < HALF:
        share = mark("partly {names}: {part} of {whole}{since}")
    return tr(share, names=best.names, part=part, whole=whole, since=since)
