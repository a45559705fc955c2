"""A plain table of words and numbers under a title: what analyses that are no metric look like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from metrics.language import tr
from pages.components.dom import Node, el

Cell = Node | str


def grid(
    title: str, says: str, columns: Mapping[str, str], rows: Sequence[Sequence[Cell]], none: str
) -> Node:
    """Return the section: `columns` are heads with their classes (``number``, ``desk`` …).

    `says` stands beside the title, `none` in place of a table without rows.
    """
    head = el("div", "section", el("h2", "", title), el("span", "muted", says))
    if not rows:
        return el("div", "", head, el("p", "muted", none))
    names = el("tr", "", *(el("th", css, tr(name), scope="col") for name, css in columns.items()))
    body = [
        el(
            "tr",
            "",
            *(el("td", css, cell) for cell, css in zip(row, columns.values(), strict=True)),
        )
        for row in rows
    ]
    table = el("table", "cases", el("thead", "", names), el("tbody", "", *body))
    return el("div", "", head, el("div", "scroll", table))
