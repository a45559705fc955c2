"""Saved views, in the frame of every page: save what is shown, open, rename, delete, put back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from metrics import UserError, fmt
from metrics.kept import tell
from metrics.language import tr
from metrics.notes import SavedView, Views
from metrics.notes.views import KEPT, LONGEST_NAME, Removed, standing
from pages.components import ask, navigation, session, who
from pages.components.dom import Node, draw, el
from pages.components.refusals import tried
from pages.components.text import short

_SAID, _RENAMED, _DELETED = (f"andon.views.{name}" for name in ("said", "renamed", "deleted"))
_NAME, _ME, _POP = "views.name", "views.me", "views.pop"
LISTED = 40


@st.cache_resource(show_spinner=False, on_release=Views.close)
def views() -> Views:
    """Return the process's saved views; what others saved meanwhile is in its next answer."""
    return Views(ask.store().settings)


def draw_views(title: str) -> None:
    """Draw the way to the saved views and to a new one; nothing is read before it is opened."""
    with st.popover(tr("Views"), key=_POP, on_change="rerun") as popover:
        if not popover.open:
            return
        with st.container(key="views"):
            _form(navigation.here(title), tr(title))
            try:
                _list(views().all())
                _removed(views().removed())
            except UserError as problem:
                draw(el("p", "note fault", tell(problem)), key="views.fault")


def _form(page: str, title: str) -> None:
    told = st.session_state.pop(_SAID, "")
    if told:
        draw(el("p", "note", told), key="views.said")
    renamed = st.session_state.get(_RENAMED)
    if isinstance(renamed, SavedView):
        st.text_input(tr("New name"), key=_NAME, max_chars=LONGEST_NAME)
        st.button(tr("Rename"), key="views.rename", on_click=partial(_rename, renamed))
        return
    st.text_input(
        tr("Save this view as"),
        key=_NAME,
        max_chars=LONGEST_NAME,
        placeholder=title,
        help=tr("Everybody can open it. It shows the newest data, unless a week is chosen."),
    )
    who.ask_who(_ME)
    st.button(tr("Save as a view"), key="views.save", on_click=partial(_save, page))


def _save(page: str) -> None:
    name, owner = str(st.session_state.get(_NAME, "")), who.remember(_ME)
    if tried(lambda: views().save(name, page, session.asked(), owner, who.account()), _SAID):
        st.session_state[_NAME] = ""
        st.session_state[_SAID] = tr("Saved.")


def _rename(view: SavedView) -> None:
    name = str(st.session_state.get(_NAME, ""))
    if tried(lambda: views().rename(view.id, name, who.account()), _SAID):
        st.session_state[_NAME] = ""
        st.session_state.pop(_RENAMED, None)


def _list(every: Sequence[SavedView]) -> None:
    if not every:
        draw(el("p", "muted", tr("No view is saved yet.")), key="views.none")
        return
    by_key = {str(view.id): view for view in every}
    deleted = st.session_state.get(_DELETED)
    rows = [_row(view, deleted == view.id) for view in every[:LISTED]]
    left = len(every) - LISTED
    more = el("p", "muted", tr("{left} more are not shown.", left=left)) if left > 0 else None
    draw(el("ul", "views", *rows), more, key="views.list", on=partial(_act, by_key))


def _row(view: SavedView, sure: bool) -> Node:
    known = navigation.titles()
    found = standing(view, known, ask.store().catalogue)
    title = tr(known[view.page]) if view.page in known else view.page
    about = f"{short(title, 40)} · {short(view.owner, 40)} · {fmt.day(view.created_at.date())}"
    key = str(view.id)
    delete = tr("Really delete, for all?") if sure else tr("Delete")
    return el(
        "li",
        "",
        el("button", "link", short(view.name, 80), do="open", key=key,
           disabled=None if found.page else ""),
        el("span", "muted", about),
        el("span", "worse", found.says) if found.says else None,
        el("span", "acts", el("button", "link", tr("Rename"), do="rename", key=key),
           el("button", "link", delete, do="delete", key=key))
        if view.account in ("", who.account()) else None,
    )  # fmt: skip


def _act(by_key: dict[str, SavedView], do: str, key: str) -> None:
    view = by_key.get(key)
    if view is None:
        return
    if do == "open":
        found = standing(view, navigation.titles(), ask.store().catalogue)
        if found.page is not None:
            session.follow(found.page, found.params)
            st.session_state[_POP] = False
    elif do == "rename":
        st.session_state[_RENAMED], st.session_state[_NAME] = view, view.name
    elif do == "delete" and st.session_state.get(_DELETED) == view.id:
        _delete(view)
    elif do == "delete":
        st.session_state[_DELETED] = view.id


def _delete(view: SavedView) -> None:
    """Take a view away from everybody, under the viewer's name."""
    by = who.remember(_ME) or who.me()
    if not by:
        st.session_state[_SAID] = tr("Write your name here first: it is kept with what is deleted.")
        return
    st.session_state.pop(_DELETED)
    if tried(lambda: views().remove(view.id, by, who.account()), _SAID):
        st.session_state[_SAID] = tr("Deleted. For {n} days it can be put back.", n=KEPT.days)


def _removed(every: Sequence[Removed]) -> None:
    """List what was deleted of late, to be put back."""
    if not every:
        return
    by_key = {str(view.id): view for view in every[:LISTED]}

    def act(do: str, key: str) -> None:
        view = by_key.get(key)
        if do == "restore" and view and tried(lambda: views().restore(view.id), _SAID):
            st.session_state[_SAID] = tr("It is back.")

    rows = [
        el("li", "", el("b", "", short(view.name, 80)),
           el("span", "muted", tr("deleted by {who}, {when}", who=short(view.removed_by, 40),
                                  when=fmt.day(view.removed_at.date()))),
           el("span", "acts", el("button", "link", tr("Put back"), do="restore", key=key)))
        for key, view in by_key.items()
    ]  # fmt: skip
    title = el("p", "muted", tr("Deleted of late")), el("ul", "views", *rows)
    draw(*title, key="views.removed", on=act)
