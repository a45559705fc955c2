"""Teams and agents compared fairly: in a funnel, adjusted for what each has to work on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st

from metrics.analysis.compared import Comparison, Unit, compared
from metrics.language import mark, tr
from metrics.model import Query
from pages.components import ask, day, fmt, levels, palette, plots, session
from pages.components.dom import Node, draw, el
from pages.components.figure import draw_figure
from pages.components.frame import View

STRATA = ("target", "priority")
LISTED = 12
_WORDS = {-1: ("worse", mark("▼ worse than chance")), 1: ("better", mark("▲ better than chance"))}


def draw_units(view: View) -> None:
    """Draw teams and agents beside one another."""
    with st.container():
        for column, by in zip(st.columns(2, gap="large"), ("team", "assignee"), strict=True):
            with column:
                _draw(view, by)


@st.cache_resource(show_spinner=False, max_entries=128)
def _compared(told: str, by: str, _query: Query) -> Comparison:
    """Return the comparison that `_query` asks for; `told` is all of it, for the cache."""
    return compared(ask.store(), _query, by, STRATA)


def _draw(view: View, by: str) -> None:
    query = view.query(levels.METRIC, view.period)
    found = _compared(repr(query), by, query)
    known = [unit for unit in found.units if unit.member is not None]
    alone = len(found.units) < 2
    label = view.catalogue.dimension(by).label
    says = tr("Adjusted for the mix of promises and priorities; limits of 95 % and 99.8 %.")
    title = el(
        "div",
        "section",
        el("h2", "", tr("By {label}", label=label.lower())),
        el("span", "muted", says),
    )
    if not known or alone:
        none = tr("Only one {label} is in view: nobody to compare with.", label=label.lower())
        draw(
            title,
            el("p", "muted", none if known else tr("No {label} is known.", label=label.lower())),
            key=f"units.{by}.title",
        )
        return
    draw(title, key=f"units.{by}.title")
    names = [day.called(view, by, unit.member) for unit in found.units]

    def clicked(told: list[Any]) -> None:
        at = told[0]
        if isinstance(at, int) and 0 <= at < len(found.units):
            session.put(session.toggled(by, found.units[at].member))

    figure = plots.funnel_plot(
        found.funnel,
        np.array([unit.n for unit in found.units], dtype=float),
        names,
        [_said(view, name, unit) for name, unit in zip(names, found.units, strict=True)],
        palette.current(),
    )
    draw_figure(figure, f"funnel.{by}", clicked)
    _table(view, by, found, names)


def _said(view: View, name: str, unit: Unit) -> str:
    metric = view.metric(levels.METRIC)
    raw, adjusted = (fmt.value(metric, value) for value in (unit.value, unit.adjusted))
    return tr(
        "{name} · {adjusted} adjusted, {raw} as it is · {count}",
        name=name,
        adjusted=adjusted,
        raw=raw,
        count=fmt.count(unit.n),
    )


def _table(view: View, by: str, found: Comparison, names: Sequence[str]) -> None:
    """Draw the units by name, never by rank: a table of raw shares would be read as a league."""
    metric = view.metric(levels.METRIC)
    heads = {
        view.catalogue.dimension(by).label: "",
        tr("Adjusted"): "number",
        tr("As it is"): "number",
        "n": "number",
        "": "",
    }
    head = el("tr", "", *(el("th", css, name, scope="col") for name, css in heads.items()))
    order = sorted(range(len(names)), key=lambda i: (found.units[i].beyond != -1, names[i]))
    chosen = view.state.members(by)
    rows = []
    for i in order[:LISTED]:
        unit = found.units[i]
        tone, word = _WORDS.get(unit.beyond, ("muted", mark("too few") if unit.low_n else ""))
        button = el(
            "button",
            "member",
            names[i],
            do="narrow",
            key=str(i),
            aria_pressed="true" if unit.member in chosen else "false",
        )
        rows.append(
            el(
                "tr",
                " ".join(
                    c for c, on in (("open", unit.member in chosen), ("low", unit.low_n)) if on
                ),
                el("td", "", button),
                el("td", "number value", fmt.value(metric, unit.adjusted)),
                el("td", "number muted", fmt.value(metric, unit.value)),
                el("td", "number muted", fmt.number(unit.n)),
                el("td", f"{tone} nowrap", tr(word)),
                do="narrow",
                key=str(i),
            )
        )

    def act(do: str, key: str) -> None:
        if do == "narrow" and key.isdigit() and int(key) < len(found.units):
            session.put(session.toggled(by, found.units[int(key)].member))

    left = len(order) - len(rows)
    more: Node | None = (
        el("p", "muted", tr("{left} more are in the plot only.", left=left)) if left > 0 else None
    )
    draw(
        el("table", "cases", el("thead", "", head), el("tbody", "", *rows)),
        more,
        key=f"units.{by}",
        on=act,
    )
