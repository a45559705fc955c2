"""The work at hand: the backlog by age, and what each agent holds and has solved today."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from metrics.language import tr
from pages.components import aged, day, fmt, links
from pages.components.dom import Node, draw, el
from pages.components.frame import View

LISTED = 12


@dataclass
class _Load:
    open: int = 0
    waiting: int = 0
    solved: int = 0


def draw_work(view: View) -> None:
    """Draw the backlog by age and the work per agent, and what is behind the backlog."""
    with st.container():
        left, right = st.columns([0.42, 0.58], gap="large")
        with left:
            aged.draw_ages(view)
        with right:
            draw_agents(view)
    day.draw_opened(view, [aged.METRIC], aged.slots(view))


def draw_agents(view: View) -> None:
    """Draw the agents with the most unsolved cases first."""
    found: dict[str | None, _Load] = {}
    for point in view.store.query(day.asked(view, "backlog", ("assignee", "status"))).points:
        load = found.setdefault(point.members[0], _Load())
        load.open += int(point.value or 0)
        if point.members[1] in {"pending", "on_hold"}:
            load.waiting += int(point.value or 0)
    for point in view.store.query(day.asked(view, "tickets_solved", ("assignee",))).points:
        found.setdefault(point.members[0], _Load()).solved += int(point.value or 0)
    busy = [(agent, load) for agent, load in found.items() if load.open or load.solved]
    ranked = sorted(busy, key=lambda pair: (-pair[1].open, -pair[1].solved, pair[0] or ""))
    title = el("div", "section", el("h2", "", tr("Work per agent")))
    if not ranked:
        draw(
            title,
            el("p", "muted", tr("Nobody holds a case or has solved one today.")),
            key="agents",
        )
        return
    top = max(load.open for _, load in ranked) or 1
    names = {
        tr("Agent"): "",
        "": "bar",
        tr("Unsolved"): "number",
        tr("Waiting"): "number",
        tr("Solved"): "number",
    }
    head = el("tr", "", *(el("th", css, name, scope="col") for name, css in names.items()))
    body = [_agent(view, agent, load, top) for agent, load in ranked[:LISTED]]
    draw(
        title,
        el("table", "bars agents", el("thead", "", head), el("tbody", "", *body)),
        key="agents",
    )


def _agent(view: View, agent: str | None, load: _Load, top: int) -> Node:
    fill = el("div", "bar-fill", **{"var-share": f"{load.open / top * 100:.1f}%"})
    return el(
        "tr",
        "",
        el("td", "", links.person(view, agent)),
        el("td", "bar", el("div", "bar-track", fill)),
        el("td", "number value", fmt.number(load.open)),
        el("td", "number muted", fmt.number(load.waiting)),
        el("td", "number", fmt.number(load.solved)),
    )
