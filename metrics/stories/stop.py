"""The story of one stop-sale: from signal to resume, what escaped, its cost, cause and verdict."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from metrics.analysis.stop_costs import StopCosts, stop_costs
from metrics.analysis.stop_stages import Leg, legs
from metrics.model import EVERYTHING, Scope, Where
from metrics.totals import Totals, totals

if TYPE_CHECKING:
    from metrics.engine import Store

Row = Mapping[str, Any]


@dataclass(frozen=True)
class StopStory:
    """One stop: its row of the fact `incidents`, and the rows of other facts that are about it.

    `cost` holds this one stop, or none where it was never suspended; `clocks` are what was promised
    of it and of its analyses. `cleared` is its row of
    `recurrences`, None before it is cleared; `again_after` are the stops whose problem came back
    with this one. `others` are the other stops of its product, oldest first.
    """

    incident: Row
    legs: tuple[Leg, ...]
    cost: StopCosts
    analyses: tuple[Row, ...]
    actions: tuple[Row, ...]
    verdicts: tuple[Row, ...]
    clocks: tuple[Row, ...]
    cleared: Row | None
    again_after: tuple[str, ...]
    others: tuple[Row, ...]

    @property
    def complaints_where(self) -> Where | None:
        """Return whose complaints are its own: of its product, its defect, the lot it stops.

        None where no list has its product: nothing tells whose those complaints are.
        """
        row = self.incident
        if row["product"] is None:
            return None
        lot = row["lot"] if row["scope"] == "lot" else None
        named = (("product", row["product"]), ("defect_code", row["defect_code"]), ("lot", lot))
        return tuple((name, (member,)) for name, member in named if member is not None)

    def complaints_within(self, as_of: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
        """Return when its complaints were reported: from the signal to its end, or to `as_of`."""
        row = self.incident
        first = row["signal_at"] or row["triggered_at"]
        last = row["ended_at"] or as_of
        return first, max(last, first) + dt.timedelta(microseconds=1)  # the end is out of a span


def stops_known(
    store: Store, *, scope: Scope = EVERYTHING, snapshot: int | None = None
) -> dict[str, str]:
    """Return the numbers of all stops that `scope` shows, without names: stops have none."""
    rows = totals(store, Totals("incidents", ("andon_id",), scope=scope, snapshot=snapshot))
    return {row["andon_id"]: "" for row in rows}


def stop_story(
    store: Store, andon: str, *, scope: Scope = EVERYTHING, snapshot: int | None = None
) -> StopStory | None:
    """Return the story of stop `andon`; None where there is none that `scope` shows."""
    with store.pinned(snapshot) as pinned:

        def rows(fact: str, where: Where) -> tuple[Row, ...]:
            return store.fact_rows(fact, where, 0, scope=scope, snapshot=pinned.number).named

        mine: Where = (("andon_id", (andon,)),)
        incidents = rows("incidents", mine)
        if not incidents:
            return None
        incident = incidents[0]
        analyses = rows("rcas", mine)
        cases = (andon, *(row["rca_id"] for row in analyses))
        alike = rows("incidents", (("product_id", (incident["product_id"],)),))
        return StopStory(
            incident=incident,
            legs=legs(incident, pinned.as_of),
            cost=stop_costs(store, where=mine, scope=scope, snapshot=pinned.number),
            analyses=analyses,
            actions=rows("actions", mine),
            verdicts=rows("fix_verdicts", mine),
            clocks=tuple(
                row
                for row in rows("sla_clocks", (("case_id", cases),))
                if row["case_kind"] in ("andon", "rca")
            ),
            cleared=next(iter(rows("recurrences", mine)), None),
            again_after=tuple(
                str(row["andon_id"]) for row in rows("recurrences", (("next_andon_id", (andon,)),))
            ),
            others=tuple(
                sorted(
                    (row for row in alike if row["andon_id"] != andon),
                    key=lambda row: (row["triggered_at"], row["andon_id"]),
                )
            ),
        )
