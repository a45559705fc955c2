"""Cases that want somebody: those that have waited longest."""

from __future__ import annotations

from typing import Any

from pages.components import day, fmt, links
from pages.components.dom import Node, draw, el
from pages.components.frame import View

LISTED = 8


def draw_oldest(view: View) -> None:
    """Draw the unsolved cases that have waited longest."""
    found = view.store.rows(day.standing(view, "backlog"), LISTED)
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    title = el("div", "section", el("h2", "", "Oldest unsolved cases"))
    if not rows:
        draw(title, el("p", "muted", "No case is unsolved."), key="oldest")
        return
    names = ("Case", "Waiting", "Status", "Priority", "Held by", "Team")
    desk = {"Priority", "Team"}  # what a phone has no room for
    head = el("tr", "", *(el("th", "desk" if n in desk else "", n, scope="col") for n in names))
    body = [_case(view, row) for row in rows]
    draw(
        title,
        el("table", "cases", el("thead", "", head), el("tbody", "", *body)),
        key="oldest",
        on=links.act,
    )


def _case(view: View, row: dict[str, Any]) -> Node:
    waiting = (view.snapshot.as_of - row["opened_at"]).total_seconds()
    return el(
        "tr",
        "",
        el("td", "", links.case(row["ticket_id"])),
        el("td", "nowrap", fmt.age(waiting)),
        el("td", "", (row["status"] or "").replace("_", " ")),
        el("td", "desk", row["priority"] or ""),
        el("td", "", links.person(view, row["assignee"])),
        el("td", "muted desk", row["team"] or ""),
    )
