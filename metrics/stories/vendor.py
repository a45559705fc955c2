"""The scorecard of one vendor: recurrences, time to fix, cost, open actions, products and lots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from metrics.analysis.ranking import Ranking, ranking
from metrics.analysis.stop_costs import StopCosts, stop_costs
from metrics.model import EVERYTHING, Query, Scope, Where

if TYPE_CHECKING:
    from metrics.engine import Store

RATE = "defect_rate_ppm"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Tally:
    """What is counted of some stops: of one vendor, or of all.

    `fix_s` is the median time from the pull to the fix (type 7), over `fixed` stops that have both
    in that order; None without any. `came_back` of the `mature` stops did within 90 days; younger
    ones are `immature` and in neither.
    """

    stops: int
    standing: int
    fixed: int
    fix_s: float | None
    mature: int
    came_back: int
    immature: int

    @property
    def recurrence_rate(self) -> float | None:
        """Share of the mature stops that came back within 90 days; None without any."""
        return self.came_back / self.mature if self.mature else None


@dataclass(frozen=True)
class VendorStory:
    """One vendor over all time; `mine` beside `everybody`, which holds the vendor's own too.

    `stops` are rows of `incidents`, `open_actions` of `actions` that are not done, the longest due
    first; `products` and `lots` rank what it made by its rate, among themselves.
    """

    vendor: str
    mine: Tally
    everybody: Tally
    stops: tuple[Row, ...]
    open_actions: tuple[Row, ...]
    cost: StopCosts
    products: Ranking
    lots: Ranking


def vendor_story(
    store: Store, vendor: str, *, scope: Scope = EVERYTHING, snapshot: int | None = None
) -> VendorStory:
    """Return the story of `vendor`, a member of the dimension."""
    where: Where = (("vendor", (vendor,)),)
    with store.pinned(snapshot) as pinned:
        number = pinned.number

        def rows(fact: str, narrowed: Where = where) -> tuple[Row, ...]:
            return store.fact_rows(fact, narrowed, 0, scope=scope, snapshot=number).named

        asked = Query(RATE, where=where, scope=scope, snapshot=number)
        stops = rows("incidents")
        undone = [row for row in rows("actions") if not row["done"]]
        undone.sort(key=lambda row: (row["due_at"] is None, row["due_at"] or 0, row["action_id"]))
        return VendorStory(
            vendor=vendor,
            mine=tally(stops, rows("recurrences")),
            everybody=tally(rows("incidents", ()), rows("recurrences", ())),
            stops=tuple(stops),
            open_actions=tuple(undone),
            cost=stop_costs(store, where=where, scope=scope, snapshot=number),
            products=ranking(store, asked, "product"),
            lots=ranking(store, asked, "lot"),
        )


def tally(stops: Sequence[Row], cleared: Sequence[Row]) -> Tally:
    """Count rows of `incidents` and of `recurrences`."""
    took = [
        (row["fixed_at"] - row["triggered_at"]).total_seconds()
        for row in stops
        if row["fixed_at"] is not None and row["fixed_at"] >= row["triggered_at"]
    ]
    return Tally(
        stops=len(stops),
        standing=sum(row["ended_at"] is None for row in stops),
        fixed=len(took),
        fix_s=float(np.median(took)) if took else None,
        mature=sum(bool(row["mature_90d"]) for row in cleared),
        came_back=sum(bool(row["came_back_90d"]) for row in cleared),
        immature=sum(bool(row["immature_90d"]) for row in cleared),
    )
