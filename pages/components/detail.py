"""One metric opened: its 6-12 chart, the box of nine, what drives it, its rows, its definition."""

from __future__ import annotations

import streamlit as st

from pages.components import bars, charts, definition, palette, rows, session, spans
from pages.components.box import box_of_nine
from pages.components.dom import Node, draw, el
from pages.components.frame import View
from pages.components.judge import Judged, usual_range
from pages.components.state import SPANS, Panel

PANELS: dict[Panel, str] = {
    "drivers": "By dimension",
    "rows": "Rows",
    "definition": "Definition",
}


def draw_detail(view: View, judged: Judged) -> None:
    """Draw everything about the opened metric."""
    metric, answer = judged.metric, judged.answer
    with st.container(key="detail", border=True):
        chart, numbers = st.columns([0.62, 0.38], gap="medium")
        with chart:
            _chart(view, judged)
        with numbers:
            note = [el("p", "muted", judged.remark)] if judged.remark else []
            draw(box_of_nine(answer.box, metric, view.currency), *note, _range(view, judged),
                 key="box", on=_act)  # fmt: skip
        draw(_tabs(view.state.panel), key="panels", on=_act)
        calendar = view.snapshot.calendar
        period = spans.days(view.state.span, view.week, calendar)
        if view.state.panel == "rows":
            rows.draw_rows(view, metric)
        elif view.state.panel == "definition":
            definition.draw_definition(view, metric, period)
        else:
            bars.draw_bars(view, metric, period, spans.said(view.state.span, view.week, calendar))


def _chart(view: View, judged: Judged) -> None:
    figure = charts.six_twelve(judged.answer, judged.metric, palette.current(), view.currency)

    def clicked() -> None:
        points = st.session_state["chart"].selection.points
        key = points[0].get("customdata") if points else None
        if isinstance(key, list) and len(key) == 2:
            session.change(span=f"{key[0]}:{key[1]}", panel="rows", page=0)

    st.plotly_chart(
        figure, key="chart", theme=None, config=charts.QUIET, on_select=clicked,
        selection_mode="points",
    )  # fmt: skip


def _range(view: View, judged: Judged) -> Node:
    limits = judged.answer.limits
    if limits is None:
        return el("p", "muted", "Too little history for limits of usual variation.")
    usual = usual_range(judged.answer, limits, view.currency)
    return el("p", "muted", f"Usual range of a week: {usual}, from {limits.points} weeks.")


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
    elif do == "span" and key in SPANS:
        session.change(span=key, panel="rows", page=0)
