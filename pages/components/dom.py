"""What the pages draw themselves: a tree of elements, sent as data and built in the browser.

Text is always a text node and never markup, whatever a row of an export says; tags and attributes
are those that ``assets/draw.js`` lists. A click on an element with `do` comes back to Python.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from metrics.language import tr

ASSETS = Path(__file__).parent / "assets"
_mount = st.components.v2.component(
    "andon",
    js=(ASSETS / "draw.js").read_text(encoding="utf-8"),
    isolate_styles=False,  # one stylesheet for all of them, instead of a copy with each
)

Action = Callable[[str, str], None]


@dataclass(frozen=True)
class Node:
    """An element: its tag, its attributes, and what it holds."""

    tag: str
    attributes: tuple[tuple[str, str], ...]
    children: tuple[Node | str, ...]

    def spec(self) -> list[Any]:
        """Return the element as the browser's side reads it: ``[tag, attributes, children]``."""
        inner = [child if isinstance(child, str) else child.spec() for child in self.children]
        return [self.tag, dict(self.attributes), inner]

    def text(self) -> str:
        """Return what a reader sees, parts separated by a blank."""
        parts = (child if isinstance(child, str) else child.text() for child in self.children)
        return " ".join(part for part in parts if part)


def el(tag: str, css: str = "", *children: Node | str | None, **attributes: str | None) -> Node:
    """Make an element of the classes `css`; None children and attributes are left out.

    Attribute names are written with ``_`` for ``-``. `do` and `key` name what a click on the
    element asks for, and of what.
    """
    given = {"class": css or None} | attributes
    named = {"do": "data-do", "key": "data-key"}
    pairs = tuple(
        (named.get(name, name.replace("_", "-")), value)
        for name, value in given.items()
        if value is not None
    )
    return Node(tag, pairs, tuple(child for child in children if child is not None))


def choice(css: str, labels: Mapping[str, str], chosen: str, do: str) -> list[Node]:
    """Make a button for each of `labels`, by key; the `chosen` one is pressed.

    `css` is ``chip`` or ``tab``, `do` what a click on one asks for.
    """
    return [
        el(
            "button",
            f"{css} on" if name == chosen else css,
            label,
            do=do,
            key=name,
            aria_pressed="true" if name == chosen else "false",
        )
        for name, label in labels.items()
    ]


def copy_link(label: str) -> Node:
    """Make a button, `label` on it, that copies the address of this view and says so."""
    return el(
        "button",
        "link",
        label,
        do="copy-link",
        title=tr("Copies the address of this view"),
        data_done=tr("Link copied"),
    )


def styles() -> None:
    """Bring in the stylesheets; once at the top of a page."""
    for sheet in ("look.css", "cards.css", "page.css", "print.css"):
        st.html(ASSETS / sheet)


def draw(*nodes: Node | None, key: str, on: Action | None = None) -> None:
    """Draw `nodes`, None left out; `on` is called with (do, key) after a click, before the page.

    The two strings come from the browser: whoever handles them must check them.
    """

    def clicked() -> None:
        event = getattr(st.session_state.get(key), "event", None)
        if on is not None and isinstance(event, dict):
            on(str(event.get("do", "")), str(event.get("key", "")))

    _mount(
        key=key, data=[node.spec() for node in nodes if node is not None], on_event_change=clicked
    )
