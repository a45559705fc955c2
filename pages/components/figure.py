"""Figures on a page: every text in them is text and nothing else, and a click tells its point."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go
import streamlit as st

QUIET = {"displayModeBar": False, "doubleClick": False, "scrollZoom": False}


def draw_figure(
    figure: go.Figure, key: str, clicked: Callable[[list[Any]], None] | None = None
) -> None:
    """Draw `figure`; `clicked` gets the `customdata` of a point, which must be a list."""
    inert(figure)
    if clicked is None:
        st.plotly_chart(figure, key=key, theme=None, config=QUIET)
        return

    def selected() -> None:
        points = st.session_state[key].selection.points
        told = points[0].get("customdata") if points else None
        if isinstance(told, list) and told:
            clicked(told)

    st.plotly_chart(figure, key=key, theme=None, config=QUIET, on_select=selected,
                    selection_mode="points")  # fmt: skip


def inert(figure: go.Figure) -> None:
    """Make every text of `figure` what it says: Plotly reads tags and links in all of them.

    A line break stays one. Quotes are left alone: Plotly knows no name for them.
    """
    for trace in figure.data:
        for name in ("name", "text", "hovertext"):
            if name in trace and trace[name] is not None:
                trace[name] = _shown(trace[name])
    for note in figure.layout.annotations:
        note.text = _shown(note.text)
    for axis in (*figure.select_xaxes(), *figure.select_yaxes()):
        if axis.ticktext is not None:
            axis.ticktext = _shown(axis.ticktext)
        if axis.title.text is not None:
            axis.title.text = _shown(axis.title.text)


def _shown(text: Any) -> Any:
    if text is None or isinstance(text, str):
        return text and html.escape(text, quote=False).replace("\n", "<br>")
    return [_shown(str(one)) for one in text]
