"""Which points a chart's limits are made from: trial, locked, and new phases with a dated cause.

Limits that roll along with the data hide what they should show, so they never do: a phase's limits
come from its first points only. Under 12 points they are a trial. From 12 on they are locked, the
first 20 points being the most that make them: while there are 12 to 19, each still fills the
baseline; the 21st and all later ones are only judged by it. A new phase needs a dated cause (a fix
put in place, a new process) and starts its own baseline.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from metrics.stats.arrays import row

LOCK_FROM = 12
LOCK_AT = 20


@dataclass(frozen=True)
class Change:
    """A dated cause to start a new phase; ValueError without words for the cause."""

    on: dt.date
    cause: str

    def __post_init__(self) -> None:
        if not self.cause.strip():
            raise ValueError(f"a new phase on {self.on} needs a cause")


@dataclass(frozen=True)
class Phase:
    """Points `start` to `stop` (not included) share limits made from `start` to `fitted`.

    `fitted` is the index after the last point of the baseline, `points` how many points that are
    not missing the baseline has.
    """

    start: int
    stop: int
    fitted: int
    points: int
    state: Literal["trial", "locked"]
    cause: str | None = None


def baseline(values: ArrayLike, start: int = 0, stop: int | None = None) -> Phase:
    """Return the phase of `values` from `start` to `stop`: its first 20 points make the limits.

    Missing values (nan) are no points. `values` are oldest first.
    """
    values = row(values)
    stop = len(values) if stop is None else stop
    at = np.flatnonzero(~np.isnan(values[start:stop])) + start
    fitted = int(at[LOCK_AT - 1]) + 1 if len(at) > LOCK_AT else stop
    return Phase(
        start=start,
        stop=stop,
        fitted=fitted,
        points=min(len(at), LOCK_AT),
        state="trial" if len(at) < LOCK_FROM else "locked",
    )


def phases(
    values: ArrayLike, starts: Sequence[dt.date] = (), changes: Sequence[Change] = ()
) -> tuple[Phase, ...]:
    """Return the phases of `values`, oldest first: one, and one more for each change.

    `starts` are the first days of the periods, ascending; needed only where there are changes. A
    phase starts with the first period that begins on or after its change, so that no period is
    half old and half new; changes that fall together make one phase with both causes, one after
    the last period makes none. ValueError where `starts` and `values` differ in length.
    """
    values = row(values)
    if changes and len(starts) != len(values):
        raise ValueError(f"{len(values)} values need as many period starts, got {len(starts)}")
    causes: dict[int, list[str]] = {}
    for change in sorted(changes, key=lambda change: (change.on, change.cause)):
        at = next((i for i, start in enumerate(starts) if start >= change.on), None)
        if at is not None:
            causes.setdefault(at, []).append(change.cause)
    cuts = sorted({0, *causes})
    found = []
    for start, stop in zip(cuts, [*cuts[1:], len(values)], strict=True):
        phase = baseline(values, start, stop)
        cause = "; ".join(causes[start]) if start in causes else None
        found.append(Phase(phase.start, phase.stop, phase.fitted, phase.points, phase.state, cause))
    return tuple(found)
