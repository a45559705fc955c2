"""The colours of charts: those of the exports, in the theme that the viewer's browser shows."""

from __future__ import annotations

import streamlit as st

from metrics.export.colours import DARK, FONT, LIGHT, Palette

__all__ = ["DARK", "FONT", "LIGHT", "Palette", "current"]


def current() -> Palette:
    """Return the palette of the theme that the viewer's browser shows."""
    return DARK if st.context.theme.type == "dark" else LIGHT
