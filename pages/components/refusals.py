"""What was refused, and why, told to the reader: what somebody asked for, and lines of a file."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from metrics import UserError
from metrics.kept import tell
from metrics.language import tr

_ENDS = (".", "?", "!", "…", "。", "？", "！")


def sentence(text: str) -> str:
    """Return a message as a sentence: a capital first, a full stop last where it has no end."""
    shown = text[:1].upper() + text[1:]
    return shown if shown.endswith(_ENDS) else tr("{sentence}.", sentence=shown)


def tried(change: Callable[[], object], said: str) -> bool:
    """Run a change; what is refused is kept in the session as `said`, and False returned."""
    try:
        change()
    except UserError as problem:
        st.session_state[said] = sentence(tell(problem))
        return False
    return True


def reason(kept: str) -> str:
    """Return a reason as a row keeps it, ``rule: sentence``, without its rule, to the reader."""
    return tell(kept.partition(": ")[2] or kept)
