"""Time until a problem comes back: Kaplan-Meier curves by fix, vendor or cause, and log-rank.

METRICS, section 4. The clock starts when an incident is cleared and stops when it comes back. It is
cut off (censored) at the as-of, and when the product goes off sale for another reason or off the
shelves: a product that nobody can buy cannot come back, and is no success.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from metrics.engine import Store
from metrics.language import later
from metrics.model import EVERYTHING, Scope, UnknownNameError, Where
from metrics.stats.survival import LogRank, Survival, kaplan_meier, log_rank

DAY_S = 86_400
CUTS = (
    "fix_type", "vendor", "cause_category", "category", "defect_family", "defect_code", "product",
    "scope", "region", "owner",
)  # fmt: skip


@dataclass(frozen=True)
class RecurrenceCurve:
    """One member's curve, in days; `came_back` of its `n` incidents did, the others are censored.

    `member` None: all incidents, or those of an unknown member.
    """

    member: str | None
    n: int
    came_back: int
    survival: Survival


@dataclass(frozen=True)
class RecurrenceCurves:
    """The curve of all incidents, those of each member (the most incidents first), and the test.

    `test` is None unless two members or more have incidents; an unknown member is not tested.
    `censored` counts what cut incidents off: suspension, delisting, as of.
    """

    by: str | None
    whole: RecurrenceCurve
    curves: tuple[RecurrenceCurve, ...]
    test: LogRank | None
    censored: dict[str, int]


def recurrence_curves(
    store: Store,
    by: str | None = "fix_type",
    where: Where = (),
    *,
    scope: Scope = EVERYTHING,
    snapshot: int | None = None,
) -> RecurrenceCurves:
    """Return how long incidents stayed away, by `by` (one of `CUTS`; None: all together)."""
    if by is not None and by not in CUTS:
        raise UnknownNameError.of(later("cut of recurrences"), by, CUTS)
    rows = store.fact_rows("recurrences", where, limit=0, scope=scope, snapshot=snapshot)
    at = {name: place for place, name in enumerate(rows.columns)}
    groups: dict[str | None, list[tuple[float, bool]]] = defaultdict(list)
    censored: dict[str, int] = defaultdict(int)
    for row in rows.rows:
        days, until = row[at["at_risk_s"]], row[at["at_risk_until"]]
        if days is None:  # cleared after the as-of: not watched yet
            continue
        member = None if by is None else row[at[by]]
        groups[member].append((float(days) / DAY_S, until == "recurrence"))
        if until != "recurrence":
            censored[until] += 1
    everyone = [watched for group in groups.values() for watched in group]
    curves = [_curve(member, watched) for member, watched in groups.items()] if by else []
    curves.sort(key=lambda curve: (-curve.n, curve.member or ""))
    known = [(member, *w) for member, group in groups.items() if member for w in group]
    test = None
    if len({member for member, _, _ in known}) > 1:
        members, days, events = zip(*known, strict=True)
        test = log_rank(days, events, members)
    return RecurrenceCurves(by, _curve(None, everyone), tuple(curves), test, dict(censored))


def _curve(member: str | None, watched: list[tuple[float, bool]]) -> RecurrenceCurve:
    days, events = [d for d, _ in watched], [e for _, e in watched]
    return RecurrenceCurve(member, len(watched), sum(events), kaplan_meier(days, events))
