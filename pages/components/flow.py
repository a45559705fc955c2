"""Whether the work keeps up: arrivals, solves and backlog by the week, and the slowest stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import plotly.graph_objects as go

from metrics import Period
from metrics.analysis import stages
from metrics.language import mark, tr
from metrics.model import Query
from metrics.periods import DAY, WEEK
from pages.components import fmt, palette
from pages.components.dom import draw, el
from pages.components.figure import draw_figure
from pages.components.frame import View
from pages.components.grid import grid
from pages.components.plots import day_ticks, dressed

WEEKS = 26
FLOWS = ("arrivals", "solves")
BACKLOG = "backlog"
STAGES = {
    mark("Team"): "",
    mark("New"): "number desk",
    mark("Open"): "number",
    mark("Waiting for the customer"): "number",
    mark("Waiting for another team"): "number",
    mark("Slowest stage"): "",
}
NAMES = {"new": mark("New"), "open": mark("Open"), "pending": mark("Waiting for the customer"),
         "on_hold": mark("Waiting for another team")}  # fmt: skip


def draw_flow(view: View) -> None:
    """Draw half a year of arrivals and solves as bars, the backlog as a line."""
    if any(name not in view.metrics for name in (*FLOWS, BACKLOG)):
        return
    period = Period(view.week - (WEEKS - 1) * WEEK, view.week + WEEK, "week")
    says = tr("By the week; bars: cases, line: backlog at the week’s end")
    head = el("h2", "", tr("Does the work keep up?"))
    title = el("div", "section", head, el("span", "muted", says))
    draw(title, key="flow")
    colours, figure = palette.current(), go.Figure()
    for name, colour in zip(FLOWS, (colours.before, colours.now), strict=True):
        _add(figure, view, name, period, go.Bar, {"marker": {"color": colour}})
    line = {"mode": "lines+markers", "line": {"color": colours.worse, "width": 2, "dash": "dot"},
            "marker": {"size": 4}}  # fmt: skip
    _add(figure, view, BACKLOG, period, go.Scatter, line)
    dressed(figure, colours, 250)
    figure.update_layout(showlegend=True, legend={"orientation": "h", "y": 1.16, "x": 0})
    figure.update_yaxes(rangemode="tozero")
    weeks = [period.start + n * WEEK for n in range(WEEKS)]
    figure.update_xaxes(**day_ticks(weeks, 7))
    draw_figure(figure, "flow.figure")


def _add(
    figure: go.Figure, view: View, name: str, period: Period, kind: type, look: Mapping[str, object]
) -> None:
    query = replace(view.query(name, period), grain="week")
    points = [point for point in view.store.query(query).points if point.period is not None]
    label = view.metric(name).label
    figure.add_trace(
        kind(
            x=np.array([point.period for point in points], dtype="datetime64[D]"),
            y=np.array([np.nan if p.value is None else p.value for p in points], dtype=float),
            name=label,
            hovertext=[
                f"{fmt.week(p.period)} · {label} {fmt.value(view.metric(name), p.value)}"
                for p in points
                if p.period is not None
            ],
            hoverinfo="text",
            **look,
        )
    )


def draw_stages(view: View) -> None:
    """Draw where the time of solved cases goes, by team, those with most time first."""
    name = "time_in_new"
    if name not in view.catalogue.metrics:
        return
    start = view.week - 12 * WEEK
    query = Query(name, by=("team",), start=start, end=view.week + WEEK - DAY,
                  where=view.narrowed(name)[0], scope=view.scope,
                  snapshot=view.snapshot.number)  # fmt: skip
    found = sorted(stages(view.store, query), key=lambda one: -sum(one.hours.values()))
    rows = [
        (
            one.members[0] or tr("unknown"),
            *(f"{fmt.number(one.hours[stage], 1)}{fmt.THIN}{tr('h')}" for stage in NAMES),
            "–"
            if one.slowest is None
            else f"{tr(NAMES[one.slowest])}, {fmt.number((one.share or 0) * 100)}{fmt.THIN}%",
        )
        for one in found[:12]
    ]
    says = tr("Mean hours of the cases solved in 13 weeks, from creation to solve")
    none = tr("No solved case tells its stages.")
    draw(grid(tr("Where the time of a case goes"), says, STAGES, rows, none), key="stages")
