"""How often a problem comes back as time goes on: the mean cumulative function.

METRICS, sections 4 and 11. A unit is a problem: one key of ``recurrence.yaml``, a product and its
defect family unless that says otherwise. Its clock runs while it is cleared, and stands still while
it is stopped: a product off sale is not at risk. It is watched until the as-of, or until it goes
off sale for another reason, or off the shelves.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from metrics.engine import Store
from metrics.model import EVERYTHING, Scope, Where
from metrics.stats.survival import MeanCumulative, mean_cumulative

DAY_S = 86_400


@dataclass(frozen=True)
class RecurrenceCount:
    """`problems` were cleared at least once; `recurrences` is how often one of them came back.

    `curve` is in recurrences a problem, by days on sale since it was first cleared.
    """

    problems: int
    recurrences: int
    curve: MeanCumulative


def recurrence_count(
    store: Store,
    where: Where = (),
    *,
    scope: Scope = EVERYTHING,
    snapshot: int | None = None,
) -> RecurrenceCount:
    """Return the mean cumulative function of recurrences a problem, with its 95 % band."""
    rows = store.fact_rows("recurrences", where, limit=0, scope=scope, snapshot=snapshot)
    problems: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.named:
        if row["at_risk_s"] is not None:
            problems[row["problem"]].append(row)
    units: list[int] = []
    times: list[float] = []
    ends: list[float] = []
    for number, cleared in enumerate(problems.values()):
        came_back, end = _on_sale(cleared)
        units += [number] * len(came_back)
        times += came_back
        ends.append(end)
    return RecurrenceCount(len(ends), len(times), mean_cumulative(units, times, ends))


def _on_sale(cleared: list[dict[str, Any]]) -> tuple[list[float], float]:
    """Return when one problem came back, and until when it was watched: days of its own clock."""
    stretches: dict[str | None, dict[str, Any]] = {}
    for row in sorted(cleared, key=_start):
        # Of several that wait for the same return, the last to be cleared starts the stretch.
        stretches[row["next_andon_id"]] = row
    clock, came_back = 0.0, []
    for row in sorted(stretches.values(), key=_start):
        clock += float(row["at_risk_s"]) / DAY_S
        if row["at_risk_until"] != "recurrence":
            break
        came_back.append(clock)
    return came_back, clock


def _start(row: dict[str, Any]) -> dt.datetime:
    moment: dt.datetime = row["clear_at"]
    return moment
