"""What stops cost, against what they saved: sales not made, refunds and handling not needed.

METRICS, section 2. Units not sold are the daily sales before the stop for each day off sale, at
their price. Of those units as many would have been defective as of the units that escaped; each
would have been refunded and handled. What is assumed is in ``andon.yaml``, and in the result.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from metrics.andon_config import Costs, load_andon_config
from metrics.engine import Store
from metrics.language import mark
from metrics.model import EVERYTHING, Scope, Where


@dataclass(frozen=True)
class StopCost:
    """One stop; money in the reporting currency. What cannot be known is None, with the reason.

    `units_not_sold` x price x the share lost is `cost`. `escaped_rate` is defects a unit among
    those that escaped; `avoided` is what as many of the units not sold would have cost.
    """

    andon_id: str
    product: str | None
    verdict: str | None
    off_days: float | None
    units_not_sold: float | None
    escaped_rate: float | None
    cost: float | None
    avoided: float | None
    reason: str | None

    @property
    def net(self) -> float | None:
        """What the stop saved more than it cost; below zero where it cost more."""
        return None if self.cost is None or self.avoided is None else self.avoided - self.cost


@dataclass(frozen=True)
class StopCosts:
    """All suspended stops, the dearest first; sums are of those whose both sides are known."""

    stops: tuple[StopCost, ...]
    cost: float
    avoided: float
    unknown: int
    assumed: Costs
    currency: str


def stop_costs(
    store: Store,
    *,
    start: dt.date | None = None,
    end: dt.date | None = None,
    where: Where = (),
    scope: Scope = EVERYTHING,
    snapshot: int | None = None,
) -> StopCosts:
    """Return cost and saving of the stops suspended on the days `start` … `end`.

    A stop that lasts is counted up to the as-of.
    """
    assumed = load_andon_config(store.settings).costs
    with store.pinned(snapshot) as pinned:
        rows = store.fact_rows("stop_costs", where, limit=0, scope=scope, snapshot=pinned.number)
        currency = pinned.currency
    found = []
    for row in rows.named:
        day = row["suspended_day"]
        if (start is None or day >= start) and (end is None or day <= end):
            found.append(_cost(row, assumed))
    found.sort(key=lambda stop: (stop.cost is None, -(stop.cost or 0.0), stop.andon_id))
    known = [stop for stop in found if stop.net is not None]
    return StopCosts(
        stops=tuple(found),
        cost=sum(stop.cost or 0.0 for stop in known),
        avoided=sum(stop.avoided or 0.0 for stop in known),
        unknown=len(found) - len(known),
        assumed=assumed,
        currency=currency,
    )


def _cost(row: dict[str, Any], assumed: Costs) -> StopCost:
    units, value, off_days = row["baseline_units"], row["baseline_value_base"], row["off_days"]
    not_sold = cost = avoided = rate = None
    reason = None
    if off_days is None:
        reason = mark("it was over before it was suspended")
    elif units is None:
        reason = mark("no known shipments of what it stops")
    elif value is None:
        reason = mark("a product without a price, or without an exchange rate")
    if row["escaped_units"] is not None and row["escaped_units"] > 0:
        rate = int(row["escaped_defects"]) / float(row["escaped_units"])
    if reason is None:
        off = float(off_days) / int(row["baseline_days"])
        # More may have come back than went out; nobody sells less than nothing.
        not_sold, lost = max(float(units), 0.0) * off, max(float(value), 0.0) * off
        cost = lost * assumed.lost_share
        if not not_sold:
            avoided = 0.0
        elif rate is None:
            reason = mark("no unit escaped, so nothing tells how many would have been defective")
        else:
            a_defect = lost / not_sold * assumed.refund_share + assumed.handling_cost
            avoided = not_sold * rate * a_defect
    return StopCost(
        andon_id=row["andon_id"],
        product=row["product"],
        verdict=row["verdict"],
        off_days=None if off_days is None else float(off_days),
        units_not_sold=not_sold,
        escaped_rate=rate,
        cost=cost,
        avoided=avoided,
        reason=reason,
    )
