"""Root causes by category: what they cost, and whether they come back; escalations still open."""

from __future__ import annotations

import streamlit as st

from metrics.analysis.cause_costs import CauseCost, cause_costs
from metrics.language import mark, tr
from metrics.model import Query, Scope, Where
from pages.components import ask, fmt, links
from pages.components.dom import draw, el
from pages.components.frame import View
from pages.components.grid import grid

ESCALATED = "escalations_open"
LISTED = 10
CAUSES = {
    mark("Cause"): "",
    mark("Stops"): "number",
    mark("Cost"): "number",
    mark("Units escaped"): "number desk",
    mark("Came back within 90 days"): "number",
}
OPEN = {
    mark("Case"): "nowrap",
    mark("Open for"): "number",
    mark("Level"): "desk",
    mark("Priority"): "desk",
    mark("Held by"): "",
    mark("Team"): "desk",
}


@st.cache_resource(show_spinner=False, max_entries=16)
def _causes(number: int, where: Where, scope: Scope) -> tuple[CauseCost, ...]:
    return cause_costs(ask.store(), where, scope=scope, snapshot=number)


def draw_causes(view: View) -> None:
    """Draw the categories of root causes, the dearest first."""
    found = _causes(view.snapshot.number, view.narrowed("fix_effective_share")[0], view.scope)
    rows = [
        (
            el("span", "muted", tr("not found yet")) if one.category is None else one.category,
            fmt.number(one.stops),
            fmt.number(one.cost) + (" +" if one.unknown else ""),
            fmt.number(one.escaped),
            tr("{count} of {total}", count=one.came_back, total=one.mature),
        )
        for one in found
    ]
    says = tr("Cost of the stops in {currency}; +: more, not known", currency=view.currency)
    none = tr("No sale was ever stopped.")
    draw(grid(tr("Root causes by cost"), says, CAUSES, rows, none), key="causes.cost")


def draw_escalations(view: View) -> None:
    """Draw the escalations that are open at the as-of, the longest first."""
    if ESCALATED not in view.metrics:
        return
    query = Query(ESCALATED, where=view.narrowed(ESCALATED)[0], scope=view.scope,
                  snapshot=view.snapshot.number)  # fmt: skip
    found = view.store.rows(query, LISTED)
    rows = []
    for row in found.named:
        since = (view.snapshot.as_of - row["escalated_at"]).total_seconds()
        rows.append(
            (
                links.case(row["ticket_id"]),
                fmt.age(since),
                row["escalation_level"] or "–",
                row["priority"] or "–",
                links.person(view, row["assignee"]),
                row["team"] or "–",
            )
        )
    says = tr("the {count} oldest of {total}", count=len(rows), total=found.total)
    none = tr("No escalation is open.")
    draw(grid(tr("Escalations open"), says if rows else "", OPEN, rows, none), key="escalated",
         on=links.act)  # fmt: skip
