"""Work per agent: what each holds, how old it is, and how many days of the agent's own pace it is.

METRICS, section 7. By Little's law, what is held over what is finished a day is how long it takes.
It compares loads, not people: whom it shows with much has been given much.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from statistics import median

from metrics.engine import Store
from metrics.language import later
from metrics.model import EVERYTHING, Query, QueryError, Scope, Where
from metrics.periods import DAY

DAYS = 28


@dataclass(frozen=True)
class Load:
    """One agent: cases held, the age of the oldest tenth (hours), cases finished and days of work.

    `solved` counts the solves of the days looked at. `days` is held / solved a day; None where
    nothing was finished, so that no pace is known.
    """

    agent: str
    held: int
    age_p90: float | None
    solved: int
    days: float | None


@dataclass(frozen=True)
class Loads:
    """All agents who hold or finished anything, who holds most first.

    `unassigned` are cases that nobody known holds; `middle` is the median of the days of work.
    """

    day: dt.date
    start: dt.date
    loads: tuple[Load, ...]
    unassigned: int
    middle: float | None


def work_per_agent(
    store: Store,
    day: dt.date | None = None,
    days: int = DAYS,
    *,
    where: Where = (),
    scope: Scope = EVERYTHING,
    snapshot: int | None = None,
) -> Loads:
    """Return the loads at the end of `day` (None: at the as-of), paced by the `days` up to it."""
    if days < 1:
        raise QueryError(later("a pace needs at least one day, got {days}", days=days))
    with store.pinned(snapshot) as pinned:
        day = min(day or pinned.today, pinned.today)
        start = day - (days - 1) * DAY

        def ask(metric: str) -> dict[str | None, float | None]:
            query = Query(
                metric, by=("assignee",), start=start, end=day, where=where, scope=scope,
                snapshot=pinned.number,
            )  # fmt: skip
            return {point.members[0]: point.value for point in store.query(query).points}

        held, ages, solved = ask("backlog"), ask("backlog_age_p90"), ask("solves")
    loads = [
        _load(agent, int(held.get(agent) or 0), ages.get(agent), int(solved.get(agent) or 0), days)
        for agent in {*held, *solved}
        if agent is not None and (held.get(agent) or solved.get(agent))
    ]
    loads.sort(key=lambda load: (-load.held, load.agent))
    paces = [load.days for load in loads if load.days is not None]
    return Loads(
        day, start, tuple(loads), int(held.get(None) or 0), median(paces) if paces else None
    )


def _load(agent: str, held: int, age: float | None, solved: int, days: int) -> Load:
    return Load(agent, held, age, solved, held * days / solved if solved else None)
