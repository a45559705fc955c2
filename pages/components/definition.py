"""The catalogue's entry of a metric: what it means, and the SQL that works it out."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from metrics import Metric, Period, Query
from metrics.show import plain as as_json
from pages.components import fmt
from pages.components.dom import Node, draw, el
from pages.components.frame import View

_BETTER = {"higher": "higher is better", "lower": "lower is better", "neither": "neither is better"}


def draw_definition(view: View, metric: Metric, period: Period) -> None:
    """Draw what `metric` means and the SQL of its number in `period`."""
    query = Query(
        metric.name,
        start=period.start,
        end=period.end - dt.timedelta(days=1),
        where=view.where,
        scope=view.scope,
        snapshot=view.snapshot.number,
    )
    explained = view.store.explain(query)
    target = fmt.value(metric, metric.target, view.currency) if metric.target is not None else ""
    entries = {
        "Question": metric.question,
        "Formula": metric.formula,
        "Counts": explained.counts,
        "Unit": metric.unit.replace("_", " "),
        "Direction": _BETTER[metric.better],
        "Target": target,
        "Too few under": f"n {metric.min_n}" if metric.min_n else "",
        "Owner": metric.owner,
        "Version": str(metric.version),
        "Made from": ", ".join(explained.tables),
        "Notes": metric.notes,
    }
    pairs = [
        node
        for name, says in entries.items()
        if says
        for node in (el("dt", "", name), el("dd", "", says))
    ]
    draw(
        el(
            "dl",
            "facts-list",
            el("dt", "", "Name"),
            el("dd", "", el("code", "", metric.name)),
            *pairs,
        ),
        key="definition",
    )
    st.code(explained.sql, language="sql")
    if explained.params:
        draw(_bound(explained.params), key="definition.bound")


def _bound(params: tuple[object, ...]) -> Node:
    values: list[Node | str] = [
        el("span", "muted", "The values bound to its question marks, in order")
    ]
    values += [el("code", "", str(as_json(value))) for value in params]
    return el("p", "chips", *values)
