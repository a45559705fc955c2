"""Figures beside the 6-12 chart: hours of a day, control charts, funnels.

Pure functions of arrays: Plotly objects, no Streamlit. A point's `customdata` says what it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from metrics.language import tr
from metrics.stats.charts import Chart, verdict
from metrics.stats.funnel import Funnel, limits_at
from pages.components import fmt
from pages.components.palette import FONT, Palette
from pages.components.text import short

Floats = NDArray[np.float64]
PERCENT = "%"
NAMED = 6  # units: with more, the names of those within the limits would lie on one another


def dressed(figure: go.Figure, colours: Palette, height: int, suffix: str = "") -> go.Figure:
    """Give `figure` the look that all figures share; `suffix` stands after values of y."""
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 10, "t": 8, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": colours.muted, "size": 12.5, "family": FONT},
        hoverlabel={"bgcolor": colours.ground, "font": {"color": colours.ink}},
        showlegend=False,
        hovermode="closest",
        dragmode=False,
        uirevision="keep",
        bargap=0.25,
    )
    figure.update_xaxes(
        showgrid=False,
        zeroline=False,
        linecolor=colours.line,
        automargin=True,
        fixedrange=True,
        tickfont={"size": 12},
        title_font={"size": 12},
        title_standoff=6,
    )
    figure.update_yaxes(
        gridcolor=colours.line,
        zeroline=False,
        nticks=5,
        ticksuffix=suffix,
        separatethousands=True,
        automargin=True,
        fixedrange=True,
        tickfont={"size": 12},
        title_font={"size": 12},
        title_standoff=6,
    )
    return figure


def day_ticks(
    days: Sequence[dt.date], most: int, named: Callable[[dt.date], str] = fmt.day_short
) -> dict[str, list[str]]:
    """Return the ticks of an axis of dates in the reader's language: at most `most` of `days`.

    Plotly itself would name the months in English.
    """
    shown = sorted(days)[:: -max(-(-len(days) // most), 1)][::-1]
    return {"tickvals": [day.isoformat() for day in shown], "ticktext": [named(d) for d in shown]}


def hours(
    values: Sequence[float | None],
    running: int | None,
    usual: Sequence[float | None],
    reach: tuple[Sequence[float | None], Sequence[float | None]],
    said: Sequence[str],
    colours: Palette,
) -> go.Figure:
    """Draw a day by the hour as bars over the usual day: its line, and its reach as a band.

    `running` is the hour that is not over, drawn hollow. `said` is each hour in words.
    """
    at = np.arange(len(values))
    figure = go.Figure()
    low, high = (_floats(ends) for ends in reach)
    if np.isfinite(high).any():
        look = {"color": shade(colours.before, 0.18), "line": {"width": 0}}
        figure.add_trace(
            go.Bar(x=at, y=high - low, base=low, width=1, marker=look, hoverinfo="skip")
        )
    figure.add_trace(
        go.Bar(
            x=at,
            y=_floats(values),
            marker={
                "color": [colours.ground if n == running else colours.now for n in at],
                "line": {"color": colours.now, "width": [1.5 if n == running else 0 for n in at]},
            },
            customdata=[[int(n)] for n in at],
            hovertext=list(said),
            hoverinfo="text",
            width=0.7,
        )
    )
    figure.add_trace(_line(at, _floats(usual), colours, width=1.75, dash="dot"))
    figure.update_xaxes(
        tickvals=[0, 6, 9, 12, 15, 18, 21, 23], range=[-0.6, len(values) - 0.4], ticksuffix="h"
    )
    figure.update_yaxes(rangemode="tozero")
    figure.update_layout(barmode="overlay")
    return dressed(figure, colours, 190)


def _line(
    at: NDArray[Any],
    values: Floats,
    colours: Palette,
    width: float = 1.5,
    dash: str | None = None,
    shape: str = "hvh",
    **more: Any,
) -> go.Scatter:
    look = {"color": colours.before, "width": width, "dash": dash, "shape": shape}
    return go.Scatter(x=at, y=values, mode="lines", line=look, hoverinfo="skip", **more)


def _floats(values: Sequence[float | None]) -> Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def shade(colour: str, weight: float) -> str:
    """Return `colour`, ``#rrggbb``, as strong as `weight` of 1: what is below it shines through."""
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return f"rgba({red},{green},{blue},{weight})"


def control(
    chart: Chart,
    starts: Sequence[dt.date],
    target: float | None,
    said: Sequence[str],
    colours: Palette,
    last: int,
    better: Literal["higher", "lower", "neither"] = "higher",
    per_cent: bool = True,
) -> go.Figure:
    """Draw the `last` weeks of a control chart: centre, limits, target, strong signals, phases.

    A week with a strong signal is a diamond, in the colour of what it means where `better` says
    which way is good. A line marks each phase with a dated cause. Shares are drawn `per_cent`.
    """
    at, figure = np.arange(len(starts)), go.Figure()
    factor = 100.0 if per_cent else 1.0
    for phase in chart.phases:
        part = slice(phase.start, phase.stop)
        for values, dash in ((chart.lower, None), (chart.upper, None), (chart.centre, "dot")):
            line = _line(at[part], values[part] * factor, colours, width=1, dash=dash)
            figure.add_trace(line)
    tones = {
        n: {"improvement": colours.better, "concern": colours.worse}.get(
            verdict(signal.direction, better), colours.ink
        )
        for signal in chart.signals
        if signal.strength == "strong"
        for n in signal.points
    }
    figure.add_trace(
        go.Scatter(
            x=at,
            y=chart.values * factor,
            mode="lines+markers",
            line={"color": colours.now, "width": 2},
            marker={
                "size": [11 if n in tones else 8 for n in at],
                "symbol": ["diamond" if n in tones else "circle" for n in at],
                "color": [tones.get(int(n), colours.now) for n in at],
            },
            customdata=[[start.isoformat()] for start in starts],
            hovertext=list(said),
            hoverinfo="text",
        )
    )
    if target is not None:
        figure.add_trace(_marks(at, np.full(len(at), target * factor), colours))
    first = max(len(at) - last, 0)
    for phase in chart.phases:
        if phase.cause is not None and phase.start >= first:
            _cause(figure, phase.start - 0.5, phase.cause, colours)
    shown = at[first:][:: -max((len(at) - first) // 9, 1)]
    figure.update_xaxes(
        tickvals=shown,
        ticktext=[fmt.day_short(starts[n]) for n in shown],
        range=[first - 0.6, len(at) - 0.4],
    )
    aim = np.full(len(at), np.nan if target is None else target)
    lines = np.concatenate([chart.values, chart.lower, chart.upper, aim])
    seen = lines.reshape(4, -1)[:, first:] * factor
    if np.isfinite(seen).any():
        low, high = float(np.nanmin(seen)), float(np.nanmax(seen))
        room = (high - low) * 0.12 or 1.0
        figure.update_yaxes(range=[low - room, high + room])
    return dressed(figure, colours, 240, PERCENT if per_cent else "")


def _cause(figure: go.Figure, at: float, cause: str, colours: Palette) -> None:
    figure.add_vline(x=at, line={"color": colours.muted, "width": 1, "dash": "dash"})
    figure.add_annotation(
        x=at, y=1, yref="paper", text=short(cause, 60), showarrow=False,
        xanchor="left", yanchor="bottom", font={"size": 12, "color": colours.ink},
    )  # fmt: skip


def funnel_plot(
    found: Funnel, n: Floats, names: Sequence[str], said: Sequence[str], colours: Palette
) -> go.Figure:
    """Draw units by their size and share, and the limits within which chance alone moves them."""
    grid = np.unique(np.linspace(1, max(float(np.nanmax(n)) * 1.08, 2), 120).round())
    limits = limits_at(grid, found.centre, found.phi)
    figure = go.Figure()
    for values, dash in (
        (limits.low_95, "dot"),
        (limits.high_95, "dot"),
        (limits.low_998, None),
        (limits.high_998, None),
    ):
        figure.add_trace(_line(grid, values * 100, colours, width=1, dash=dash, shape="linear"))
    figure.add_trace(_line(grid, np.full(len(grid), found.centre * 100), colours, shape="linear"))
    beyond = found.beyond_998 != 0
    figure.add_trace(
        go.Scatter(
            x=n,
            y=found.value * 100,
            mode="markers+text",
            text=[
                short(name, 26) if far or len(names) <= NAMED else ""
                for name, far in zip(names, beyond, strict=True)
            ],
            textposition=np.where(found.value < found.centre, "bottom center", "top center"),
            textfont={"color": colours.ink, "size": 12},
            marker={
                "size": 10,
                "symbol": np.where(beyond, "diamond", "circle"),
                "color": np.where(
                    found.beyond_998 < 0,
                    colours.worse,
                    np.where(found.beyond_998 > 0, colours.better, colours.now),
                ),
            },
            customdata=[[place] for place in range(len(n))],
            hovertext=list(said),
            hoverinfo="text",
            cliponaxis=False,
        )
    )
    figure.update_xaxes(
        rangemode="tozero", title={"text": tr("decided"), "standoff": 4, "font": {"size": 12}}
    )
    known = np.concatenate([found.value[np.isfinite(found.value)], [found.centre]])
    floor = max(float(known.min()) - 0.06, 0.0)
    figure.update_yaxes(range=[floor * 100, 101])
    return dressed(figure, colours, 300, PERCENT)


def _marks(at: NDArray[np.int64], values: Floats, colours: Palette) -> go.Scatter:
    return go.Scatter(
        x=at,
        y=values,
        mode="markers",
        hoverinfo="skip",
        marker={
            "symbol": "line-ew-open",
            "size": 14,
            "color": colours.ink,
            "line": {"width": 1.5, "color": colours.ink},
        },
    )
