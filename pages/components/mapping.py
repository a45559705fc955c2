"""Which export a viewer is mapping, if any: the state that the desk and the form share."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from pages.components.answers import Looked

_LOOKED, _ROUND = "andon.mapping.looked", "andon.mapping.round"
TRIED, FAULT = "andon.mapping.tried", "andon.mapping.fault"  # the YAML tried; what saving said


def begin(path: Path, report: Mapping[str, Any]) -> None:
    """Open the form on the export at `path`, of which ``suggest`` said `report`."""
    st.session_state[_LOOKED] = Looked(path, report)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.session_state[TRIED] = st.session_state[FAULT] = None


def end() -> None:
    """Close the form."""
    st.session_state.pop(_LOOKED, None)


def looked() -> Looked | None:
    """Return the export that is being mapped."""
    found: Looked | None = st.session_state.get(_LOOKED)
    return found


def key(name: str) -> str:
    """Return the key of a widget of the form that is open now."""
    return f"mapping.{st.session_state.get(_ROUND, 0)}.{name}"


def value(name: str) -> Any:
    """Return what the widget `name` of the form holds; None where it is not drawn."""
    return st.session_state.get(key(name))
