"""Where a stop-sale waits: how long from each stage to the next, of one stop and of many.

METRICS, section 2: signal, pull, suspension, root cause, fix, verification, resume. Any may be
missing; the wait across a missing one belongs to no stage, so that none is blamed for another. The
time from the signal to the pull is no work on a stop: it can be years of single, usual complaints.
It has its length, but no part in where stops wait.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from metrics.engine import Store
from metrics.model import EVERYTHING, Scope, Where

# In the order in which a stop goes through them: columns of the fact `incidents`.
STAGES = (
    "signal_at",
    "triggered_at",
    "suspended_at",
    "cause_found_at",
    "fixed_at",
    "verified_at",
    "resumed_at",
)
CLOSED = "closed_at"  # how a stop ends that is never resumed


@dataclass(frozen=True)
class Leg:
    """From one reached stage to the next one: both are columns of `incidents`.

    `seconds` by the wall clock; None where the next stage was entered before this one, as a time
    that would end before it starts is not known. A leg that `lasts` waits for `end` at the as-of.
    """

    start: str
    end: str
    from_at: dt.datetime
    until_at: dt.datetime
    seconds: float | None
    lasts: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether no stage is missing in between."""
        return (self.start, self.end) in set(pairwise(STAGES))


@dataclass(frozen=True)
class Wait:
    """All legs from one stage to the very next: `n` that are over, and how many still wait.

    Seconds are the median and the 90th percentile (type 7) of those that are over; `share` is their
    part of the time of all of them from the pull on. None without any, and for what comes before.
    """

    start: str
    end: str
    n: int
    median_s: float | None
    p90_s: float | None
    share: float | None
    waiting: int


def legs(incident: Mapping[str, Any], as_of: dt.datetime) -> tuple[Leg, ...]:
    """Return the legs of a row of `incidents`, oldest stage first.

    A stop that is neither resumed nor closed has a last leg up to `as_of`: it waits for the stage
    after the last one that it reached.
    """
    reached = [(name, incident[name]) for name in STAGES if incident[name] is not None]
    over = incident["resumed_at"] is not None
    if not over and incident[CLOSED] is not None:
        reached.append((CLOSED, incident[CLOSED]))
        over = True
    found = []
    for (start, began), (end, came) in pairwise(reached):
        long = (came - began).total_seconds()
        found.append(Leg(start, end, began, came, long if long >= 0 else None))
    if reached and not over:
        name, since = reached[-1]
        long = (as_of - since).total_seconds()
        upcoming = STAGES[STAGES.index(name) + 1]
        found.append(Leg(name, upcoming, since, as_of, long if long >= 0 else None, lasts=True))
    return tuple(found)


def longest(found: Sequence[Leg]) -> Leg | None:
    """Return the leg from the pull on that took most, the earlier of two; None without any."""
    known = [leg for leg in found if leg.seconds is not None and leg.start != STAGES[0]]
    return max(known, key=lambda leg: leg.seconds or 0.0) if known else None


def stop_stages(
    store: Store,
    *,
    start: dt.date | None = None,
    end: dt.date | None = None,
    where: Where = (),
    scope: Scope = EVERYTHING,
    snapshot: int | None = None,
) -> tuple[Wait, ...]:
    """Return the waits between stages of the stops pulled on the days `start` … `end`, in order."""
    with store.pinned(snapshot) as pinned:
        rows = store.fact_rows("incidents", where, limit=0, scope=scope, snapshot=pinned.number)
        as_of = pinned.as_of
    every: list[Leg] = []
    for row in rows.named:
        day = row["triggered_day"]
        if (start is None or day >= start) and (end is None or day <= end):
            every += legs(row, as_of)
    whole = [leg for leg in every if leg.is_whole]
    spent = {
        pair: [
            leg.seconds
            for leg in whole
            if (leg.start, leg.end) == pair and leg.seconds is not None and not leg.lasts
        ]
        for pair in pairwise(STAGES)
    }
    total = sum(sum(seconds) for (first, _), seconds in spent.items() if first != STAGES[0])
    return tuple(
        Wait(
            start=pair[0],
            end=pair[1],
            n=len(seconds),
            median_s=float(np.quantile(seconds, 0.5)) if seconds else None,
            p90_s=float(np.quantile(seconds, 0.9)) if seconds else None,
            share=sum(seconds) / total if seconds and total > 0 and pair[0] != STAGES[0] else None,
            waiting=sum(leg.lasts and (leg.start, leg.end) == pair for leg in whole),
        )
        for pair, seconds in spent.items()
    )
