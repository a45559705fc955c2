"""Arrivals and solves by the hour, against the usual day of that weekday."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from metrics.hourly import DayByHour, Hour, hourly
from metrics.language import tr
from pages.components import day, fmt, opened, palette, plots
from pages.components.dom import Node, draw, el
from pages.components.figure import draw_figure
from pages.components.frame import View
from pages.components.opened import Slot

SHOWN = ("arrivals", "solves")


def draw_hours(view: View) -> None:
    """Draw the day by the hour, beside one another; a click on a bar lists its rows."""
    names = [name for name in SHOWN if name in view.metrics]
    found = {name: _asked(view, name) for name in names}
    if not found:
        return
    with st.container():
        for column, (name, hours) in zip(st.columns(len(found)), found.items(), strict=True):
            with column:
                _draw(view, name, hours)
    slots: dict[str, Slot] = {}
    if view.state.metric in found:
        slots = _slots(found[view.state.metric or ""].hours)
    day.draw_opened(view, names, slots)


def _asked(view: View, name: str) -> DayByHour:
    where = view.narrowed(name)[0]
    number = view.snapshot.number
    return hourly(view.store, name, view.snapshot.today, where, scope=view.scope, snapshot=number)


def _slots(hours: Sequence[Hour]) -> dict[str, Slot]:
    return {
        f"h{hour.hour}": Slot((hour.span,), _hour(hour.hour))
        for hour in hours
        if hour.span[0] < hour.span[1]
    }


def _hour(hour: int) -> str:
    return f"{hour:02d}:00 to {hour + 1:02d}:00"


def _draw(view: View, name: str, found: DayByHour) -> None:
    title = day.section(view, tr("{label} by the hour", label=found.metric.label), {name: ""})
    draw(title, el("p", "muted", *usual(view, found)), key=f"hours.{name}", on=opened.act)

    def clicked(told: list[Any]) -> None:
        hour = told[0]
        if isinstance(hour, int) and 0 <= hour < len(found.hours) and found.hours[hour].value:
            opened.show(name, f"h{hour}")

    hours = found.hours
    figure = plots.hours(
        values=[hour.value for hour in hours],
        running=next((hour.hour for hour in hours if hour.running), None),
        usual=[hour.usual for hour in hours],
        reach=([hour.low for hour in hours], [hour.high for hour in hours]),
        said=[_said(hour) for hour in hours],
        colours=palette.current(),
    )
    draw_figure(figure, f"chart.{name}", clicked)


def usual(view: View, found: DayByHour) -> list[Node | str]:
    """Say what is usual by this time of a day like this, and whether the day is."""
    if found.usual is None:
        return [tr("What is usual is not known: {reason}.", reason=tr(found.reason or ""))]
    weekday = fmt.weekday(found.day)
    by = fmt.clock(view.snapshot.as_of, view.snapshot.timezone, found.day)
    said = tr(
        "By {by} on a {weekday}: usually {usual}",
        by=by,
        weekday=weekday,
        usual=fmt.number(found.usual),
    )
    reach = tr(
        ", {low} to {high} on the last {count}. ",
        low=found.low,
        high=found.high,
        count=len(found.days),
    )
    return [said + reach, el("span", "", unlike(found))]


def unlike(found: DayByHour) -> str:
    """Return how the day is unlike all of those before it; empty where it is not."""
    if found.high is not None and found.so_far > found.high:
        return tr("▲ more than on any of them.")
    if found.low is not None and found.so_far < found.low:
        return tr("▼ fewer than on any of them.")
    return ""


def _said(hour: Hour) -> str:
    parts = [_hour(hour.hour)]
    parts.append(tr("to come") if hour.value is None else fmt.number(hour.value))
    if hour.running:
        parts.append(tr("not over yet"))
    if hour.usual is not None:
        parts.append(
            tr(
                "usually {usual} ({low} to {high})",
                usual=fmt.number(hour.usual, 1),
                low=hour.low,
                high=hour.high,
            )
        )
    return " · ".join(parts)
