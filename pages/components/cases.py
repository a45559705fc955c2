"""Cases that want somebody: those that have waited longest."""

from __future__ import annotations

from typing import Any

from metrics import Query
from pages.components import ask, fmt, session
from pages.components.dom import Node, draw, el
from pages.components.frame import View
from pages.components.text import short

LISTED = 8


def draw_oldest(view: View) -> None:
    """Draw the unsolved cases that have waited longest."""
    where = view.narrowed("backlog")[0]
    query = Query("backlog", where=where, scope=view.scope, snapshot=view.snapshot.number)
    found = view.store.rows(query, LISTED)
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
        on=act,
    )


def case_link(case: str) -> Node:
    """Return the way to a ticket's story; who draws it hands `act` to `draw`."""
    return el("button", "link", short(case, 40), do="case", key=case, title="Its story")


def act(do: str, key: str) -> None:
    """Go to the story of the clicked case."""
    if do == "case" and key:
        session.go("ticket", case=key[:200])


def _case(view: View, row: dict[str, Any]) -> Node:
    waiting = (view.snapshot.as_of - row["opened_at"]).total_seconds()
    return el(
        "tr",
        "",
        el("td", "", case_link(row["ticket_id"])),
        el("td", "nowrap", fmt.age(waiting)),
        el("td", "", (row["status"] or "").replace("_", " ")),
        el("td", "desk", row["priority"] or ""),
        el("td", "", held_by(view, row["assignee"])),
        el("td", "muted desk", row["team"] or ""),
    )


def held_by(view: View, assignee: str | None) -> Node:
    """Return who holds a case: the person's name, their number as a hint."""
    if assignee is None:
        return el("span", "muted", "no known agent")
    name = ask.labels(view.snapshot.number, "assignee").get(assignee, assignee)
    return el("span", "", short(name, 40), title=assignee)
