"""The pause audit: how much time was not counted, and how much of it the customer was waiting."""

from __future__ import annotations

import streamlit as st

from metrics import Point
from metrics.language import tr
from pages.components import day, fmt, levels, opened, session
from pages.components.dom import Node, draw, el
from pages.components.frame import View
from pages.components.said import parts

PAUSED, WAITED = "sla_pause_share", "sla_pause_with_customer_waiting_share"
LISTED = 8


def draw_pauses(view: View) -> None:
    """Draw the two shares, and the teams and agents in which waiting customers concentrate."""
    if PAUSED not in view.metrics or WAITED not in view.metrics:
        return
    paused, waited = (_one(view, name) for name in (PAUSED, WAITED))
    title = el("div", "section", el("h2", "", tr("Pause audit")))
    if paused is None or not paused.denominator:
        draw(
            title,
            el("p", "muted", tr("No clock that can pause has stopped in these weeks.")),
            key="pauses",
        )
        return
    words = parts(
        tr(
            "{paused} of the time until a solution was paused; in {waited} of that the customer "
            "had already replied."
        ),
        paused=_number(view, PAUSED, paused),
        waited=_number(view, WAITED, waited),
    )
    draw(title, el("p", "", *words), key="pauses", on=opened.act)
    with st.container():
        for column, by in zip(st.columns(2, gap="large"), ("team", "assignee"), strict=True):
            with column:
                _table(view, by)
    levels.draw_opened(view, [PAUSED, WAITED])


def _one(view: View, name: str) -> Point | None:
    points = view.store.query(view.query(name, view.period)).points
    return points[0] if points else None


def _number(view: View, name: str, point: Point | None) -> Node:
    value = point.value if point else None
    return el(
        "button",
        "link value",
        fmt.value(view.metric(name), value),
        do="open",
        key=name,
        title=tr("The rows behind this number"),
    )


def _table(view: View, by: str) -> None:
    points = view.store.query(view.query(WAITED, view.period, (by,))).points
    ranked = sorted(
        (p for p in points if p.numerator), key=lambda p: (-(p.numerator or 0), p.members[0] or "")
    )[:LISTED]
    label = view.catalogue.dimension(by).label
    if not ranked:
        draw(
            el(
                "p",
                "muted",
                tr("No {label} let a customer who had replied wait.", label=label.lower()),
            ),
            key=f"pauses.{by}",
        )
        return
    heads = {
        label: "",
        tr("Customer waited"): "number",
        tr("of paused"): "number",
        tr("Share"): "number",
    }
    head = el("tr", "", *(el("th", css, name, scope="col") for name, css in heads.items()))
    metric = view.metric(WAITED)
    rows = [
        el(
            "tr",
            "",
            el(
                "td",
                "",
                el("button", "member", day.called(view, by, p.members[0]), do="narrow", key=str(i)),
            ),
            el("td", "number value", fmt.duration(p.numerator or 0)),
            el("td", "number muted", fmt.duration(p.denominator or 0)),
            el("td", "number", fmt.value(metric, p.value)),
            do="narrow",
            key=str(i),
        )
        for i, p in enumerate(ranked)
    ]

    def act(do: str, key: str) -> None:
        if do == "narrow" and key.isdigit() and int(key) < len(ranked):
            session.put(session.toggled(by, ranked[int(key)].members[0]))

    draw(
        el("table", "cases", el("thead", "", head), el("tbody", "", *rows)),
        key=f"pauses.{by}",
        on=act,
    )
