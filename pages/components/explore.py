"""Explore: which metric is cut by what, the ways to look at it, and the rows behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

import streamlit as st

from metrics import UserError
from metrics.analysis.explore import Board, board, can_cut, checked
from metrics.kept import tell
from metrics.language import mark, tr
from pages.components import (
    ask,
    explore_board,
    explore_copy,
    explore_pivot,
    explore_spread,
    explore_trend,
    fmt,
    notes,
    opened,
    session,
    sql_box,
)
from pages.components.asked import Asked, called, choose, named
from pages.components.dom import Node, choice, draw, el
from pages.components.frame import View
from pages.components.refusals import sentence
from pages.components.state import Look, Panel
from pages.components.text import plain

FIRST = "sla_adherence"  # what is shown before anything is chosen, where the catalogue has it
_SAID: dict[Look, str] = {
    "leaderboard": mark("Leaderboard"),
    "trend": mark("Trend"),
    "pivot": mark("Pivot"),
    "distribution": mark("Distribution"),
}
_NONE = ""


def draw_explore(view: View) -> None:
    """Draw the choices, the answer, the chosen look, and the rows or the definition behind it."""
    asked, wrong = _asked(view)
    _choices(asked)
    for says in wrong:
        notes.hint(says, key=f"explore.wrong.{len(says)}")
    found = board(view.store, asked.query, view.state.versus)
    _answer(asked, found)
    draw(_tabs(view.state.look), key="looks", on=lambda do, key: _look(asked, do, key))
    with st.container(key="explore.look"):
        if view.state.look == "trend":
            explore_trend.draw_trend(asked)
        elif view.state.look == "pivot":
            explore_pivot.draw_pivot(asked)
        elif view.state.look == "distribution":
            explore_spread.draw_spread(asked, found)
        else:
            explore_board.draw_board(asked, found)
    explore_copy.draw_copy(asked)
    _behind(asked)
    sql_box.draw_box(asked)


def _asked(view: View) -> tuple[Asked, list[str]]:
    name = view.state.metric or (FIRST if FIRST in view.catalogue.metrics else view.metrics[0])
    metric, wrong = view.metric(name), []
    possible = can_cut(view.store, metric)
    by: list[str] = []
    for chosen in (view.state.by, view.state.second):
        try:
            checked(view.store, metric, [*by, chosen] if chosen else by)
            by += [chosen] if chosen else []
        except UserError as problem:
            wrong.append(sentence(tell(problem)))
    if not by:
        by = [next((d for d in possible if _has_members(view, d)), *possible[:1])]
        if wrong:
            wrong[-1] += tr(
                " It is shown by {label} instead.",
                label=view.catalogue.dimension(by[0]).label.lower(),
            )
    period = view.period
    last = fmt.day(period.end - dt.timedelta(days=1))
    lacks = view.narrowed(name)[1]
    cannot = tr("; it cannot be narrowed by {lacks}", lacks=ask.joined(lacks)) if lacks else ""
    said = tr("{start} to {last}{cannot}", start=fmt.day(period.start), last=last, cannot=cannot)
    return Asked(view, metric, tuple(by), period, said), wrong


def _has_members(view: View, dimension: str) -> bool:
    return bool(ask.members(view.snapshot.number, dimension, view.scope))


def _choices(asked: Asked) -> None:
    view, catalogue = asked.view, asked.view.catalogue
    possible = list(can_cut(view.store, asked.metric))
    with st.container(key="explore.choices", horizontal=True, gap="small"):
        st.session_state["explore.metric"] = asked.metric.name
        st.selectbox(
            tr("Metric"),
            list(view.metrics),
            key="explore.metric",
            format_func=lambda name: plain(catalogue.metric(name).label),
            width=330,
            on_change=lambda: _metric(view, asked),
        )
        for place, field in enumerate(("by", "second")):
            key = f"explore.{field}"
            others = [name for name in possible if name not in asked.by[:place]]
            options = others if field == "by" else [_NONE, *others]
            st.session_state[key] = asked.by[place] if place < len(asked.by) else _NONE
            st.selectbox(
                tr("By") if field == "by" else tr("and by"),
                options,
                key=key,
                format_func=lambda name: plain(catalogue.dimension(name).label) if name else "–",
                width=190,
                on_change=lambda: _cut(asked),
            )


def _metric(view: View, asked: Asked) -> None:
    """Change the metric; what the new one cannot be cut by is let go."""
    name = st.session_state["explore.metric"]
    possible = can_cut(view.store, view.metric(name))
    kept = [dimension for dimension in asked.by if dimension in possible]
    first, second = (*kept, None, None)[:2]
    session.change(metric=name, by=first, second=second, page=0)


def _cut(asked: Asked) -> None:
    first, second = st.session_state["explore.by"], st.session_state["explore.second"]
    choose(asked, by=first, second=second if second and second != first else None)


def _answer(asked: Asked, found: Board) -> None:
    """Say the whole number and its change, and who stands out, in one sentence."""
    metric, whole, view = asked.metric, found.whole, asked.view
    value = fmt.value(metric, whole.point.value, view.currency)
    words: list[Node | str] = [f"{metric.label}: ", el("b", "", value)]
    if metric.kind not in ("total", "stock"):
        words.append(f" ({fmt.count(whole.point.n)})")
    if whole.point.value is None and whole.point.reason:
        words.append(f": {tr(whole.point.reason)}")
    words += [", ", *explore_board.moved(asked, whole, spelled=True), ". "]
    ranked = [row for row in found.rows if row.point.value is not None and not row.low_n]
    if len(ranked) > 1 and ranked[0].point.value != ranked[-1].point.value:
        first = ranked[0]
        names = called(asked, first.members)
        what = tr("Worst") if metric.better != "neither" else tr("Largest")
        words += [
            f"{what}: ",
            el("b", "", names),
            f", {fmt.value(metric, first.point.value, view.currency)}.",
        ]
    buttons = [
        el("button", "link", label, do="panel", key=panel)
        for panel, label in (("rows", tr("Rows")), ("definition", tr("Definition")))
    ]
    draw(
        el("p", "answer", *words),
        el("p", "section", el("span", "muted", asked.said), *buttons),
        key="answer",
        on=lambda do, key: _panel(asked, do, key),
    )


def _panel(asked: Asked, do: str, key: str) -> None:
    if do == "panel" and key in (*get_args(Panel), "close"):
        here = asked.view.state.panel
        choose(asked, panel="drivers" if key in ("close", here) else key)


def _tabs(chosen: str) -> Node:
    labels: dict[str, str] = {name: tr(label) for name, label in _SAID.items()}
    return el("p", "tabs", *choice("tab", labels, chosen, "look"))


def _look(asked: Asked, do: str, key: str) -> None:
    if do == "look" and key in get_args(Look):
        choose(asked, look=key)


def _behind(asked: Asked) -> None:
    """Draw the rows or the definition, where one is asked for."""
    view = asked.view
    if view.state.panel not in ("rows", "definition"):
        st.empty()
        return
    with st.container(key="detail", border=True):
        close = el("button", "link", tr("Close"), do="panel", key="close")
        title = el("b", "", asked.metric.label)
        draw(
            el("div", "section", title, *_narrowed_to(asked), close),
            key="opened",
            on=lambda do, key: _panel(asked, do, key),
        )
        where = view.narrowed(asked.metric.name)[0]
        opened.draw_panel(replace(view, where=where), asked.metric, asked.period, asked.said)


def _narrowed_to(asked: Asked) -> Sequence[Node]:
    chosen = [
        ask.joined([named(asked.view, name, member) for member in members])
        for name, members in asked.view.where
        if name in asked.by
    ]
    return [el("span", "muted", tr("of {members}", members=", ".join(chosen)))] if chosen else []
