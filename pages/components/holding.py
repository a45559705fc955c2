"""How long problems stay away: survival curves by the kind of fix, and the verdicts on fixes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from metrics.analysis import RecurrenceCurve, RecurrenceCurves, recurrence_curves
from metrics.language import mark, tr
from metrics.model import Scope, Where
from pages.components import ask, fmt, palette
from pages.components.charts import QUIET
from pages.components.dom import draw
from pages.components.frame import View
from pages.components.grid import grid
from pages.components.plots import PERCENT, dressed

BY = "fix_type"
DRAWN = 4
FEW = 5  # at risk
LEAST_DAYS = 90.0
COLUMNS = {
    mark("Fix"): "",
    mark("Incidents"): "number",
    mark("Came back"): "number",
    mark("Away after 30 days"): "number",
    mark("Away after 90 days"): "number",
    mark("Half came back by"): "number desk",
}
DASHES = ("solid", "dash", "dot", "dashdot")


@st.cache_resource(show_spinner=False, max_entries=16)
def _curves(number: int, where: Where, scope: Scope) -> RecurrenceCurves:
    return recurrence_curves(ask.store(), BY, where, scope=scope, snapshot=number)


def draw_curves(view: View) -> None:
    """Draw the share of incidents that stayed away by days since they were cleared."""
    where = view.narrowed("recurrence_rate_60d")[0]
    found = _curves(view.snapshot.number, where, view.scope)
    curves = [one for one in found.curves if one.n] or ([found.whole] if found.whole.n else [])
    rows = []
    for one in curves:
        away = one.survival.at(np.array([30.0, 90.0]))
        shares = [
            fmt.NA if np.isnan(share) else f"{fmt.number(float(share) * 100)}{fmt.THIN}%"
            for share in away
        ]
        median = one.survival.median
        half = tr("not yet") if np.isnan(median) else f"{fmt.number(median)}{fmt.THIN}d"
        rows.append((one.member or tr("unknown"), str(one.n), str(one.came_back), *shares, half))
    test = found.test
    says = tr("Kaplan-Meier; a product off sale cannot come back and is not counted as a success.")
    if test is not None and not np.isnan(test.p):
        p = f"{test.p:.2g}"
        differ = (
            tr("The kinds of fix differ (log-rank p {p}).", p=p)
            if test.p < 0.05
            else tr("The kinds of fix do not differ beyond chance (log-rank p {p}).", p=p)
        )
        says = f"{differ} {says}"
    draw(
        grid(
            tr("How long problems stay away"),
            says,
            COLUMNS,
            rows,
            tr("No incident has been cleared yet."),
        ),
        key="curves",
    )
    if curves:
        st.plotly_chart(_figure(curves[:DRAWN]), config=QUIET, key="curves.figure")


def _reach(curves: Sequence[RecurrenceCurve]) -> float:
    """Return the day at which the axis ends: beyond it too few are at risk for a step to count."""
    ends = [
        float(one.survival.times[one.survival.at_risk >= min(FEW, one.n)].max(initial=0.0))
        for one in curves
    ]
    return max(*ends, LEAST_DAYS)


def _figure(curves: Sequence[RecurrenceCurve]) -> go.Figure:
    colours, reach = palette.current(), _reach(curves)
    figure = go.Figure()
    for one, dash in zip(curves, DASHES, strict=False):
        figure.add_trace(
            go.Scatter(
                x=np.concatenate(([0.0], one.survival.times, [reach])),
                y=np.concatenate(
                    ([100.0], one.survival.survival * 100, [float(one.survival.at(reach)) * 100])
                ),
                name=one.member or tr("unknown"),
                mode="lines",
                line={"shape": "hv", "width": 2, "dash": dash, "color": colours.now},
            )
        )
    dressed(figure, colours, 240, PERCENT)
    figure.update_layout(showlegend=True, legend={"orientation": "h", "y": 1.15, "x": 0})
    figure.update_yaxes(range=[0, 102])
    figure.update_xaxes(title_text=tr("days since it was cleared"), range=[0, reach])
    return figure
