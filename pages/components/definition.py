"""The catalogue's entry of a metric: what it means, and the SQL that works it out."""

from __future__ import annotations

import streamlit as st

from metrics import Catalogue, Explanation, Metric, Period
from metrics.counted import counts
from metrics.fact import fact_named
from metrics.language import mark, tr
from metrics.show import plain as as_json
from pages.components import fmt, notes
from pages.components.dom import Node, draw, el
from pages.components.frame import View

_BETTER = {
    "higher": mark("higher is better"),
    "lower": mark("lower is better"),
    "neither": mark("neither is better"),
}


def draw_definition(view: View, metric: Metric, period: Period | None) -> None:
    """Draw what `metric` means and the SQL of its number in `period`."""
    query = view.query(metric.name, period)
    _draw(view.store.explain(query), view.catalogue, view.currency)


def draw_without_data(catalogue: Catalogue, metric: Metric) -> None:
    """Draw what `metric` means, while there is nothing to ask."""
    tables = sorted({table for half in metric.halves for table in fact_named(half.fact).tables})
    _draw(Explanation(metric, "", (), counts(metric), tuple(tables)), catalogue, "")
    notes.hint(tr("Its SQL stands here as soon as something is loaded."), key="definition.later")


def _draw(explained: Explanation, catalogue: Catalogue, currency: str) -> None:
    metric = explained.metric
    target = fmt.value(metric, metric.target, currency) if metric.target is not None else ""
    cuts = [catalogue.dimension(name).label for name in catalogue.dimensions_of(metric)]
    entries = {
        tr("Question"): metric.question,
        tr("Formula"): tr(metric.formula),
        tr("Counts"): explained.counts,
        tr("Unit"): tr(metric.unit.replace("_", " ")),
        tr("Direction"): tr(_BETTER[metric.better]),
        tr("Target"): target,
        tr("Too few under"): f"n {metric.min_n}" if metric.min_n else "",
        tr("Owner"): metric.owner,
        tr("Version"): str(metric.version),
        tr("Made from"): ", ".join(explained.tables),
        tr("Can be cut by"): ", ".join(cuts),
        tr("Notes"): tr(metric.notes),
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
            el("dt", "", tr("Name")),
            el("dd", "", el("code", "", metric.name)),
            *pairs,
        ),
        key="definition",
    )
    if explained.sql:
        st.code(explained.sql, language="sql")
    if explained.params:
        draw(_bound(explained.params), key="definition.bound")


def _bound(params: tuple[object, ...]) -> Node:
    values: list[Node | str] = [
        el("span", "muted", tr("The values bound to its question marks, in order"))
    ]
    values += [el("code", "", str(as_json(value))) for value in params]
    return el("p", "chips", *values)
