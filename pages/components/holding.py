"""How long problems stay away: survival curves by the kind of fix, by vendor or by cause."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import get_args

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from plotly.subplots import make_subplots

from metrics.analysis import RecurrenceCurve, RecurrenceCurves, recurrence_curves
from metrics.language import mark, tr
from metrics.model import Scope, Where
from metrics.stats.arrays import FloatArray
from pages.components import ask, fmt, palette, session
from pages.components.dom import choice, draw, el
from pages.components.figure import draw_figure
from pages.components.frame import View
from pages.components.grid import grid
from pages.components.plots import PERCENT, dressed, shade
from pages.components.state import Split
from pages.components.text import short

DRAWN, ACROSS = 8, 4  # members: panels in all, and in a row
LISTED = 12
FEW = 5  # at risk
LEAST_DAYS = 90.0
COLUMNS = {
    mark("Incidents"): "number",
    mark("Came back"): "number",
    mark("Away after 30 days"): "number desk",
    mark("Away after 90 days"): "number",
    mark("Half came back by"): "number desk",
}


@st.cache_resource(show_spinner=False, max_entries=16)
def _curves(number: int, by: str, where: Where, scope: Scope) -> RecurrenceCurves:
    return recurrence_curves(ask.store(), by, where, scope=scope, snapshot=number)


def draw_curves(view: View) -> None:
    """Draw the share of incidents that stayed away by days since they were cleared."""
    where = view.narrowed("recurrence_rate_60d")[0]
    by = view.state.split
    found = _curves(view.snapshot.number, by, where, view.scope)
    label = view.catalogue.dimension(by).label
    curves = [one for one in found.curves if one.n] or ([found.whole] if found.whole.n else [])

    def called(one: RecurrenceCurve) -> str:
        return short(ask.called(view.snapshot.number, by, one.member), 26)

    rows = []
    for one in curves:
        away = one.survival.at(np.array([30.0, 90.0]))
        shares = [
            fmt.NA if np.isnan(share) else f"{fmt.number(float(share) * 100)}{fmt.THIN}%"
            for share in away
        ]
        median = one.survival.median
        half = tr("not yet") if np.isnan(median) else fmt.age(np.ceil(median) * 86400)
        rows.append((called(one), str(one.n), str(one.came_back), *shares, half))
    test = found.test
    says = tr(
        "Kaplan-Meier with 95 % bands, dotted: all. A product off sale cannot come back and is "
        "not counted as a success."
    )
    if test is not None and not np.isnan(test.p):
        p = f"{test.p:.2g}"
        differ = (
            tr("They differ (log-rank p {p}).", p=p)
            if test.p < 0.05
            else tr("They do not differ beyond chance (log-rank p {p}).", p=p)
        )
        says = f"{differ} {says}"
    labels = {name: view.catalogue.dimension(name).label for name in get_args(Split)}
    chips = el("p", "chips", el("span", "muted", tr("By")), *choice("chip", labels, by, "split"))
    none = tr("No incident has been cleared yet.")
    title = tr("How long problems stay away")
    columns = {label: "", **COLUMNS}
    draw(grid(title, says, columns, rows[:LISTED], none), chips, key="curves", on=_act)
    if curves:
        named = [(called(one), one) for one in curves[:DRAWN]]
        draw_figure(_figure(named, found.whole), "curves.figure")


def _act(do: str, key: str) -> None:
    if do == "split" and key in get_args(Split):
        session.change(split=key)


def _reach(curves: Iterable[RecurrenceCurve]) -> float:
    """Return the day at which the axis ends: beyond it too few are at risk for a step to count."""
    ends = [
        float(one.survival.times[one.survival.at_risk >= min(FEW, one.n)].max(initial=0.0))
        for one in curves
    ]
    return max(*ends, LEAST_DAYS)


def _figure(curves: Sequence[tuple[str, RecurrenceCurve]], whole: RecurrenceCurve) -> go.Figure:
    """Draw each member in a panel under its name, with its band; the grey line is that of all."""
    colours, reach = palette.current(), _reach(one for _, one in curves)
    across = min(len(curves), ACROSS)
    down = -(-len(curves) // across)
    figure = make_subplots(
        down, across, shared_yaxes=True, shared_xaxes=True, horizontal_spacing=0.02,
        vertical_spacing=0.16, subplot_titles=[name for name, _ in curves],
    )  # fmt: skip
    for place, (name, one) in enumerate(curves):
        where = {"row": place // across + 1, "col": place % across + 1}
        at = np.concatenate(([0.0], one.survival.times, [reach]))
        low, high, share = (
            _steps(line) for line in (one.survival.low, one.survival.high, one.survival.survival)
        )
        for values, fill in ((low, None), (high, "tonexty")):
            figure.add_trace(
                go.Scatter(
                    x=at, y=values, mode="lines", hoverinfo="skip", fill=fill,
                    fillcolor=shade(colours.before, 0.18),
                    line={"shape": "hv", "width": 0, "color": colours.before},
                ),
                **where,
            )  # fmt: skip
        figure.add_trace(
            go.Scatter(
                x=np.concatenate(([0.0], whole.survival.times, [reach])),
                y=_steps(whole.survival.survival), mode="lines", hoverinfo="skip",
                line={"shape": "hv", "width": 1, "dash": "dot", "color": colours.before},
            ),
            **where,
        )  # fmt: skip
        figure.add_trace(
            go.Scatter(
                x=at, y=share, mode="lines", hoverinfo="text",
                line={"shape": "hv", "width": 2, "color": colours.now},
                hovertext=[
                    tr("{name}: {share} % away after {day} days", name=name,
                       share=fmt.number(float(y)), day=fmt.number(float(x)))
                    for x, y in zip(at, share, strict=True)
                ],
            ),
            **where,
        )  # fmt: skip
    dressed(figure, colours, 60 + 130 * down, PERCENT)
    figure.update_layout(margin={"t": 28})
    figure.update_annotations(font={"size": 12, "color": colours.ink})
    figure.update_yaxes(range=[0, 104], nticks=3)
    figure.update_xaxes(range=[0, reach], tickvals=[30, 60, 90])
    figure.update_xaxes(title_text=tr("days since it was cleared"), row=down, col=1)
    return figure


def _steps(line: FloatArray) -> FloatArray:
    """Return a curve's line in per cent from day 0, when all are away, to the end of the axis."""
    return np.concatenate(([100.0], line * 100, line[-1:] * 100 if len(line) else [100.0]))
