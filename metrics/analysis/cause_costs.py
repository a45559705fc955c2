"""Root causes by category: how many stops, what those cost, what escaped, what came back.

METRICS, sections 2, 4 and 5. A stop whose cost is not known is counted, and said to be unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from metrics.analysis.stop_costs import stop_costs
from metrics.engine import Store
from metrics.model import EVERYTHING, Scope, Where


@dataclass(frozen=True)
class CauseCost:
    """One category of cause; None: no analysis has found one.

    `cost` is in the reporting currency, of the stops whose cost is known; `unknown` are the others
    that were suspended. `escaped` leaves stops without known shipments out. `came_back` of the
    `mature` ones did within 90 days.
    """

    category: str | None
    stops: int
    cost: float
    unknown: int
    escaped: int
    mature: int
    came_back: int


def cause_costs(
    store: Store, where: Where = (), *, scope: Scope = EVERYTHING, snapshot: int | None = None
) -> tuple[CauseCost, ...]:
    """Return the categories of all stops, the dearest first, unknown causes last."""
    with store.pinned(snapshot) as pinned:

        def rows(fact: str) -> tuple[dict[str, Any], ...]:
            return store.fact_rows(fact, where, 0, scope=scope, snapshot=pinned.number).named

        stops, cleared = rows("incidents"), rows("recurrences")
        costs = stop_costs(store, where=where, scope=scope, snapshot=pinned.number).stops
    of = {one.andon_id: one.cost for one in costs}
    found = []
    for category in {row["cause_category"] for row in stops}:
        mine = [row for row in stops if row["cause_category"] == category]
        again = [row for row in cleared if row["cause_category"] == category]
        known = [of.get(row["andon_id"]) for row in mine if row["andon_id"] in of]
        found.append(
            CauseCost(
                category=category,
                stops=len(mine),
                cost=sum(cost for cost in known if cost is not None),
                unknown=sum(cost is None for cost in known),
                escaped=sum(int(row["escaped_units"] or 0) for row in mine),
                mature=sum(bool(row["mature_90d"]) for row in again),
                came_back=sum(bool(row["came_back_90d"]) for row in again),
            )
        )
    return tuple(
        sorted(found, key=lambda one: (one.category is None, -one.cost, one.category or ""))
    )
