"""The bar under a page's title: the week, the filters, the comparison."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import partial
from typing import get_args

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from metrics import Catalogue
from metrics.language import mark, tr, tr_n
from pages.components import ask, fmt, session
from pages.components.state import Known, Length, State, Versus
from pages.components.text import plain

FILTERS = ("region", "team", "category", "vendor", "product", "priority")
VERSUS: dict[Versus, str] = {
    "week": mark("vs week before"),
    "year": mark("vs year before"),
    "target": mark("vs target"),
}
# Where the days asked for are some weeks, not one.
VERSUS_PERIOD: dict[Versus, str] = {**VERSUS, "week": mark("vs period before")}
WEEK = dt.timedelta(days=7)
PRINTED = 8  # members of a filter by name; more are counted


def dimensions(catalogue: Catalogue, metrics: Sequence[str]) -> tuple[str, ...]:
    """Return the dimensions that at least one of `metrics` can be narrowed by."""
    can = {name for metric in metrics for name in catalogue.dimensions_of(catalogue.metric(metric))}
    return tuple(name for name in dict.fromkeys((*FILTERS, *catalogue.dimensions)) if name in can)


def bar(state: State, known: Known, catalogue: Catalogue, number: int) -> DeltaGenerator:
    """Draw the bar; what is chosen there is in the session's state before the page runs again.

    A dimension of `FILTERS` is offered where the data has members of it, any other only while a
    link or a click narrows by it. Returns the bar, for what else belongs there.
    """
    box = st.container(key="filters", horizontal=True, vertical_alignment="center", gap="xsmall")
    with box:
        if "week" in known.asks:
            _week(state, known)
        if "length" in known.asks:
            _length(state)
        for name in known.members:
            chosen = state.members(name)
            if chosen or (name in FILTERS and known.members[name]()):
                _filter(name, chosen, known, catalogue, number)
        if "versus" in known.asks:
            _versus(state, VERSUS_PERIOD if "length" in known.asks else VERSUS)
        if state.where:
            st.button(
                tr("Clear filters"), type="tertiary", on_click=partial(session.change, where=())
            )
    return box


def told(state: State, known: Known, catalogue: Catalogue, number: int) -> str:
    """Return what the bar says, as paper says it, where nothing can be opened."""
    parts = []
    if "week" in known.asks:
        parts.append(tr("Week {week}", week=fmt.week(state.week or known.latest)))
    if "length" in known.asks:
        parts.append(_weeks(state.length))
    for name in known.members:
        chosen = [_called(member, name, number) for member in state.members(name)]
        if chosen:
            more = f" +{len(chosen) - PRINTED}" if len(chosen) > PRINTED else ""
            label = catalogue.dimension(name).label
            parts.append(f"{label}: {ask.joined(chosen[:PRINTED])}{more}")
    if "versus" in known.asks:
        says = VERSUS_PERIOD if "length" in known.asks else VERSUS
        parts.append(tr(says[state.versus]))
    return " · ".join(parts)


def _week(state: State, known: Known) -> None:
    week = state.week or known.latest

    def go(start: dt.date) -> None:
        week = None if start >= known.latest else max(start, known.first)
        session.change(week=week, span="last_week", page=0)

    def pick() -> None:
        picked = st.session_state.get("filter.week")
        if picked is not None:
            go(known.calendar.start(picked, "week"))

    st.button("‹", key="earlier", help=tr("The week before"), on_click=partial(go, week - WEEK),
              disabled=week <= known.first)  # fmt: skip
    with st.popover(
        tr("Week {week}", week=fmt.week(week)), key="pop.week", on_change="rerun"
    ) as popover:
        if popover.open:
            st.session_state["filter.week"] = week
            st.date_input(
                tr("Any day of the week to review"),
                key="filter.week",
                min_value=known.first,
                max_value=known.latest + WEEK - dt.timedelta(days=1),
                on_change=pick,
            )
    st.button("›", key="later", help=tr("The week after"), on_click=partial(go, week + WEEK),
              disabled=week >= known.latest)  # fmt: skip


def _length(state: State) -> None:
    st.session_state["filter.length"] = state.length
    st.selectbox(
        tr("Weeks up to that one"),
        get_args(Length),
        key="filter.length",
        format_func=_weeks,
        label_visibility="collapsed",
        width=140,
        on_change=lambda: session.change(length=st.session_state["filter.length"], page=0),
    )


def _weeks(length: Length) -> str:
    if length == "1w":
        return tr("that week")
    return tr_n("{n} week to it", "{n} weeks to it", int(length[:-1]))


def _filter(
    name: str,
    chosen: Sequence[str | None],
    known: Known,
    catalogue: Catalogue,
    number: int,
) -> None:
    key = f"filter.{name}"
    label = catalogue.dimension(name).label

    def pick() -> None:
        session.put(session.current().narrowed(name, st.session_state[key]))

    with st.popover(
        f"{plain(label)}: {_said(chosen, name, number)}", key=f"pop.{name}", on_change="rerun"
    ) as pop:
        if pop.open:
            st.session_state[key] = list(chosen)
            st.multiselect(
                plain(label),
                [*known.members[name](), None],
                key=key,
                format_func=lambda member: _called(member, name, number),
                on_change=pick,
                placeholder=tr("all"),
                select_all=False,
            )


def _called(member: str | None, dimension: str, number: int) -> str:
    """Return a member's name for the list to choose from, with the number that it stands for."""
    called = ask.called(number, dimension, member)
    return f"{called} ({member})" if member in ask.labels(number, dimension) else called


def _said(chosen: Sequence[str | None], dimension: str, number: int) -> str:
    if not chosen:
        return tr("all")
    first = plain(ask.called(number, dimension, chosen[0]), 24)
    return f"**{first}**" + (f" +{len(chosen) - 1}" if len(chosen) > 1 else "")


def _versus(state: State, says: Mapping[Versus, str]) -> None:
    st.session_state["filter.versus"] = state.versus
    st.selectbox(
        tr("Compared with"),
        list(VERSUS),
        key="filter.versus",
        format_func=lambda name: tr(says[name]),
        label_visibility="collapsed",
        width=155 if says is VERSUS_PERIOD else 132,
        on_change=lambda: session.change(versus=st.session_state["filter.versus"]),
    )
