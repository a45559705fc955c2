"""Cases that want somebody: those that have waited longest."""

from __future__ import annotations

from typing import Any

from metrics.language import tr
from pages.components import clocks, day, fmt, links
from pages.components.dom import Node, draw, el
from pages.components.frame import View

LISTED = 8


def draw_oldest(view: View) -> None:
    """Draw the unsolved cases that have waited longest, where no promise says which come first."""
    if clocks.RUNNING in view.metrics and clocks.running(view).total:
        return
    found = view.store.rows(day.asked(view, "backlog"), LISTED)
    rows = found.named
    title = el("div", "section", el("h2", "", tr("Oldest unsolved cases")))
    if not rows:
        draw(title, el("p", "muted", tr("No case is unsolved.")), key="oldest")
        return
    names = {
        tr("Case"): "",
        tr("Waiting"): "",
        tr("Status"): "",
        tr("Priority"): "desk",
        tr("Held by"): "",
    }
    names[tr("Team")] = "desk"
    head = el("tr", "", *(el("th", css, name, scope="col") for name, css in names.items()))
    body = [_case(view, row) for row in rows]
    draw(
        title,
        el("table", "cases stack", el("thead", "", head), el("tbody", "", *body)),
        key="oldest",
        on=links.act,
    )


def _case(view: View, row: dict[str, Any]) -> Node:
    waiting = (view.snapshot.as_of - row["opened_at"]).total_seconds()
    return el(
        "tr",
        "",
        el("td", "lead", links.case(row["ticket_id"])),
        el("td", "left nowrap", fmt.age(waiting)),
        el("td", "what", tr((row["status"] or "").replace("_", " "))),
        el("td", "desk", row["priority"] or ""),
        el("td", "who", links.person(view, row["assignee"])),
        el("td", "muted desk", row["team"] or ""),
    )
