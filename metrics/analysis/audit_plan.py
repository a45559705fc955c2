"""How many solved cases to audit for a wanted precision, and how many of whose.

METRICS, sections 7 and 11: the size by the normal approximation with finite population correction,
the parts in proportion to the cases of each agent.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from metrics.engine import Store
from metrics.language import later
from metrics.model import EVERYTHING, Point, Query, QueryError, Scope, Where
from metrics.stats.sampling import allocate, sample_size


@dataclass(frozen=True)
class Portion:
    """One member: cases solved, how many of them to audit, and how many have been already."""

    member: str
    cases: int
    wanted: int
    audited: int

    @property
    def left(self) -> int:
        """How many are still to be audited."""
        return max(self.wanted - self.audited, 0)


@dataclass(frozen=True)
class AuditPlan:
    """The plan of a period: `wanted` of `cases` tell the pass rate to within +-`precision`.

    `share` is the guess of the pass rate that the size is made for. `left_out` are solved cases of
    nobody known, which no one's sample can be drawn from. Portions are largest first.
    """

    precision: float
    share: float
    cases: int
    wanted: int
    left_out: int
    portions: tuple[Portion, ...]


def audit_plan(
    store: Store,
    precision: float = 0.05,
    at_least: int = 0,
    by: str = "assignee",
    *,
    start: dt.date | None = None,
    end: dt.date | None = None,
    where: Where = (),
    scope: Scope = EVERYTHING,
    snapshot: int | None = None,
) -> AuditPlan:
    """Plan the audits of the cases solved on the days `start` … `end`, by agent (or team …).

    The guess is the pass rate of all audits up to `end`: of its 95 % interval the end nearest to
    one half, so that few audits ask for more. `at_least` so many of each member, where there are.
    QueryError unless 0 < `precision` < 1.
    """
    if not 0 < precision < 1:
        raise QueryError(
            later(
                "a precision lies between 0 and 1, such as 0.05; got {precision:g}",
                precision=precision,
            )
        )
    with store.pinned(snapshot) as pinned:

        def ask(metric: str, first: dt.date | None, *cut: str) -> tuple[Point, ...]:
            query = Query(
                metric, by=cut, start=first, end=end, where=where, scope=scope,
                snapshot=pinned.number,
            )  # fmt: skip
            return store.query(query).points

        solved = {p.members[0]: int(p.value or 0) for p in ask("tickets_solved", start, by)}
        audited = {p.members[0]: int(p.numerator or 0) for p in ask("qa_coverage", start, by)}
        share = _guess(ask("qa_pass_rate", None))
    left_out = solved.pop(None, 0)
    members = sorted((m for m in solved if m is not None), key=lambda m: (-solved[m], m))
    cases = sum(solved.values())
    size = sample_size(precision, cases, share)
    parts: list[int] = []
    if members:
        parts = allocate(size, [solved[m] for m in members], at_least).tolist()
    portions = tuple(
        Portion(member, solved[member], part, audited.get(member, 0))
        for member, part in zip(members, parts, strict=True)
    )
    wanted = sum(portion.wanted for portion in portions)
    return AuditPlan(precision, share, cases, wanted, left_out, portions)


def _guess(points: tuple[Point, ...]) -> float:
    for point in points:
        if point.low is not None and point.high is not None:
            return min(max(0.5, point.low), point.high)
    return 0.5
