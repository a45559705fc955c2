"""The trend: a metric over time, the largest members as lines, how many others there are."""

from __future__ import annotations

from typing import Any, get_args

from metrics import Point
from metrics.analysis.explore import Members, Trend, trend
from metrics.language import tr
from pages.components import ask, explore_plots, fmt, palette
from pages.components.asked import Asked, called, choose, narrow
from pages.components.dom import Node, choice, draw, el
from pages.components.explore_plots import Line
from pages.components.figure import draw_figure
from pages.components.state import Step

LINES = 5
DRAWN_DAYS = 190  # more points say nothing that the weeks do not


def draw_trend(asked: Asked) -> None:
    """Draw the metric by day, week or month; a click on a point narrows to its member."""
    step: Step = asked.view.state.step
    found = trend(asked.view.store, asked.query, step, LINES)
    draw(
        _title(asked, found, step),
        _steps(step),
        key="trend.title",
        on=lambda do, key: _act(asked, do, key),
    )
    if not any(point.value is not None for point in found.whole):
        draw(el("p", "muted", _nothing(found)), key="trend.none")
        return
    names = list(found.lines)
    lines = [_line(asked, found, members) for members in names]
    whole = Line(
        tr("All"),
        tuple(point.value for point in found.whole),
        _hover(asked, tr("All"), found.whole),
    )

    def clicked(told: list[Any]) -> None:
        at = told[0]
        if isinstance(at, int) and 0 <= at < len(names):
            narrow(asked, names[at])

    figure = explore_plots.lines(
        whole,
        lines,
        found.starts,
        [point.partial for point in found.whole],
        asked.metric,
        palette.current(),
    )
    draw_figure(figure, "explore.trend", clicked)


def _title(asked: Asked, found: Trend, step: Step) -> Node:
    labels = ask.joined([asked.view.catalogue.dimension(name).label.lower() for name in asked.by])
    hidden = (
        tr(" {hidden} more by {labels} are hidden.", hidden=found.hidden, labels=labels)
        if found.hidden
        else ""
    )
    hollow = tr(" Hollow: not whole.") if any(point.partial for point in found.whole) else ""
    blank = [point for point in found.whole if point.blank]
    gap = tr(" Blank: {reason}.", reason=tr(blank[0].reason or "")) if blank else ""
    says = tr(
        "All, and the {count} largest by n.{hidden}{hollow}{gap}",
        count=len(found.lines),
        hidden=hidden,
        hollow=hollow,
        gap=gap,
    )
    return el(
        "div",
        "section",
        el("h2", "", tr("By the {step}", step=tr(step))),
        el("span", "muted", says),
    )


def _steps(step: Step) -> Node:
    buttons = choice("chip", {name: tr(name) for name in get_args(Step)}, step, "step")
    return el("p", "chips", el("span", "muted", tr("By the")), *buttons)


def _act(asked: Asked, do: str, key: str) -> None:
    if do == "step" and key in get_args(Step):
        choose(asked, step=key)


def _nothing(found: Trend) -> str:
    reason = next((point.reason for point in found.whole if point.reason), None)
    return (
        tr("Nothing to draw: {reason}.", reason=tr(reason))
        if reason
        else tr("Nothing was counted in these days.")
    )


def _line(asked: Asked, found: Trend, members: Members) -> Line:
    name, values = called(asked, members), found.lines[members]
    said = tuple(
        f"{name} · {fmt.day(start)} · {fmt.value(asked.metric, value, asked.view.currency)}"
        for start, value in zip(found.starts, values, strict=True)
    )
    return Line(name, values, said)


def _hover(asked: Asked, name: str, points: tuple[Point, ...]) -> tuple[str, ...]:
    return tuple(
        " · ".join(
            (
                name,
                fmt.day(point.period),
                fmt.value(asked.metric, point.value, asked.view.currency),
                point.reason or fmt.count(point.n),
            )
        )
        for point in points
        if point.period is not None
    )
