"""Which language a viewer reads: the link's, else the one they chose, else their browser's."""

from __future__ import annotations

from contextlib import AbstractContextManager

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from metrics import language

PARAM = "lang"  # how it stands in a URL
_SPOKEN, _CHOSEN, _SWITCH = "andon.language", "andon.language.chosen", "language"


def settle() -> None:
    """Find the viewer's language; first in every run, before anything is said.

    Only a language that was chosen stands in the URL: a link sent by a viewer who never chose is
    read by each in their own browser's.
    """
    asked = language.known(st.query_params.get(PARAM, ""))
    if asked:
        st.session_state[_CHOSEN] = asked
    st.session_state[_SPOKEN] = st.session_state.get(_CHOSEN) or _browser()


def spoken() -> AbstractContextManager[None]:
    """Speak the viewer's language inside the block, without asking the session for each word."""
    return language.speaking(_session())


def chosen() -> dict[str, list[str]]:
    """Return what the URL says of the language: nothing where the viewer has chosen none."""
    asked = st.session_state.get(_CHOSEN)
    return {PARAM: [asked]} if asked else {}


def keep() -> None:
    """Write the chosen language into the URL of a page that has nothing else to write there."""
    for name, values in chosen().items():
        if st.query_params.get_all(name) != values:
            st.query_params[name] = values


def switch() -> None:
    """Draw the choice of the language, each under its own name."""
    st.session_state[_SWITCH] = st.session_state[_SPOKEN]
    st.sidebar.selectbox(
        "Language · 語言 · 언어",
        list(language.LANGUAGES),
        key=_SWITCH,
        format_func=lambda name: language.LANGUAGES[name],
        on_change=_choose,
    )


def _choose() -> None:
    picked = st.session_state[_SWITCH]
    st.session_state[_CHOSEN] = st.session_state[_SPOKEN] = picked
    st.query_params[PARAM] = picked


def _browser() -> str:
    """Return the browser's first language if we speak it, else the best that it accepts."""
    header = st.context.headers.get("Accept-Language", "")
    return language.known(st.context.locale or "") or language.preferred(header) or language.SOURCE


def _session() -> str:
    """Return the language of the session that is being drawn; English where none is."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return language.SOURCE
    return str(st.session_state.get(_SPOKEN, language.SOURCE))


language.ask(_session)
