"""Refunds over half a year: right, in time, and at what cost; a panel for each number."""

from __future__ import annotations

import textwrap
from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from metrics import Metric, Period, Point
from metrics.language import tr
from metrics.model import Grain
from metrics.periods import WEEK
from pages.components import fmt, palette
from pages.components.dom import draw, el
from pages.components.figure import draw_figure
from pages.components.frame import View
from pages.components.palette import Palette
from pages.components.plots import day_ticks, dressed

WEEKS, MONTHS = 26, 14
# A panel is as wide as half a phone: so many days or months on its axis, and letters in a line.
TICKS: dict[Grain, int] = {"week": 3, "month": 2}
LONGEST = 26
# Metric -> the grain of its panel: what matures slowly is drawn by the month of shipping.
PANELS: dict[str, Grain] = {
    "refund_accuracy": "week",
    "refund_leakage": "week",
    "refund_time_to_decide_p90": "week",
    "refund_time_to_pay_p90": "week",
    "refund_rate_by_cohort": "month",
    "cost_of_poor_quality": "week",
}


def draw_weeks(view: View) -> None:
    """Draw a panel for each of `PANELS` that has numbers; a period that is not over is hollow."""
    panels = [
        (view.metric(name), points)
        for name, grain in PANELS.items()
        if name in view.metrics and (points := _points(view, name, grain))
    ]
    says = tr("Half a year by the week; the cohorts by month of shipping. Hollow: not over yet.")
    title = el("h2", "", tr("How it goes"))
    if not panels:
        return
    draw(el("div", "section", title, el("span", "muted", says)), key="refunds.weeks")
    figure = _figure(view, panels, palette.current())
    draw_figure(figure, "refunds.weeks.figure")


def _points(view: View, name: str, grain: Grain) -> list[Point]:
    start = view.week - (WEEKS - 1) * WEEK
    if grain == "month":
        start = view.snapshot.calendar.start(view.week - MONTHS * 30 * (WEEK / 7), "month")
    query = replace(view.query(name, Period(start, view.week + WEEK, grain)), grain=grain)
    points = [point for point in view.store.query(query).points if point.period is not None]
    return points if any(point.value is not None for point in points) else []


def _figure(view: View, panels: list[tuple[Metric, list[Point]]], colours: Palette) -> go.Figure:
    down = -(-len(panels) // 2)
    figure = make_subplots(
        down, 2, horizontal_spacing=0.09, vertical_spacing=0.42 / down,
        subplot_titles=[_titled(view, metric) for metric, _ in panels],
    )  # fmt: skip
    for place, (metric, points) in enumerate(panels):
        where = {"row": place // 2 + 1, "col": place % 2 + 1}
        values = [np.nan if point.value is None else point.value for point in points]
        shown = np.array(values) * (100.0 if metric.unit == "percent" else 1.0)
        hollow = [point.partial for point in points]
        figure.add_trace(
            go.Scatter(
                x=np.array([point.period for point in points], dtype="datetime64[D]"),
                y=shown,
                mode="lines+markers",
                line={"color": colours.now, "width": 1.75},
                marker={
                    "size": 5,
                    "color": [colours.ground if on else colours.now for on in hollow],
                    "line": {"color": colours.now, "width": 1.25},
                },
                hovertext=[_said(view, metric, point) for point in points],
                hoverinfo="text",
            ),
            **where,
        )
        starts = [point.period for point in points if point.period is not None]
        grain = PANELS[metric.name]
        named = fmt.month_of if grain == "month" else fmt.day_short
        figure.update_xaxes(**day_ticks(starts, TICKS[grain], named), tickangle=0, **where)
        if metric.kind == "total":
            figure.update_yaxes(rangemode="tozero", **where)
    dressed(figure, colours, 40 + 165 * down)
    for place, (metric, _) in enumerate(panels):
        if metric.unit == "percent":
            figure.update_yaxes(ticksuffix="%", row=place // 2 + 1, col=place % 2 + 1)
    figure.update_layout(margin={"t": 40})
    figure.update_annotations(font={"size": 12.5, "color": colours.ink})
    figure.update_yaxes(nticks=4)
    return figure


def _titled(view: View, metric: Metric) -> str:
    unit = fmt.unit(metric, view.currency).strip()
    title = f"{metric.label}, {unit}" if unit and metric.unit != "percent" else metric.label
    return textwrap.fill(title, LONGEST)


def _said(view: View, metric: Metric, point: Point) -> str:
    day = fmt.day(point.period) if point.period else ""
    parts = [day, fmt.value(metric, point.value, view.currency)]
    return " · ".join([*parts, *([tr("not over yet")] if point.partial else [])])
