"""What is shown of an opened number: cut by a dimension, its rows, its definition."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from metrics import Metric, Period
from metrics.language import mark, tr
from metrics.model import Span
from pages.components import ask, bars, definition, limits, links, rows, session
from pages.components.dom import Node, choice, draw, el
from pages.components.frame import View
from pages.components.state import Panel

PANELS: dict[Panel, str] = {
    "drivers": mark("By dimension"),
    "limits": mark("Limits"),
    "rows": mark("Rows"),
    "definition": mark("Definition"),
}
ALL = tuple(PANELS)
OF_A_PERIOD: tuple[Panel, ...] = ("drivers", "rows", "definition")  # without the weeks before it


@dataclass(frozen=True)
class Slot:
    """A part of a number that can be opened by itself: when its rows' time lies, in words too."""

    within: tuple[Span, ...]
    said: str


def draw_here(
    view: View,
    names: Collection[str],
    period: Period | None,
    said: str,
    slots: Mapping[str, Slot] | None = None,
    panels: Sequence[Panel] = OF_A_PERIOD,
) -> None:
    """Draw the opened metric's panels where it is one of `names`; else keep an empty place.

    `slots` are the parts of it that the page knows, by the name that they have in the URL; `panels`
    those that the page offers: one about a single product has nothing to be narrowed.
    """
    name = view.state.metric
    with st.container():
        if name is None or name not in names:
            return
        metric, (where, lacks) = view.metric(name), view.narrowed(name)
        slot = (slots or {}).get(view.state.slot or "")
        with st.container(key="detail", border=True):
            told = [el("b", "", metric.label), el("span", "muted", metric.question)]
            if slot is not None:
                told.append(el("span", "", tr("Only {said}. ", said=slot.said)))
                told.append(el("button", "link", tr("All of it"), do="slot", key=""))
            close = el("button", "link", tr("Close"), do="open", key=metric.name)
            draw(el("div", "section", *told, close), key="opened", on=act)
            if lacks:
                said = tr(
                    "{said}; it cannot be narrowed by {lacks}", said=said, lacks=ask.joined(lacks)
                )
            within = slot.within if slot is not None else ()
            draw_panels(replace(view, where=where, within=within), metric, period, said, panels)


def act(do: str, key: str) -> None:
    """Open or close a number, or lift its part, the rows first; or go to a story beside it."""
    if do == "open" and key in ask.store().catalogue.metrics:
        if session.current().metric == key and session.current().slot is None:
            session.put(session.current().closed())
        else:
            show(key)
    elif do == "slot" and not key:
        session.change(slot=None, page=0)
    else:
        links.act(do, key)


def show(metric: str, slot: str | None = None) -> None:
    """Open `metric`, or a part of it, with its rows; what is open already is closed."""
    state = session.current()
    same = slot is not None and (state.metric, state.slot) == (metric, slot)
    opened = replace(state.closed(), metric=metric, slot=slot, panel="rows")
    session.put(state.closed() if same else opened)


def draw_panels(
    view: View,
    metric: Metric,
    period: Period | None,
    said: str,
    panels: Sequence[Panel] = OF_A_PERIOD,
) -> None:
    """Draw the choice of panels, and the chosen one of `metric` in `period`, which `said` names."""
    panel = view.state.panel if view.state.panel in panels else panels[0]
    draw(_tabs(panel, panels), key="panels", on=_act)
    draw_panel(replace(view, state=replace(view.state, panel=panel)), metric, period, said)


def draw_panel(view: View, metric: Metric, period: Period | None, said: str) -> None:
    """Draw the chosen panel of `metric` alone."""
    if view.state.panel == "rows":
        rows.draw_rows(view, metric, period, said)
    elif view.state.panel == "limits":
        limits.draw_limits(view, metric)
    elif view.state.panel == "definition":
        definition.draw_definition(view, metric, period)
    else:
        bars.draw_bars(view, metric, period, said)


def _tabs(chosen: Panel, panels: Sequence[Panel]) -> Node:
    labels: dict[str, str] = {name: tr(PANELS[name]) for name in panels}
    return el("p", "tabs", *choice("tab", labels, chosen, "panel"))


def _act(do: str, key: str) -> None:
    if do == "panel" and key in PANELS:
        session.change(panel=key, page=0)
