"""One metric opened: its 6-12 chart, the box of nine, what drives it, its rows, its definition."""

from __future__ import annotations

from typing import Any

import streamlit as st

from metrics.export import Deck
from metrics.judge import Judged, usual_range
from metrics.language import tr
from pages.components import charts, opened, palette, session, spans
from pages.components.box import box_of_nine
from pages.components.dom import Node, draw, el
from pages.components.figure import draw_figure
from pages.components.frame import View
from pages.components.minutes import draw_minutes
from pages.components.state import SPANS


def draw_detail(view: View, deck: Deck, judged: Judged) -> None:
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
        told = deck.drivers.get(metric.name)
        draw(el("p", "", told.says) if told else None, key="driver")
        draw_minutes(view, deck, judged)
        span, calendar = view.state.span, view.snapshot.calendar
        period = spans.days(span, view.week, calendar)
        opened.draw_panels(view, metric, period, spans.said(span, view.week, calendar), opened.ALL)


def _chart(view: View, judged: Judged) -> None:
    figure = charts.six_twelve(judged.answer, judged.metric, palette.current(), view.currency)

    def clicked(key: list[Any]) -> None:
        if len(key) == 2:
            session.change(span=f"{key[0]}:{key[1]}", panel="rows", page=0)

    draw_figure(figure, "chart", clicked)


def _range(view: View, judged: Judged) -> Node:
    limits = judged.answer.limits
    if limits is None:
        return el(
            "p", "muted", tr("Too little history, or too rare, for limits of usual variation.")
        )
    usual = usual_range(judged.answer, limits, view.currency)
    return el(
        "p",
        "muted",
        tr(
            "Usual range of a week: {usual}, from {points} weeks.",
            usual=usual,
            points=limits.points,
        ),
    )


def _act(do: str, key: str) -> None:
    if do == "span" and key in SPANS:
        session.change(span=key, panel="rows", page=0)
