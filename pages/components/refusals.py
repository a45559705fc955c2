"""What somebody asked for and was refused, told in a sentence where the page is drawn next."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from metrics import UserError


def sentence(text: str) -> str:
    """Return a message as a sentence: a capital first, a full stop last where it has no end."""
    shown = text[:1].upper() + text[1:]
    return shown if shown.endswith((".", "?", "!", "…", "。")) else f"{shown}."


def tried(change: Callable[[], object], said: str) -> bool:
    """Run a change; what is refused is kept in the session as `said`, and False returned."""
    try:
        change()
    except UserError as problem:
        st.session_state[said] = sentence(str(problem))
        return False
    return True
