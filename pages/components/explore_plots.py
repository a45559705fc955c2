"""Figures of Explore: lines of members, a histogram, members by size. Arrays in, Plotly out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import plotly.graph_objects as go

from metrics import Metric
from metrics.language import tr
from metrics.stats.funnel import Funnel, limits_at
from pages.components import fmt
from pages.components.palette import Palette
from pages.components.plots import dressed
from pages.components.text import short

DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
MARKS = ("circle", "square", "diamond", "triangle-up", "x")


@dataclass(frozen=True)
class Line:
    """A named line: a value a period (None: a gap), and each in words."""

    name: str
    values: tuple[float | None, ...]
    said: tuple[str, ...]


def lines(
    whole: Line,
    members: Sequence[Line],
    starts: Sequence[dt.date],
    partial: Sequence[bool],
    metric: Metric,
    colours: Palette,
) -> go.Figure:
    """Draw `members` over `starts`, each with a dash and mark of its own, and `whole` in grey.

    A partial period is hollow. A point's `customdata` is the member's place.
    """
    figure, at, factor = go.Figure(), np.arange(len(starts)), _factor(metric)
    few = len(starts) <= 60
    tones = (colours.now, colours.worse, colours.better, colours.ink, colours.muted)
    for place, line in enumerate([whole, *members]):
        tone = colours.before if not place else tones[(place - 1) % len(tones)]
        filled = [colours.ground if hollow else tone for hollow in partial]
        figure.add_trace(
            go.Scatter(
                x=at,
                y=_scaled(line.values, factor),
                name=short(line.name, 40),
                mode="lines+markers" if few else "lines",
                line={
                    "color": tone,
                    "width": 3 if not place else 1.75,
                    "dash": "solid" if not place else DASHES[(place - 1) % len(DASHES)],
                },
                marker={
                    "size": 7,
                    "symbol": MARKS[max(place - 1, 0) % len(MARKS)],
                    "color": filled,
                    "line": {"color": tone, "width": 1.5},
                },
                customdata=[[place - 1]] * len(at),
                hovertext=list(line.said),
                hoverinfo="text",
            )
        )
    every = max(-(-len(at) // 10), 1)
    ticks = at[::-1][::every][::-1]
    figure.update_xaxes(tickvals=ticks, ticktext=[fmt.day_short(starts[n]) for n in ticks])
    dressed(figure, colours, 330, "%" if metric.unit == "percent" else "")
    figure.update_layout(
        showlegend=True, legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0}
    )
    return figure


def histogram(
    edges: Sequence[float],
    counts: Sequence[int],
    beyond: int,
    unit: str,
    marks: dict[str, float],
    colours: Palette,
) -> go.Figure:
    """Draw how many rows lie in each bin; `beyond`, hollow, those past the last edge."""
    figure = go.Figure()
    width = edges[1] - edges[0]
    middles = [edge + width / 2 for edge in edges]
    heights = [*counts, beyond]
    spans = [
        tr("{lower} to {upper}", lower=_short(low), upper=_short(high))
        for low, high in pairwise(edges)
    ]
    said = [*spans, tr("{lower} and more", lower=_short(edges[-1]))]
    figure.add_trace(
        go.Bar(
            x=middles,
            y=heights,
            width=width * 0.92,
            marker={
                "color": [colours.now] * len(counts) + [colours.ground],
                "line": {"color": colours.now, "width": [0] * len(counts) + [1.5]},
            },
            hovertext=[
                f"{says} {unit} · {fmt.number(n)}" for says, n in zip(said, heights, strict=True)
            ],
            hoverinfo="text",
        )
    )
    for name, value in marks.items():
        figure.add_vline(
            x=min(value, middles[-1]),
            line={"color": colours.ink, "width": 1.25, "dash": "dot"},
            annotation_text=name,
            annotation_position="top",
        )
    figure.update_xaxes(title={"text": unit, "standoff": 4, "font": {"size": 12}})
    dressed(figure, colours, 300)
    figure.update_layout(margin={"t": 26})  # for the words at the marks
    return figure


def dots(
    values: Sequence[float | None],
    n: Sequence[int],
    names: Sequence[str],
    said: Sequence[str],
    found: Funnel | None,
    metric: Metric,
    colours: Palette,
) -> go.Figure:
    """Draw members by their n and value, within the limits of chance where there are any."""
    figure, factor = go.Figure(), _factor(metric)
    sizes = np.array(n, dtype=float)
    if found is not None:
        grid = np.unique(np.geomspace(max(sizes.min(), 1), max(sizes.max() * 1.1, 2), 90).round())
        limits = limits_at(grid, found.centre, found.phi)
        for ends, dash in (
            (limits.low_95, "dot"),
            (limits.high_95, "dot"),
            (limits.low_998, "solid"),
            (limits.high_998, "solid"),
        ):
            figure.add_trace(
                go.Scatter(
                    x=grid,
                    y=ends * metric.scale * factor,
                    mode="lines",
                    hoverinfo="skip",
                    line={"color": colours.before, "width": 1, "dash": dash},
                )
            )
    beyond = np.zeros(len(sizes)) if found is None else found.beyond_998
    far = (beyond != 0) if found is not None else np.arange(len(sizes)) < 3
    figure.add_trace(
        go.Scatter(
            x=sizes,
            y=_scaled(values, factor),
            mode="markers+text",
            text=[short(name, 24) if out else "" for name, out in zip(names, far, strict=True)],
            textposition="top center",
            textfont={"color": colours.ink, "size": 12},
            marker={
                "size": 10,
                "symbol": np.where(beyond != 0, "diamond", "circle"),
                "color": np.where(beyond != 0, colours.worse, colours.now),
            },
            customdata=[[place] for place in range(len(sizes))],
            hovertext=list(said),
            hoverinfo="text",
            cliponaxis=False,
        )
    )
    figure.update_xaxes(type="log", title={"text": "n", "standoff": 4, "font": {"size": 12}})
    return dressed(figure, colours, 330, "%" if metric.unit == "percent" else "")


def _scaled(values: Sequence[float | None], factor: float) -> list[float | None]:
    return [None if value is None else value * factor for value in values]


def _factor(metric: Metric) -> float:
    return 100.0 if metric.unit == "percent" else 1.0


def _short(value: float) -> str:
    return f"{value:,.10g}"
