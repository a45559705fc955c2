"""Cases and people as they stand in tables: the way to a case's story, a person's name."""

from __future__ import annotations

from metrics.language import tr
from pages.components import ask, session
from pages.components.dom import Node, el
from pages.components.frame import View
from pages.components.text import short

LONGEST = 60


def case(number: str) -> Node:
    """Return the way to a ticket's story; who draws it hands `act` to `draw`."""
    return el(
        "button", "link", short(number, LONGEST), do="case", key=number, title=tr("Its story")
    )


def act(do: str, key: str) -> None:
    """Go to the story of the clicked case."""
    if do == "case" and key:
        session.go("ticket", case=key[:200])


def person(view: View, number: str | None) -> Node:
    """Return who holds a case: the person's name, their number as a hint."""
    if number is None:
        return el("span", "muted", tr("no known agent"))
    name = ask.labels(view.snapshot.number, "assignee").get(number, number)
    return el("span", "", short(name, LONGEST), title=number)
