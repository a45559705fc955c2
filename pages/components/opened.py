"""What is shown of an opened number: cut by a dimension, its rows, its definition."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import streamlit as st

from metrics import Metric, Period
from pages.components import ask, bars, definition, rows, session
from pages.components.dom import Node, draw, el
from pages.components.frame import View
from pages.components.state import Panel

PANELS: dict[Panel, str] = {
    "drivers": "By dimension",
    "rows": "Rows",
    "definition": "Definition",
}


def draw_here(view: View, names: Collection[str], period: Period, said: str) -> None:
    """Draw the opened metric's panels where it is one of `names`; else keep an empty place."""
    name = view.state.metric
    with st.container():
        if name is not None and name in names:
            metric, (where, lacks) = view.metric(name), view.narrowed(name)
            with st.container(key="detail", border=True):
                told = [el("b", "", metric.label), el("span", "muted", metric.question)]
                close = el("button", "link", "Close", do="open", key=metric.name)
                draw(el("div", "section", *told, close), key="opened", on=act)
                if lacks:
                    said = f"{said}; it cannot be narrowed by {ask.joined(lacks)}"
                draw_panels(replace(view, where=where), metric, period, said)


def act(do: str, key: str) -> None:
    """Open or close a number: its rows come first."""
    if do == "open" and key in ask.store().catalogue.metrics:
        if session.current().metric == key:
            session.put(session.current().closed())
        else:
            session.put(replace(session.current().closed(), metric=key, panel="rows"))


def draw_panels(view: View, metric: Metric, period: Period, said: str) -> None:
    """Draw the choice of panels, and the chosen one of `metric` in `period`, which `said` names."""
    draw(_tabs(view.state.panel), key="panels", on=_act)
    if view.state.panel == "rows":
        rows.draw_rows(view, metric, period, said)
    elif view.state.panel == "definition":
        definition.draw_definition(view, metric, period)
    else:
        bars.draw_bars(view, metric, period, said)


def _tabs(chosen: Panel) -> Node:
    buttons = [
        el("button", "tab on" if name == chosen else "tab", label, do="panel", key=name,
           aria_pressed="true" if name == chosen else "false")
        for name, label in PANELS.items()
    ]  # fmt: skip
    return el("p", "tabs", *buttons)


def _act(do: str, key: str) -> None:
    if do == "panel" and key in PANELS:
        session.change(panel=key, page=0)
