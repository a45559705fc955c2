"""Under the answer: who owes a note, whether the week is frozen, what was restated, the files."""

from __future__ import annotations

from functools import partial

import streamlit as st

from metrics import EVERYTHING, fmt
from metrics.export import FORMATS, MIME, Deck, Format, file_name, words, write
from metrics.language import current, mark, speaking, tr
from metrics.notes import freeze
from pages.components import ask
from pages.components.decks import checked, deck_of, driven
from pages.components.dom import Node, draw, el
from pages.components.frame import View
from pages.components.refusals import tried
from pages.components.who import ask_who, remember

_REFUSED = "andon.freeze.refused"
LABELS: dict[Format, str] = {
    "html": mark("HTML, one file"),
    "pdf": mark("PDF"),
    "pptx": mark("PowerPoint, charts to edit"),
    "xlsx": mark("Excel, all numbers"),
}


def draw_takeaway(view: View, deck: Deck) -> None:
    """Draw what the meeting still needs, and what it takes away."""
    refused = st.session_state.pop(_REFUSED, "")
    owing = words.owing(deck)
    draw(
        el("p", "note", owing) if owing else None,
        el("p", "note fault", refused) if refused else None,
        key="takeaway",
    )
    with st.container(horizontal=True, key="takeaway.bar"):
        with st.popover(tr("Export"), key="pop.export", on_change="rerun") as popover:
            if popover.open:
                _files(view, deck)
        if deck.minutes.frozen is None and not view.where and view.scope == EVERYTHING:
            with st.popover(tr("Freeze the week"), key="pop.freeze", on_change="rerun") as popover:
                if popover.open:
                    _freeze(view)


def draw_frozen(deck: Deck) -> None:
    """Draw whether the week is frozen, and what was restated since."""
    says = f"{words.frozen(deck)} {words.restatements(deck)[0]}".strip()
    draw(el("p", "muted frozen", says), key="frozen")
    if deck.restated:
        with st.expander(tr("What was restated since")):
            draw(el("div", "scroll", _restated(deck)), key="restated")


def _files(view: View, deck: Deck) -> None:
    draw(el("p", "muted", words.watermark(deck)), key="export.says")
    for form in FORMATS:
        st.download_button(
            tr(LABELS[form]),
            partial(_content, view, form, current()),
            file_name=file_name(deck, form),
            mime=MIME[form],
            on_click="ignore",
            key=f"export.{form}",
        )


def _content(view: View, form: Format, language: str) -> bytes:
    """Make the file when it is asked for, with what has been written up to then.

    The server asks for it outside the session, so the language goes along.
    """
    with speaking(language):
        return write(checked(view, driven(view, deck_of(view))), form)


def _freeze(view: View) -> None:
    says = tr(
        "Keeps the numbers of {week} as they are in snapshot {number}, for good. "
        "What is restated later is listed here.",
        week=fmt.week(view.week),
        number=view.snapshot.number,
    )
    who = "freeze.who"

    def do() -> None:
        name = remember(who)
        tried(
            lambda: freeze(view.store, ask.notebook(), view.week, name, view.snapshot.number),
            _REFUSED,
        )

    with st.form("freeze.form", border=False):
        draw(el("p", "muted", says), key="freeze.says")
        ask_who(who)
        st.form_submit_button(tr("Freeze"), on_click=do, type="primary")


def _restated(deck: Deck) -> Node:
    names = (tr("Metric"), tr("Period"), tr("Published"), tr("Now"), tr("Cause"))
    css = ("", "", "number", "number", "reason")
    head = [el("th", place, name, scope="col") for name, place in zip(names, css, strict=True)]
    body = [
        el("tr", "", *(el("td", place, cell) for cell, place in zip(row, css, strict=True)))
        for row in words.restatements(deck)[1]
    ]
    return el("table", "restated", el("thead", "", el("tr", "", *head)), el("tbody", "", *body))
