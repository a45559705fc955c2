"""Numbers that are no metric, side by side: what each is, and what is to be known of it."""

from __future__ import annotations

from pages.components.dom import Node, el

Figure = tuple[str, str, Node | str | None]


def figures(*shown: Figure | None) -> Node:
    """Return the numbers in a row: name, value and the line under it of each; None is left out."""
    return el(
        "div",
        "cards",
        *(
            el(
                "div",
                "card still",
                el("span", "name", name),
                el("span", "value", value),
                el("span", "note-line", note) if note else None,
            )
            for name, value, note in (one for one in shown if one is not None)
        ),
    )
