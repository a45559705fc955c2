"""The minutes of one metric: its notes, its promises, and the forms that write them down.

What people write is plain text wherever it is shown. What is refused (an empty note, one that
somebody else has just changed) is said above the form, and the text stays in it.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

import streamlit as st

from metrics import fmt
from metrics.export import Deck
from metrics.judge import Judged
from metrics.language import tr
from metrics.notes import Action, Note
from metrics.notes.model import LONGEST_NAME, LONGEST_TEXT
from pages.components import ask
from pages.components.dom import Node, draw, el
from pages.components.exceptions import promise
from pages.components.frame import View
from pages.components.refusals import tried
from pages.components.who import ask_who, me, remember

_SAID, _EDITS, _CLOSES = (f"andon.minutes.{name}" for name in ("said", "edits", "closes"))


def draw_minutes(view: View, deck: Deck, judged: Judged) -> None:
    """Draw what is written about the opened metric, and how to write more."""
    name, minutes = judged.metric.name, deck.minutes
    notes = minutes.notes.get(name, ())
    actions = (*minutes.promised(name), *minutes.planned(name))
    standing = {str(action.id): action for action in actions if action.state == "open"}
    written = {str(note.id): note for note in notes}

    def act(do: str, key: str) -> None:
        if do == "note.edit" and key in written:
            st.session_state[_EDITS] = written[key]
            st.session_state[f"note.text.{name}"] = written[key].text
        elif do == "note.withdraw" and key in written:
            tried(
                lambda: ask.notebook().withdraw_note(written[key], me() or written[key].author),
                _SAID,
            )
        elif do == "action.close" and key in standing:
            st.session_state[_CLOSES] = standing[key]

    told = st.session_state.pop(_SAID, "")
    draw(
        el("div", "section", el("h3", "", tr("Notes and actions"))),
        *(_note(view, note) for note in notes),
        None if notes else el("p", "muted", tr("No note yet.")),
        *(_action(view, action) for action in actions),
        el("p", "note fault", told) if told else None,
        key="minutes",
        on=act,
    )
    closes = st.session_state.get(_CLOSES)
    if isinstance(closes, Action) and str(closes.id) in standing:
        _closing(view, closes)
    with st.container(horizontal=True, key="minutes.forms"):
        _note_form(view, name)
        _action_form(view, judged)


def _note(view: View, note: Note) -> Node:
    when = fmt.moment(note.written_at, view.snapshot.timezone)
    return el(
        "div",
        "written",
        el("p", "text", note.text),
        el("p", "by muted", f"{note.author}, {when} ",
           el("button", "link", tr("Correct"), do="note.edit", key=str(note.id)), " ",
           el("button", "link", tr("Withdraw"), do="note.withdraw", key=str(note.id))),
    )  # fmt: skip


def _action(view: View, action: Action) -> Node:
    made = tr("Promised in the review of {week}. ", week=fmt.week(action.week))
    close = el("button", "link", tr("Close"), do="action.close", key=str(action.id))
    return el(
        "div",
        "written",
        el("p", "text", *promise(action, view)),
        el("p", "by muted", made, close if action.state == "open" else ""),
    )


def _note_form(view: View, metric: str) -> None:
    """Draw the form of a note: behind a button, or open where a note is being corrected."""
    edits = st.session_state.get(_EDITS)
    editing = (
        edits
        if isinstance(edits, Note)
        and (edits.week, edits.metric)
        == (
            view.week,
            metric,
        )
        else None
    )
    text, who = f"note.text.{metric}", "note.who"

    def keep() -> None:
        name = remember(who)
        replaces = editing.id if editing else None
        wrote = st.session_state[text]
        if tried(
            lambda: ask.notebook().write_note(view.week, metric, wrote, name, replaces), _SAID
        ):
            leave()

    def leave() -> None:
        st.session_state[text] = ""
        st.session_state.pop(_EDITS, None)

    if editing:
        with st.form("note.correct"):
            _note_fields(text, who)
            with st.container(horizontal=True):
                st.form_submit_button(tr("Keep the correction"), on_click=keep, type="primary")
                st.form_submit_button(tr("Leave it as it was"), on_click=leave)
        return
    with st.popover(tr("Write a note"), key="pop.note", on_change="rerun") as popover:
        if popover.open:
            with st.form("note.form", border=False):
                _note_fields(text, who)
                st.form_submit_button(tr("Keep the note"), on_click=keep, type="primary")


def _note_fields(text: str, who: str) -> None:
    st.text_area(tr("Note, as plain text"), key=text, max_chars=LONGEST_TEXT, height=140)
    ask_who(who)


def _action_form(view: View, judged: Judged) -> None:
    metric = judged.metric.name
    text, owner, due, who = (f"action.{name}.{metric}" for name in ("text", "owner", "due", "who"))

    def keep() -> None:
        name = remember(who)
        said = {key: st.session_state[key] for key in (text, owner, due)}
        if tried(
            lambda: ask.notebook().add_action(
                view.week, metric, said[text], said[owner], said[due], name
            ),
            _SAID,
        ):
            st.session_state[text] = ""

    with st.popover(tr("Add an action"), key="pop.action", on_change="rerun") as popover:
        if popover.open:
            st.session_state.setdefault(owner, judged.answer.owner)
            st.session_state.setdefault(due, view.week + dt.timedelta(days=14))
            with st.form("action.form", border=False):
                st.text_area(tr("What will be done"), key=text, max_chars=LONGEST_TEXT, height=100)
                st.text_input(tr("By whom"), key=owner, max_chars=LONGEST_NAME)
                st.date_input(tr("Until"), key=due, min_value=view.week)
                ask_who(who)
                st.form_submit_button(tr("Keep the action"), on_click=keep, type="primary")


def _closing(view: View, action: Action) -> None:
    outcome, who = f"close.outcome.{action.id}", f"close.who.{action.id}"

    def close(state: Literal["done", "dropped"]) -> None:
        name, said = remember(who), st.session_state.get(outcome, "")
        if tried(
            lambda: ask.notebook().close_action(action.id, state, view.week, name, said), _SAID
        ):
            st.session_state.pop(_CLOSES, None)

    def leave() -> None:
        st.session_state.pop(_CLOSES, None)

    with st.form(f"close.{action.id}"):
        draw(el("p", "text", tr("Close: {text}", text=action.text)), key="close.title")
        st.text_input(tr("What came of it"), key=outcome, max_chars=400)
        ask_who(who)
        with st.container(horizontal=True):
            st.form_submit_button(tr("It is done"), on_click=close, args=("done",), type="primary")
            st.form_submit_button(tr("Drop it"), on_click=close, args=("dropped",))
            st.form_submit_button(tr("Leave it open"), on_click=leave)
