"""What a story is told of: where to type it, and what is said where there is no such thing."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from metrics.language import tr
from metrics.stories.named import named
from pages.components import session
from pages.components.dom import draw, el
from pages.components.frame import View
from pages.components.state import LONGEST_NAME
from pages.components.text import short


def typed(view: View, field: str, label: str) -> str | None:
    """Draw where to ask for another one; return what is asked for. `field` is one of `TOLD`."""
    key = f"story.{field}"

    def took() -> None:
        text = str(st.session_state.get(key) or "").strip()
        session.put(session.current().closed())
        session.change(**{field: text[:LONGEST_NAME] or None})

    asked: str | None = getattr(view.state, field)
    st.session_state[key] = asked or ""
    st.text_input(
        label,
        key=key,
        placeholder=label,
        max_chars=LONGEST_NAME,
        width=320,
        label_visibility="collapsed",
        on_change=took,
    )
    return asked


def found(
    view: View, field: str, label: str, missing: str, known: Mapping[str, str] | None = None
) -> str | None:
    """Draw where to ask, and return the key among `known` of what is asked for.

    None where nothing is asked for or there is no such thing, which is said with the nearest match.
    `missing` is that sentence, with ``{asked}`` in the place of what was asked for.
    """
    asked = typed(view, field, label)
    if asked is None:
        draw(el("p", "answer", tr("Which one? Type its number or name above.")), key="answer")
        return None
    told = named(asked, known or {})
    if told.key is not None:
        return told.key
    none, near = tr(missing, asked=short(asked, 60)), told.near
    if near is None:
        draw(el("p", "answer", none), key="answer")
        return None
    called = (known or {}).get(near) or ""
    shown = f"{called} ({near})" if called else near

    def go(do: str, key: str) -> None:
        if do == "near" and key == near:
            session.change(**{field: near})

    button = el("button", "link", short(shown, 80), do="near", key=near)
    draw(el("p", "answer", none, " ", tr("The nearest one:"), " ", button), key="answer", on=go)
    return None
