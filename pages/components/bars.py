"""A number cut by one dimension: bars that narrow the page when clicked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from metrics import Metric, Period, Point, Result
from metrics.language import tr
from pages.components import ask, fmt, links, session
from pages.components.dom import Node, choice, draw, el
from pages.components.frame import View
from pages.components.text import short

SHOWN = 14


def draw_bars(view: View, metric: Metric, period: Period | None, said: str) -> None:
    """Draw `metric` in `period` by the chosen dimension, and the choice of dimensions."""
    choices = tuple(
        name
        for name in metric.slice_by
        if ask.members(view.snapshot.number, name, view.scope) or view.state.members(name)
    )
    if not choices:
        draw(el("p", "muted", tr("The loaded data has nothing to cut this metric by.")), key="bars")
        return
    by = view.state.by if view.state.by in choices else choices[0]
    chosen = view.state.members(by)
    others = tuple(pair for pair in view.where if pair[0] != by)
    query = replace(view, where=others).query(metric.name, period, (by,))
    ranked = rank(view.store.query(query), metric)
    names = {str(number): point.members[0] for number, point in enumerate(ranked)}

    def act(do: str, key: str) -> None:
        if do == "by" and key in choices:
            session.change(by=key)
        elif do == "narrow" and key in names:
            session.put(session.toggled(by, names[key]))
        else:
            links.act(do, key)

    draw(
        _chooser(view, choices, by),
        _table(ranked, metric, view, by, chosen, said),
        key="bars",
        on=act,
    )


def rank(result: Result, metric: Metric) -> list[Point]:
    """Return the members that have a number: worst first, those under `min_n` after all others."""
    known = [point for point in result.points if point.value is not None and point.n]
    up = metric.better != "higher"

    def place(point: Point) -> tuple[bool, float]:
        value = point.value or 0.0
        return point.n < metric.min_n, -value if up else value

    return sorted(known, key=place)


def _chooser(view: View, choices: Sequence[str], by: str) -> Node:
    labels = {name: view.catalogue.dimension(name).label for name in choices}
    buttons = choice("chip", labels, by, "by")
    return el("p", "chips", el("span", "muted", tr("By")), *buttons)


def _table(
    ranked: Sequence[Point],
    metric: Metric,
    view: View,
    by: str,
    chosen: Sequence[str | None],
    said: str,
) -> Node:
    if not ranked:
        return el("p", "muted", tr("Nothing to cut, {said}.", said=said))
    shown = [p for i, p in enumerate(ranked) if i < SHOWN or p.members[0] in chosen]
    top = max(max(p.value or 0, p.high or 0, metric.target or 0) for p in shown) or 1.0
    rows = [
        _bar(point, str(ranked.index(point)), metric, view, by, point.members[0] in chosen, top)
        for point in shown
    ]
    left = len(ranked) - len(shown)
    more = tr(" {left} more are not shown.", left=left) if left else ""
    order = tr("Worst first") if metric.better != "neither" else tr("Largest first")
    few = tr(" Grey: too few to rank.") if any(p.n < metric.min_n for p in shown) else ""
    caption = tr(
        "{order}, {said}. A click narrows the page, a second click undoes it.{few}{more}",
        order=order,
        said=said,
        few=few,
        more=more,
    )
    return el("table", "bars", el("caption", "", caption), el("tbody", "", *rows))


def _bar(
    point: Point, key: str, metric: Metric, view: View, by: str, chosen: bool, top: float
) -> Node:
    member = point.members[0]
    name = short(ask.called(view.snapshot.number, by, member), 80)
    css = " ".join(
        word for word, holds in (("chosen", chosen), ("low", point.n < metric.min_n)) if holds
    )
    button = el(
        "button",
        "member",
        name,
        do="narrow",
        key=key,
        title=name if name == member else f"{name} ({member or tr('no member')})",
        aria_pressed="true" if chosen else "false",
    )
    value = fmt.value(metric, point.value, view.currency)
    n = fmt.count(point.denominator if point.denominator is not None else point.n)
    counted = metric.kind not in {"total", "stock"}
    return el(
        "tr",
        css,
        el("td", "", button),
        el("td", "bar", track(point, metric, top, view.currency)),
        el("td", "number value", value),
        el("td", "number muted", n) if counted else None,
        el("td", "", way) if (way := links.beside(by, member)) else None,
        do="narrow",
        key=key,
    )


def track(point: Point, metric: Metric, top: float, currency: str) -> Node:
    """Return the bar of a number on an axis from 0 to `top`: its interval and target on it."""
    marks = [el("div", "bar-fill", **{"var-share": _share(point.value, top)})]
    if point.low is not None and point.high is not None:
        reach = {"var-low": _share(point.low, top), "var-high": _share(point.high, top)}
        marks.append(el("div", "bar-range", title=_range(point, metric, currency), **reach))
    if metric.target is not None:
        marks.append(el("div", "bar-goal", **{"var-goal": _share(metric.target, top)}))
    return el("div", "bar-track", *marks)


def _share(value: float | None, top: float) -> str:
    return f"{min(max((value or 0.0) / top, 0.0), 1.0) * 100:.1f}%"


def _range(point: Point, metric: Metric, currency: str) -> str:
    low, high = (fmt.value(metric, end, currency) for end in (point.low, point.high))
    return tr("95 % interval {low} to {high}", low=low, high=high)
