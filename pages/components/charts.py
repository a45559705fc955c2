"""Figures, as pure functions of answers: Plotly objects of numpy arrays, no Streamlit.

A 6-12 chart has the last 6 weeks on the left, a gap, and the last 12 months on the right on an
axis of their own; the prior year lighter, the target as marks, a partial period hollow.
"""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.subplots import make_subplots

from metrics import Metric, MetricReview, ReviewPoint
from metrics.language import tr
from pages.components import fmt
from pages.components.palette import FONT, Palette

HEIGHT = 250
SAID_IN_FULL = 5  # so many points without a number leave room for the reason


@dataclass(frozen=True)
class _Half:
    """One side of a 6-12 chart."""

    column: int
    grain: str
    now: Sequence[ReviewPoint]
    before: Sequence[ReviewPoint]
    ticks: Callable[[Sequence[dt.date]], list[str]]


def six_twelve(answer: MetricReview, metric: Metric, colours: Palette, currency: str) -> go.Figure:
    """Draw a metric's weeks and months. A point's `customdata` is ``[grain, start]``."""
    figure = make_subplots(1, 2, column_widths=[0.36, 0.64], horizontal_spacing=0.09)
    halves = (
        _Half(1, "week", answer.weeks, answer.weeks_prior, _week_ticks),
        _Half(2, "month", answer.months, answer.months_prior, _month_ticks),
    )
    for half in halves:
        for trace in _traces(half, metric, answer.target, colours, currency):
            figure.add_trace(trace, row=1, col=half.column)
        figure.update_xaxes(
            tickvals=np.arange(len(half.now)),
            ticktext=half.ticks([point.start for point in half.now]),
            range=[-0.6, len(half.now) - 0.4],
            col=half.column,
        )
        figure.update_yaxes(range=_reach(metric, answer.target, half), col=half.column)
        for gap in _gaps(half.now):
            figure.add_annotation(**gap, font={"color": colours.muted}, row=1, col=half.column)
    _dress(figure, metric, colours)
    return figure


def _traces(
    half: _Half, metric: Metric, target: float | None, colours: Palette, currency: str
) -> list[go.Scatter]:
    shown = half.column == 1  # one legend for both sides
    now, before = _scaled(metric, half.now), _scaled(metric, half.before)
    hollow = np.array([point.partial for point in half.now])
    at = np.arange(len(half.now))
    traces = []
    if np.isfinite(before).any():
        traces.append(
            go.Scatter(
                x=at,
                y=before,
                name=tr("Year before"),
                mode="lines+markers",
                line={"color": colours.before, "width": 1.25, "dash": "dot"},
                marker={"size": 4, "color": colours.before},
                customdata=_keys(half.grain, half.before),
                hovertext=_hover(half.before, metric, currency),
                hoverinfo="text",
                showlegend=shown,
                legendgroup="before",
            )
        )
    traces.append(
        go.Scatter(
            x=at,
            y=now,
            name=tr("Now"),
            mode="lines+markers+text",
            line={"color": colours.now, "width": 2},
            marker={
                "size": 8,
                "color": np.where(hollow, colours.ground, colours.now),
                "line": {"color": colours.now, "width": 1.75},
            },
            text=_label_last(half.now, metric, currency),
            textposition=_side(half.now),
            textfont={"color": colours.ink, "size": 12},
            cliponaxis=False,
            customdata=_keys(half.grain, half.now),
            hovertext=_hover(half.now, metric, currency),
            hoverinfo="text",
            showlegend=shown,
            legendgroup="now",
        )
    )
    if target is not None:
        traces.append(
            go.Scatter(
                x=at,
                y=np.full(len(at), target * _factor(metric)),
                name=tr("Target {value}", value=fmt.value(metric, target, currency)),
                mode="markers",
                marker={
                    "symbol": "line-ew-open",
                    "size": 14,
                    "color": colours.ink,
                    "line": {"width": 1.5, "color": colours.ink},
                },
                hoverinfo="skip",
                showlegend=shown,
                legendgroup="target",
            )
        )
    return traces


def _dress(figure: go.Figure, metric: Metric, colours: Palette) -> None:
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 8, "r": 14, "t": 30, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": colours.muted, "size": 12.5, "family": FONT},
        hoverlabel={"bgcolor": colours.ground, "font": {"color": colours.ink}},
        legend={"orientation": "h", "y": 1.16, "x": 0, "font": {"size": 12}},
        hovermode="closest",
        dragmode=False,
        uirevision="keep",
    )
    figure.update_xaxes(
        showgrid=False,
        zeroline=False,
        showline=True,
        linecolor=colours.line,
        tickfont={"size": 12},
        autotickangles=[0, 90],
        automargin=True,
        fixedrange=True,
    )
    figure.update_yaxes(
        gridcolor=colours.line,
        zeroline=False,
        nticks=5,
        ticksuffix="%" if metric.unit == "percent" else "",
        separatethousands=True,
        tickfont={"size": 12},
        automargin=True,
        fixedrange=True,
    )


def _factor(metric: Metric) -> float:
    return 100.0 if metric.unit == "percent" else 1.0


def _reach(metric: Metric, target: float | None, half: _Half) -> list[float] | None:
    """Return the ends of the value axis, with room for the number at the last point."""
    values = [*_scaled(metric, half.now), *_scaled(metric, half.before)]
    values += [] if target is None else [target * _factor(metric)]
    known = np.array(values)[np.isfinite(values)]
    if not len(known):
        return None
    low, high = float(known.min()), float(known.max())
    room = (high - low) * 0.18 or abs(high) * 0.1 or 1.0
    return [low - room, high + room]


def _scaled(metric: Metric, points: Sequence[ReviewPoint]) -> NDArray[np.float64]:
    values = [np.nan if point.value is None else point.value for point in points]
    return np.array(values, dtype=np.float64) * _factor(metric)


def _week_ticks(starts: Sequence[dt.date]) -> list[str]:
    """Name the month where it begins or changes; the day alone stands for the others."""
    before = [None, *(start.month for start in starts)]
    return [
        str(start.day) if start.month == month else fmt.day_short(start)
        for start, month in zip(starts, before, strict=False)
    ]


def _month_ticks(starts: Sequence[dt.date]) -> list[str]:
    return [fmt.month(start) for start in starts]


def _keys(grain: str, points: Sequence[ReviewPoint]) -> list[list[str]]:
    return [[grain, point.start.isoformat()] for point in points]


def _gaps(points: Sequence[ReviewPoint]) -> list[dict[str, Any]]:
    """Return a note in words for each run of points without a number; a long run has its reason."""
    notes = []
    for missing, run in groupby(enumerate(points), key=lambda pair: pair[1].value is None):
        if not missing:
            continue
        places, members = zip(*run, strict=True)
        reason = members[-1].reason if len(members) >= SAID_IN_FULL else None
        notes.append(
            {
                "x": (places[0] + places[-1]) / 2,
                "y": 0.5,
                "yref": "y domain",
                "text": "\n".join([fmt.NA, *textwrap.wrap(tr(reason or ""), 22)]),
                "showarrow": False,
            }
        )
    return notes


def _label_last(points: Sequence[ReviewPoint], metric: Metric, currency: str) -> list[str]:
    known = _known(points)
    return [
        fmt.value(metric, point.value, currency) if known and i == known[-1] else ""
        for i, point in enumerate(points)
    ]


def _known(points: Sequence[ReviewPoint]) -> list[int]:
    return [i for i, point in enumerate(points) if point.value is not None]


def _side(points: Sequence[ReviewPoint]) -> str:
    """Put the last number where the line into its point is not."""
    values = [points[i].value or 0.0 for i in _known(points)[-2:]]
    return "bottom center" if len(values) == 2 and values[1] < values[0] else "top center"


def _hover(points: Sequence[ReviewPoint], metric: Metric, currency: str) -> list[str]:
    texts = []
    for point in points:
        parts = [fmt.day(point.start), fmt.value(metric, point.value, currency)]
        if point.denominator is not None:
            parts.append(fmt.count(point.denominator))
        if point.partial:
            parts.append(tr("not over yet"))
        texts.append(" · ".join(parts))
    return texts
