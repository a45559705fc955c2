"""Defect rates beside the ranking: the funnel, the Pareto by count and by rate, young cohorts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from metrics import Query
from metrics.analysis import Cohort, Pareto, Ranking, cohorts, pareto
from metrics.language import mark, tr
from metrics.model import Scope, Where
from pages.components import ask, fmt, links, palette, session, suspects
from pages.components.dom import draw, el
from pages.components.figure import draw_figure
from pages.components.frame import View
from pages.components.grid import grid
from pages.components.palette import Palette
from pages.components.plots import dressed
from pages.components.text import short

COHORT = "defect_rate_cohort_ppm"
LISTED, MONTHS = 10, 14
MOST = {
    mark("Product"): "",
    mark("Confirmed units"): "number",
    mark("Together"): "number desk",
    mark("Units shipped"): "number desk",
    mark("Rate"): "number",
    mark("Place by rate"): "number",
}


@st.cache_resource(show_spinner=False, max_entries=16)
def _pareto(query: Query) -> Pareto:
    return pareto(ask.store(), query, "product")


@st.cache_resource(show_spinner=False, max_entries=16)
def _cohorts(number: int, where: Where, scope: Scope) -> tuple[Cohort, ...]:
    return cohorts(ask.store(), "month", where, scope=scope, snapshot=number)


def draw_funnel(view: View) -> None:
    """Draw products by units shipped and rate, with the limits that their size allows."""
    found = suspects.ranking_of(view)
    known = [one for one in found.rows if one.rate is not None and one.high_998 is not None]
    says = tr("Complaints per unit; limits of 99.8 %. A click tells the product’s story.")
    title = el(
        "div", "section", el("h2", "", tr("Products in a funnel")), el("span", "muted", says)
    )
    if len(known) < 2:
        none = suspects.nothing(view, tr("Too few products to compare."))
        draw(title, el("p", "muted", none), key="funnel")
        return
    draw(title, key="funnel")

    def clicked(told: list[Any]) -> None:
        if isinstance(told[0], str):
            session.go("product", product=told[0])

    draw_figure(_funnel(view, found, palette.current()), "funnel.figure", clicked)


def _funnel(view: View, found: Ranking, colours: Palette) -> go.Figure:
    rows = sorted((one for one in found.rows if one.rate is not None), key=lambda o: o.exposure)
    names = ask.labels(view.snapshot.number, "product")
    at = np.array([one.exposure for one in rows])
    figure = go.Figure()
    for ends in ([one.low_998 for one in rows], [one.high_998 for one in rows]):
        figure.add_trace(
            go.Scatter(x=at, y=np.array(ends, dtype=float), mode="lines", hoverinfo="skip",
                       line={"color": colours.before, "width": 1})
        )  # fmt: skip
    tones = {1: colours.worse, -1: colours.better, 0: colours.now}
    figure.add_trace(
        go.Scatter(
            x=at,
            y=np.array([one.rate for one in rows], dtype=float),
            mode="markers+text",
            text=[short(one.member or "", 40) if one.beyond == 1 else "" for one in rows],
            textposition="middle right",
            textfont={"size": 12, "color": colours.ink},
            marker={
                "size": 9,
                "symbol": ["diamond" if one.beyond else "circle" for one in rows],
                "color": [tones[one.beyond] for one in rows],
            },
            customdata=[[one.member] for one in rows],
            hovertext=[
                f"{names.get(one.member or '', one.member or tr('unknown'))} · "
                f"{fmt.value(found.metric, one.rate)} · {fmt.number(one.exposure)}"
                for one in rows
            ],
            hoverinfo="text",
            cliponaxis=False,
        )
    )
    dressed(figure, colours, 300)
    seen = np.array([one.rate for one in rows], dtype=float)
    figure.update_yaxes(
        range=[0, float(np.nanmax(seen)) * 1.12 or 1.0], title_text=fmt.unit(found.metric)
    )
    figure.update_xaxes(rangemode="tozero", title_text=tr("units shipped"))
    return figure


def draw_pareto(view: View) -> None:
    """Draw which products make up most of the defects, with each one's place by rate beside."""
    found = _pareto(suspects.asked(view))
    rows = [
        (
            links.product(view, one.member),
            fmt.number(one.count),
            f"{fmt.number(one.cumulative * 100)}{fmt.THIN}%",
            fmt.number(one.exposure),
            fmt.value(found.metric, one.rate),
            "–" if one.rank_by_rate is None else fmt.number(one.rank_by_rate),
        )
        for one in found.rows[:LISTED]
    ]
    most = len(found.most(0.8))
    says = tr(
        "{count} of {total} products with defects make up 80 % of {units} defective units.",
        count=most, total=len(found.rows), units=fmt.number(found.total),
    )  # fmt: skip
    none = suspects.nothing(view, tr("No defect was confirmed in these weeks."))
    table = grid(tr("Most of it, by count and by rate"), says if rows else "", MOST, rows, none)
    draw(table, key="pareto", on=links.act)


def draw_cohorts(view: View) -> None:
    """Draw defect rates by month of shipping: young months hollow, and what they will come to."""
    if COHORT not in view.metrics:
        return
    found = _cohorts(view.snapshot.number, view.narrowed(COHORT)[0], view.scope)[-MONTHS:]
    says = tr("By month of shipping. Hollow: reports still to come; bar: what it will come to.")
    name = el("h2", "", tr("Of what we shipped, how much came back defective"))
    title = el("div", "section", name, el("span", "muted", says))
    if not found:
        draw(title, el("p", "muted", tr("No shipment is loaded.")), key="cohorts")
        return
    draw(title, key="cohorts")
    figure = _cohort_figure(found, palette.current())
    draw_figure(figure, "cohorts.figure")


def _cohort_figure(found: Sequence[Cohort], colours: Palette) -> go.Figure:
    at = [fmt.month_of(one.period) for one in found]
    corrected = np.array([np.nan if o.corrected is None else o.corrected for o in found])
    ends = [np.array([np.nan if v is None else v for v in side], dtype=float)
            for side in ([o.low for o in found], [o.high for o in found])]  # fmt: skip
    figure = go.Figure()
    figure.add_trace(
        go.Scatter(
            x=at, y=corrected, mode="markers", hoverinfo="skip",
            marker={"symbol": "line-ew-open", "size": 12, "color": colours.before},
            error_y={"type": "data", "symmetric": False, "array": ends[1] - corrected,
                     "arrayminus": corrected - ends[0], "color": colours.before, "thickness": 1.25},
        )
    )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=at,
            y=np.array([np.nan if o.rate is None else o.rate for o in found], dtype=float),
            mode="lines+markers",
            line={"color": colours.now, "width": 1.5},
            marker={
                "size": 9,
                "color": [colours.now if one.mature else colours.ground for one in found],
                "line": {"color": colours.now, "width": 1.75},
            },
            hovertext=[
                tr("{month}: {defects} of {units} units; {share} % of the reports are in",
                   month=month, defects=fmt.number(one.defects), units=fmt.number(one.units),
                   share=fmt.number((one.completeness or 0) * 100))
                for month, one in zip(at, found, strict=True)
            ],
            hoverinfo="text",
        )
    )  # fmt: skip
    dressed(figure, colours, 240)
    figure.update_yaxes(rangemode="tozero", title_text="ppm")
    return figure
