"""What has a name in tables: the way to the story of a case, stop, product or vendor; people."""

from __future__ import annotations

from metrics.language import tr
from pages.components import ask, session
from pages.components.dom import Node, el
from pages.components.frame import View
from pages.components.state import LONGEST_NAME
from pages.components.text import short

LONGEST = 60
# What a story is told of, as the field of the state has it, and the page that tells it.
PAGES = {"case": "ticket", "stop": "stop", "product": "product", "vendor": "vendor"}
# Columns of facts, and what their members are the story of.
_COLUMNS = {
    "product": "product", "vendor": "vendor", "andon_id": "stop", "next_andon_id": "stop",
}  # fmt: skip


def case(number: str) -> Node:
    """Return the way to a ticket's story; who draws it hands `act` to `draw`."""
    return _to("case", number, number)


def stop(number: str) -> Node:
    """Return the way to a stop-sale's story."""
    return _to("stop", number, number)


def product(view: View, number: str | None, lot: str | None = None, limit: int = LONGEST) -> Node:
    """Return the way to a product's story under the product's name, with the `lot` that is meant.

    None is a product that no list has: it has no story, as nothing tells it from the others.
    """
    if number is None:
        return el("span", "muted", tr("unknown"))
    name = ask.labels(view.snapshot.number, "product").get(number, number)
    way = _to("product", number, name, limit)
    return el("span", "", way, tr(", lot {lot}", lot=short(lot, limit))) if lot else way


def vendor(name: str | None, limit: int = LONGEST) -> Node:
    """Return the way to a vendor's story."""
    return el("span", "muted", tr("unknown")) if name is None else _to("vendor", name, name, limit)


def cell(column: str, value: object) -> Node | None:
    """Return the way to the story of a fact's cell; None where the column has none."""
    what = _COLUMNS.get(column)
    return _to(what, value, value) if what and isinstance(value, str) and value else None


def beside(dimension: str, member: str | None) -> Node | None:
    """Return the way to a member's story for where its name does something else already."""
    if member is None or dimension not in PAGES:
        return None
    return el("button", "link", tr("Story"), do=dimension, key=member, title=tr("Its story"))


def _to(what: str, key: str, name: str, limit: int = LONGEST) -> Node:
    says = tr("Its story") if name == key else tr("{key}: its story", key=key)
    return el("button", "link", short(name, limit), do=what, key=key, title=says)


def act(do: str, key: str) -> None:
    """Go to the story of what was clicked."""
    if do in PAGES and key:
        session.go(PAGES[do], **{do: key[:LONGEST_NAME]})


def person(view: View, number: str | None) -> Node:
    """Return who holds a case: the person's name, their number as a hint."""
    if number is None:
        return el("span", "muted", tr("no known agent"))
    name = ask.labels(view.snapshot.number, "assignee").get(number, number)
    return el("span", "", short(name, LONGEST), title=number)
