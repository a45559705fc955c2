"""The control chart of a metric: all its weeks, the limits of usual variation, its phases."""

from __future__ import annotations

import datetime as dt

import numpy as np
import streamlit as st

from metrics import Metric, Scope
from metrics.language import tr
from metrics.model import Where
from metrics.review import weeks_of
from metrics.review_signals import History
from metrics.stats.charts import Chart
from metrics.stats.phases import Phase
from pages.components import ask, fmt, palette, plots
from pages.components.dom import draw, el
from pages.components.figure import draw_figure
from pages.components.frame import View

SHOWN = 104  # weeks: two years


@st.cache_resource(show_spinner=False, max_entries=64)
def _history(number: int, metric: str, week: dt.date, where: Where, scope: Scope) -> History:
    return weeks_of(ask.store(), metric, week, where, scope=scope, snapshot=number)


def draw_limits(view: View, metric: Metric) -> None:
    """Draw the weeks of `metric` up to the view's, whatever period is opened."""
    number, where = view.snapshot.number, view.narrowed(metric.name)[0]
    found = _history(number, metric.name, view.week, where, view.scope)
    chart = found.chart or _flat(found)
    if chart is None:
        draw(el("p", "muted", tr("n/a – {reason}", reason=tr(found.why_not))), key="limits")
        return
    now = chart.phases[-1]
    says = [
        tr("Limits from {points} weeks, on trial.", points=now.points)
        if now.state == "trial"
        else tr("Limits from {points} weeks, locked.", points=now.points)
    ]
    if now.cause:
        says.append(
            tr("Since {day}: {cause}.", day=fmt.day(found.weeks[now.start]), cause=now.cause)
        )
    says.append(tr("Limits never roll: only a dated cause in review.yaml starts them anew."))
    draw(el("p", "muted", " ".join(says)), key="limits")
    said = [
        " · ".join((tr("week of {week}", week=fmt.day(week)),
                    fmt.value(metric, None if np.isnan(value) else float(value), view.currency)))
        for week, value in zip(found.weeks, found.values, strict=True)
    ]  # fmt: skip
    figure = plots.control(
        chart, found.weeks, None, said, palette.current(), SHOWN, metric.better,
        per_cent=metric.unit == "percent",
    )  # fmt: skip
    draw_figure(figure, "limits.chart")


def _flat(found: History) -> Chart | None:
    """Return the chart of a rare count, whose one limit is what chance allows of it."""
    if found.limits is None:
        return None
    values, of = np.array(found.values), found.limits
    centre, lower, upper = (np.full(len(values), line) for line in (of.centre, of.lower, of.upper))
    phase = Phase(0, len(values), len(values), of.points, of.state)
    return Chart(values, centre, lower, upper, (phase,), ())
