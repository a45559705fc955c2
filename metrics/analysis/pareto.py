"""Pareto: which members make up most of it, by count, with the rate and the units beside it.

METRICS, section 3: always by rate and by count, with the cumulative line. A count is large where
much is sold, a rate where little is; each hides what the other shows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from metrics.engine import Store
from metrics.language import later
from metrics.model import Metric, Query, QueryError


@dataclass(frozen=True)
class ParetoRow:
    """One member: how much, over what, and the share of all that it and those before it make up.

    `rank_by_rate` is its place by the rate, 1 for the highest; None without a rate or of low n.
    """

    member: str | None
    count: float
    exposure: float
    rate: float | None
    cumulative: float
    rank_by_rate: int | None


@dataclass(frozen=True)
class Pareto:
    """Members by count, the largest first; `total` is the count of all of them."""

    metric: Metric
    by: str
    rows: tuple[ParetoRow, ...]
    total: float

    @property
    def by_rate(self) -> tuple[ParetoRow, ...]:
        """The same rows by rate, the highest first, without those that have no place there."""
        placed = [row for row in self.rows if row.rank_by_rate is not None]
        return tuple(sorted(placed, key=lambda row: row.rank_by_rate or 0))

    def most(self, share: float = 0.8) -> tuple[ParetoRow, ...]:
        """Return the fewest rows, largest first, that make up at least `share` of all."""
        found = []
        for row in self.rows:
            found.append(row)
            if row.cumulative >= share - 1e-12:
                break
        return tuple(found) if self.total else ()


def pareto(store: Store, query: Query, by: str) -> Pareto:
    """Return the Pareto of the ratio that `query` asks for, by `by`, over its days and filters.

    Members without any count are left out: they are nothing of it. Counts below zero are
    corrections; they reduce the total and come last.
    """
    metric = store.catalogue.metric(query.metric)
    if metric.over is None:
        raise QueryError(
            later("{metric} is no ratio, so it has no count beside its rate", metric=metric.name)
        )
    points = [p for p in store.query(replace(query, by=(by,), grain=None)).points if p.numerator]
    points.sort(key=lambda p: (-(p.numerator or 0.0), p.members[0] or ""))
    total = sum(p.numerator or 0.0 for p in points)
    rated = [p for p in points if p.value is not None and (p.denominator or 0) >= metric.min_n]
    rated.sort(key=lambda p: (-(p.value or 0.0), p.members[0] or ""))
    place = {p.members[0]: number for number, p in enumerate(rated, 1)}
    rows, so_far = [], 0.0
    for point in points:
        so_far += point.numerator or 0.0
        rows.append(
            ParetoRow(
                member=point.members[0],
                count=point.numerator or 0.0,
                exposure=point.denominator or 0.0,
                rate=point.value,
                cumulative=so_far / total if total else 0.0,
                rank_by_rate=place.get(point.members[0]),
            )
        )
    return Pareto(metric, by, tuple(rows), total)
