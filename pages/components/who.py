"""Who writes: the name that stands under a note, an action, a saved view."""

from __future__ import annotations

import streamlit as st

from metrics.language import tr
from metrics.notes.model import LONGEST_NAME

_ME = "andon.minutes.me"


def me() -> str:
    """Return who writes: who is signed in, else the name given last in this session."""
    user = st.user.to_dict()
    signed_in = str(user.get("name") or user.get("email") or "") if user.get("is_logged_in") else ""
    return signed_in or str(st.session_state.get(_ME, ""))


def account() -> str:
    """Return what a signed-in viewer is known by, empty where nobody is signed in."""
    user = st.user.to_dict()
    return str(user.get("email") or user.get("sub") or "") if user.get("is_logged_in") else ""


def ask_who(key: str) -> None:
    """Draw the field of the writer's name, filled in where it is known."""
    st.session_state.setdefault(key, me())
    st.text_input(tr("Your name"), key=key, max_chars=LONGEST_NAME)


def remember(key: str) -> str:
    """Return the name in the field `key`, and keep it for the next form."""
    name = str(st.session_state.get(key, "")).strip()
    st.session_state[_ME] = name or st.session_state.get(_ME, "")
    return name
