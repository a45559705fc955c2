"""A product's weeks on one time axis: its rate with limits, complaints, lots, stops and fixes.

A pure function of arrays: a Plotly object, no Streamlit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from metrics.analysis import RateWeeks
from metrics.language import tr
from metrics.periods import DAY
from metrics.stories.product import LotSpan
from pages.components import fmt
from pages.components.palette import Palette
from pages.components.plots import day_ticks, dressed
from pages.components.text import short

HEIGHT = 470
FEW = 0.25  # of the usual units of a week
LABELLED = 10  # so many lots have room for their names


def axis(
    found: RateWeeks,
    complaints: Mapping[dt.date, float],
    refunds: Mapping[dt.date, float],
    lots: tuple[Sequence[LotSpan], frozenset[str]],
    stops: Sequence[Mapping[str, Any]],
    as_of: dt.date,
    colours: Palette,
) -> go.Figure:
    """Draw the figure; `complaints` and `refunds` are counts by week, `lots` all and the bad ones.

    Stops are shaded from the suspension to the resume; a line marks each fix, where a new phase of
    the limits begins; a strong signal is a diamond.
    """
    figure = make_subplots(
        4, 1, shared_xaxes=True, row_heights=[0.46, 0.18, 0.14, 0.22], vertical_spacing=0.035
    )
    weeks = np.array(found.weeks, dtype="datetime64[D]")
    _rate(figure, found, weeks, colours)
    for row, counts, name in ((2, complaints, tr("Complaints")), (3, refunds, tr("Refunds"))):
        at = sorted(counts)
        figure.add_trace(
            go.Bar(
                x=np.array([week + 3 * DAY for week in at], dtype="datetime64[D]"),
                y=np.array([counts[week] for week in at]),
                width=5.5 * 86_400_000,
                marker={"color": colours.before},
                hovertext=[
                    tr("week of {day}: {count}", day=fmt.day(w), count=fmt.number(counts[w]))
                    for w in at
                ],
                hoverinfo="text",
                name=name,
            ),
            row=row, col=1,
        )  # fmt: skip
        figure.update_yaxes(title={"text": name, "font": {"size": 12}}, row=row, col=1)
    _lots(figure, *lots, colours)
    _stops(figure, stops, as_of, colours)
    dressed(figure, colours, HEIGHT)
    unit = fmt.unit(found.metric)
    figure.update_yaxes(
        range=[0, _top(found)], row=1, col=1, title={"text": unit, "font": {"size": 12}}
    )
    lots_title = {"text": tr("Lots"), "font": {"size": 12}}
    figure.update_yaxes(showgrid=False, row=4, col=1, title=lots_title, showticklabels=False)
    figure.update_xaxes(**day_ticks(found.weeks, 8, fmt.month_of), row=4, col=1)
    figure.update_layout(bargap=0.1)
    return figure


def _rate(figure: go.Figure, found: RateWeeks, weeks: Any, colours: Palette) -> None:
    chart = found.chart
    middle = weeks + np.timedelta64(3, "D")
    if found.has_limits:
        for phase in chart.phases:
            part = slice(phase.start, phase.stop)
            for values, dash in ((chart.upper, None), (chart.lower, None), (chart.centre, "dot")):
                figure.add_trace(
                    go.Scatter(
                        x=middle[part], y=values[part], mode="lines", hoverinfo="skip",
                        line={"color": colours.before, "width": 1, "dash": dash, "shape": "hvh"},
                    ),
                    row=1, col=1,
                )  # fmt: skip
    strong = {
        at for one in chart.signals if one.strength == "strong" and one.direction == "up"
        for at in one.points
    } if found.has_limits else set()  # fmt: skip
    marked = [at in strong for at in range(len(weeks))]
    figure.add_trace(
        go.Scatter(
            x=middle,
            y=chart.values,
            mode="lines+markers",
            line={"color": colours.now, "width": 1.75},
            marker={
                "size": [10 if on else 5 for on in marked],
                "symbol": ["diamond" if on else "circle" for on in marked],
                "color": [
                    colours.worse if on else colours.ground if few else colours.now
                    for on, few in zip(marked, _few(found), strict=True)
                ],
                "line": {"color": colours.now, "width": 1},
            },
            hovertext=[
                _said(found, place, week, on)
                for place, (week, on) in enumerate(zip(found.weeks, marked, strict=True))
            ],
            hoverinfo="text",
        ),
        row=1, col=1,
    )  # fmt: skip


def _few(found: RateWeeks) -> list[bool]:
    """Tell the weeks with so few units that one defect makes a rate of its own: while off sale."""
    base = np.array(found.base)
    usual = float(np.median(base[base > 0])) if (base > 0).any() else 0.0
    return [bool(n < usual * FEW) for n in found.base]


def _top(found: RateWeeks) -> float:
    """Return where the axis of rates ends: weeks of few units do not flatten all others."""
    few = np.array(_few(found), dtype=bool)
    seen = np.concatenate([found.chart.values[~few], found.chart.centre[~few]])
    known = seen[np.isfinite(seen)]
    return float(known.max()) * 1.15 if len(known) and known.max() > 0 else 1.0


def _said(found: RateWeeks, place: int, week: dt.date, is_strong: bool) -> str:
    value = float(found.chart.values[place])
    rate = fmt.value(found.metric, None if np.isnan(value) else value)
    said = tr("week of {day}", day=fmt.day(week))
    parts = [said, rate, f"{fmt.number(found.events[place])} / {fmt.number(found.base[place])}"]
    return " · ".join([*parts, *([tr("▲ above its limits")] if is_strong else [])])


def _lots(
    figure: go.Figure, spans: Sequence[LotSpan], bad: frozenset[str], colours: Palette
) -> None:
    """Draw each lot as a line from its first to its last day, bad ones named and marked."""
    for place, span in enumerate(spans):
        is_bad, lot = span.lot in bad, short(span.lot, 40)
        named = is_bad or len(spans) <= LABELLED
        figure.add_trace(
            go.Scatter(
                x=np.array([span.first_on, span.last_on + DAY], dtype="datetime64[D]"),
                y=[-(place % 3), -(place % 3)],
                mode="lines+text",
                text=[f"▲ {lot}" if is_bad else lot if named else "", ""],
                textposition="top right",
                textfont={"size": 11, "color": colours.worse if is_bad else colours.muted},
                line={"color": colours.worse if is_bad else colours.before,
                      "width": 7 if is_bad else 4},
                hovertext=tr("lot {lot}: {units} units, {first} to {last}", lot=lot,
                             units=fmt.number(span.units), first=fmt.day(span.first_on),
                             last=fmt.day(span.last_on)),
                hoverinfo="text",
                cliponaxis=False,
            ),
            row=4, col=1,
        )  # fmt: skip
    figure.update_yaxes(range=[-2.6, 1], row=4, col=1)


def _stops(
    figure: go.Figure, stops: Sequence[Mapping[str, Any]], as_of: dt.date, colours: Palette
) -> None:
    for stop in stops:
        first = stop["suspended_day"] or stop["triggered_day"]
        last = stop["ended_day"] or as_of
        figure.add_shape(
            type="rect", xref="x", yref="paper", y0=0, y1=1, x0=first.isoformat(),
            x1=max(last, first + DAY).isoformat(), line={"width": 0}, layer="below",
            fillcolor=colours.caution, opacity=0.28,
        )  # fmt: skip
        figure.add_annotation(
            x=first.isoformat(), y=1, xref="x", yref="paper",
            text=short(stop["andon_id"], 40),
            showarrow=False, textangle=-90, xanchor="right", yanchor="top",
            font={"size": 11, "color": colours.ink},
        )  # fmt: skip
        if stop["fixed_day"] is not None:
            figure.add_shape(
                type="line", xref="x", yref="paper", y0=0, y1=1,
                x0=stop["fixed_day"].isoformat(), x1=stop["fixed_day"].isoformat(),
                line={"color": colours.better, "width": 1.5, "dash": "dash"},
            )  # fmt: skip
