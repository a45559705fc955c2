"""Where the time goes: how long cases are in each stage before they are solved, and the slowest.

METRICS, section 7. Means, so that the stages add up to the whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from metrics.engine import Store
from metrics.model import Query

# The status, and the metric of the hours in it; in the order in which a case goes through them.
STAGES: Mapping[str, str] = {
    "new": "time_in_new",
    "open": "time_in_open",
    "pending": "time_waiting_for_customer",
    "on_hold": "time_waiting_for_team",
}


@dataclass(frozen=True)
class Course:
    """One member (or the whole: no members): hours in each status, over `n` solved cases.

    `undecided` are solved cases whose stages are not known. `slowest` is the status that takes
    most, `share` its part of all; None where no time passed at all. Of two that take the same the
    earlier.
    """

    members: tuple[str | None, ...]
    n: int
    undecided: int
    hours: Mapping[str, float]
    slowest: str | None
    share: float | None


def stages(store: Store, query: Query) -> tuple[Course, ...]:
    """Return the course of the cases that `query` narrows to (its metric and grain do not matter).

    One for each combination of members of `query.by`, in their order; those without any case whose
    stages are known are left out.
    """
    with store.pinned(query.snapshot) as pinned:
        asked = replace(query, grain=None, snapshot=pinned.number)
        found = {
            status: {p.members: p for p in store.query(replace(asked, metric=metric)).points}
            for status, metric in STAGES.items()
        }
    courses = []
    for members, point in found["new"].items():
        hours = {status: points[members].value for status, points in found.items()}
        known = {status: value for status, value in hours.items() if value is not None}
        if len(known) < len(STAGES):
            continue
        total = sum(known.values())
        slowest = max(known, key=lambda status: known[status]) if total > 0 else None
        share = known[slowest] / total if slowest else None
        courses.append(Course(members, point.n, point.undecided, known, slowest, share))
    return tuple(courses)
