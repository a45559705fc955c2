"""The newest stop-sales on one time axis: how long each was in which stage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from metrics.analysis import Leg, legs
from metrics.language import mark, tr
from metrics.periods import DAY
from pages.components import fmt, palette, session
from pages.components.dom import draw, el
from pages.components.figure import draw_figure
from pages.components.frame import View
from pages.components.palette import Palette
from pages.components.plots import day_ticks, dressed, shade
from pages.components.state import LONGEST_NAME
from pages.components.text import short

ROW = 19  # pixels
KEY = "stops.line"
# What a stop waits for, and how strongly its bar is drawn; until the suspension it is on sale.
WAITING = {
    "suspended_at": (mark("still on sale"), 1.0),
    "cause_found_at": (mark("cause sought"), 1.0),
    "fixed_at": (mark("being fixed"), 0.66),
    "verified_at": (mark("being verified"), 0.42),
    "resumed_at": (mark("waiting to resume"), 0.22),
    "closed_at": (mark("to be closed"), 0.22),
}


def draw_line(view: View, stops: Sequence[Mapping[str, Any]]) -> None:
    """Draw `stops`, rows of `incidents` with the newest first; a click tells the stop's story."""
    each = {str(row["andon_id"]): legs(row, view.snapshot.as_of) for row in stops}
    if not any(leg.end in WAITING for found in each.values() for leg in found):
        return
    says = tr("From the pull to the resume. Hatched: not over. A click tells the story.")
    title = el("h2", "", tr("The newest stops, stage by stage"))
    draw(el("div", "section", title, el("span", "muted", says)), key="stops.title")

    def clicked(told: list[Any]) -> None:
        if isinstance(told[0], str):
            session.go("stop", stop=told[0][:LONGEST_NAME])

    draw_figure(_figure(view, each, palette.current()), KEY, clicked)


def _figure(view: View, each: Mapping[str, Sequence[Leg]], colours: Palette) -> go.Figure:
    figure, names = go.Figure(), list(each)
    for end, (says, weight) in WAITING.items():
        bars = [(name, leg) for name in names for leg in each[name] if leg.end == end]
        bars = [(name, leg) for name, leg in bars if leg.seconds is not None]
        bars.sort(key=lambda bar: bar[1].lasts)  # the legend is drawn as the first of them
        if not bars:
            continue
        figure.add_trace(
            go.Bar(
                orientation="h",
                y=[names.index(name) for name, _ in bars],
                base=[_at(view, leg.from_at) for _, leg in bars],
                x=[(leg.seconds or 0.0) * 1000 for _, leg in bars],
                width=0.72,
                name=tr(says),
                marker={
                    "color": shade(
                        colours.worse if end == "suspended_at" else colours.now, weight
                    ),
                    "line": {"width": 0},
                    "pattern": {"shape": ["/" if leg.lasts else "" for _, leg in bars],
                                "fillmode": "replace", "size": 6},
                },
                customdata=[[name] for name, _ in bars],
                hovertext=[
                    tr("{stop}: {says}, {age}", stop=name, says=tr(says),
                       age=fmt.age(leg.seconds or 0.0))
                    for name, leg in bars
                ],
                hoverinfo="text",
            )
        )  # fmt: skip
    dressed(figure, colours, ROW * len(names) + 70)
    figure.update_layout(barmode="overlay", showlegend=True,
                         legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0,
                                 "itemclick": False, "itemdoubleclick": False})  # fmt: skip
    zone = view.snapshot.zone
    shown = [leg for found in each.values() for leg in found if leg.end in WAITING]
    first = min(leg.from_at for leg in shown).astimezone(zone).date()
    last = max(leg.until_at for leg in shown).astimezone(zone).date()
    days = [first + n * DAY for n in range((last - first).days + 1)]
    figure.update_xaxes(type="date", showgrid=True, gridcolor=colours.line, **day_ticks(days, 8))
    told = [short(name, 24) for name in names]
    figure.update_yaxes(tickvals=list(range(len(names))), ticktext=told, showgrid=False,
                        range=[len(names) - 0.4, -0.6])  # fmt: skip
    return figure


def _at(view: View, instant: dt.datetime) -> str:
    return instant.astimezone(view.snapshot.zone).strftime("%Y-%m-%dT%H:%M:%S")
