"""One viewer's state, kept in step with the URL.

A page change empties the URL and forgets the widgets, so the session's state is written back; a
link, a bookmark or the Back button brings a URL that this session did not write, so it is read.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from pages.components import language
from pages.components.state import Known, Params, State, from_params, to_params

_STATE, _WRITTEN, _PAGE, _IGNORED = "andon.state", "andon.url", "andon.page", "andon.ignored"
_GO, _GO_PARAMS = "andon.go", "andon.go.params"


def current() -> State:
    """Return the viewer's state as of this moment."""
    state: State = st.session_state.get(_STATE, State())
    return state


def change(**choices: Any) -> None:
    """Choose: replaces the named fields of the state. For callbacks, before the page runs."""
    put(replace(current(), **choices))


def put(state: State) -> None:
    """Make `state` the viewer's; what an earlier link said wrong is no longer told."""
    st.session_state[_STATE] = state
    st.session_state[_IGNORED] = ()


def toggled(dimension: str, member: str | None) -> State:
    """Return the state in which `member` is chosen of `dimension`, or is no longer."""
    state = current()
    chosen = state.members(dimension)
    if member in chosen:
        return state.narrowed(dimension, [one for one in chosen if one != member])
    return state.narrowed(dimension, [*chosen, member])


def go(page: str, **choices: Any) -> None:
    """Choose, and go to another page: from a callback, where Streamlit cannot switch pages yet.

    What is open here stays behind.
    """
    put(replace(current().closed(), **choices))
    st.session_state[_GO] = page
    st.session_state.pop(_PAGE, None)  # from one story to the next is a move, too: the URL is empty


def follow(page: str, params: Params) -> None:
    """Go to `page` as a link with `params` would, from a callback: nothing else stays chosen."""
    put(State())
    st.session_state[_GO] = page
    st.session_state.pop(_PAGE, None)  # from one story to the next is a move, too: the URL is empty
    st.session_state[_GO_PARAMS] = {name: list(values) for name, values in params.items()}


def going() -> tuple[str, dict[str, list[str]]] | None:
    """Return the page that a callback has chosen and what its link asks for, once."""
    page: str | None = st.session_state.pop(_GO, None)
    params: dict[str, list[str]] = st.session_state.pop(_GO_PARAMS, {})
    return None if page is None else (page, params)


def asked() -> dict[str, list[str]]:
    """Return what the address of the page asks for, as `synced` has written it."""
    return dict(st.session_state.get(_WRITTEN) or {})


def visit(page: str) -> None:
    """Note that the viewer is on `page`, which has no choices of its own; theirs are kept."""
    st.session_state[_PAGE], st.session_state[_WRITTEN] = page, {}
    language.keep()


def synced(page: str, known: Known) -> tuple[State, tuple[str, ...]]:
    """Bring URL and session together for `page`; return the state and what the URL said wrong."""
    given = {name: st.query_params.get_all(name) for name in st.query_params}
    url = {name: said for name, said in given.items() if name != language.PARAM}
    moved = st.session_state.get(_PAGE) != page
    ours = url == st.session_state.get(_WRITTEN) or (moved and not url)
    if not ours:
        st.session_state[_STATE], st.session_state[_IGNORED] = from_params(url, known, current())
    elif moved and current().metric not in known.metrics:
        st.session_state[_STATE] = current().closed()
    state = current()
    written = to_params(state, known.asks, known.members)
    whole = written | language.chosen()
    if whole != given:
        st.query_params.from_dict(whole)
    st.session_state[_WRITTEN], st.session_state[_PAGE] = written, page
    return state, st.session_state.get(_IGNORED, ())
