"""Where what went wrong concentrates: the one cut of a share that holds most of its failures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from metrics.language import later
from metrics.model import Query, QueryError

if TYPE_CHECKING:
    from metrics.engine import Store

LEAST = 2  # so many failures make a place worth naming
BEYOND = 0.15  # by so much its share of the failures is above its share of the cases


@dataclass(frozen=True)
class Concentration:
    """`failed` of `all_failed` failures are of `member`, which has `cases` of `all_cases` cases."""

    dimension: str
    member: str | None
    failed: int
    all_failed: int
    cases: int
    all_cases: int


def concentration(store: Store, query: Query, dimensions: Sequence[str]) -> Concentration | None:
    """Return the member of one of `dimensions` that holds most of the failures of a share.

    `query` asks for a ratio of counts of which more is better; its failures are the denominator
    less the numerator. Named is a member with at least half of the failures, and with clearly more
    than its share of the cases would be: that describes what happened, and tests nothing. None
    where no member is like that. The first of `dimensions` wins among equals.
    """
    metric = store.catalogue.metric(query.metric)
    if metric.kind != "ratio" or metric.better != "higher":
        raise QueryError(later("{metric} is no share of which more is better", metric=metric.name))
    best: Concentration | None = None
    for dimension in dimensions:
        points = store.query(replace(query, by=(dimension,), grain=None)).points
        cases = {p.members[0]: (int(p.denominator or 0), int(p.numerator or 0)) for p in points}
        total = sum(over for over, _ in cases.values())
        failures = total - sum(of for _, of in cases.values())
        for member, (over, of) in cases.items():
            failed = over - of
            if failed < LEAST or failed * 2 < failures:
                continue
            if failed / failures - over / total < BEYOND:
                continue
            found = Concentration(dimension, member, failed, failures, over, total)
            if best is None or _excess(found) > _excess(best) + 1e-9:
                best = found
    return best


def _excess(found: Concentration) -> float:
    """Return how many failures are beyond what the member's share of the cases would give."""
    return found.failed - found.all_failed * found.cases / found.all_cases
