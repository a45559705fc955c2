"""The story of one product: the answer, its numbers, its time axis, lots, stops and fixes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from metrics import Point, Query
from metrics.analysis import Ranked, Ranking
from metrics.language import mark, tr, tr_n
from metrics.model import Scope
from metrics.periods import DAY
from metrics.stories.product import RATE, ProductStory, product_story
from pages.components import (
    ask,
    cards,
    chosen,
    day,
    fmt,
    levels,
    links,
    opened,
    palette,
    product_axis,
    promises,
    register,
    suspects,
)  # fmt: skip
from pages.components.cards import Card
from pages.components.dom import Node, draw, el
from pages.components.figure import draw_figure
from pages.components.frame import View
from pages.components.grid import grid
from pages.components.state import Panel

NUMBERS = (
    RATE,
    "complaints_reported",
    "units_shipped",
    "escaped_units",
    "refund_units_rate",
    "refund_amount",
    "cost_of_poor_quality",
)
PANELS: tuple[Panel, ...] = ("rows", "definition")
LISTED = 8
LOTS = {
    mark("Lot"): "nowrap",
    mark("Rate"): "number",
    mark("Shrunk rate"): "number desk",
    mark("95 % interval"): "number desk",
    mark("Complaints confirmed"): "number desk",
    mark("Units shipped"): "number",
    mark("Against its other lots"): "",
}


def metrics() -> tuple[str, ...]:
    """Return the metrics that the page shows."""
    known = ask.store().catalogue.metrics
    return tuple(name for name in NUMBERS if name in known)


@st.cache_resource(show_spinner=False, max_entries=64)
def _story(number: int, product: str, end: dt.date, scope: Scope) -> ProductStory:
    return product_story(ask.store(), product, end, scope=scope, snapshot=number)


def draw_product(view: View) -> None:
    """Draw the chosen product's story, and where to ask for another one."""
    names = ask.labels(view.snapshot.number, "product")
    known = {
        one: names.get(one, "") for one in ask.members(view.snapshot.number, "product", view.scope)
    }
    missing = mark("There is no product “{asked}” in what is loaded.")
    key = chosen.found(view, "product", tr("Number or name of the product"), missing, known)
    if key is None:
        return
    mine = replace(view, where=(("product", (key,)),))
    found = _story(view.snapshot.number, key, view.period.end - DAY, view.scope)
    draw(*_answer(mine, found, placed(mine, "product", key)[0]), key="answer", on=links.act)
    draw_cards(mine, NUMBERS)
    _draw_axis(mine, found)
    draw_lots(mine, found.lots)
    register.draw_register(mine, mark("Its stops"))
    promises.draw_fixes(mine)
    draw(_came_back(found), key="returns")


def draw_cards(view: View, names: Sequence[str]) -> None:
    """Draw the numbers of the view's period, and the rows behind the one that is open."""
    points = {name: _one(view, name) for name in names if name in view.metrics}
    shown = [
        Card(view.metric(name), point, day.notes(view, name, point))
        for name, point in points.items()
        if point is not None
    ]
    draw(el("p", "muted", f"{levels.said(view)}."), key="period")
    cards.draw_cards(view, "numbers", shown)
    opened.draw_here(view, points, view.period, levels.said(view), panels=PANELS)


def _one(view: View, name: str) -> Point | None:
    points = view.store.query(view.query(name, view.period)).points
    return points[0] if points else None


def placed(view: View, by: str, key: str) -> tuple[Ranked | None, Ranking]:
    """Return a member of `by` among all others, by its rate over the view's period, and them."""
    period = view.period
    query = Query(RATE, start=period.start, end=period.end - DAY, scope=view.scope,
                  snapshot=view.snapshot.number)  # fmt: skip
    found = suspects.ranked(query, by)
    return next((one for one in found.rows if one.member == key), None), found


def _answer(view: View, found: ProductStory, place: Ranked | None) -> tuple[Node, ...]:
    name = ask.labels(view.snapshot.number, "product").get(found.product, found.product)
    words: list[Node | str] = [el("b", "", name)]
    if name != found.product:
        words.append(f" ({found.product})")
    if found.vendor:
        words += [tr(" by "), links.vendor(found.vendor)]
    metric = view.metric(RATE)
    if place is not None and place.value is not None:
        rate = fmt.value(metric, place.value)
        words += [": ", el("b", "", rate), tr(" of what was shipped came back defective, "),
                  against(place), "."]  # fmt: skip
    else:
        words.append(tr(": nothing was shipped in these weeks."))
    lines = [el("p", "answer", *words)]
    bad = found.bad_lots
    if bad:
        worst, others = bad[0], found.other_lots(bad[0])
        said = tr(
            "▲ Lot {lot}: {rate}, against {others} of its other lots.",
            lot=worst.member, rate=fmt.value(metric, worst.value),
            others=fmt.value(metric, others),
        )  # fmt: skip
        more = tr_n(" {n} more lot is bad.", " {n} more lots are bad.", len(bad) - 1)
        lines.append(el("p", "answer worse", said + (more if len(bad) > 1 else "")))
    return tuple(lines)


def against(place: Ranked) -> Node:
    """Return how a rate stands against all others, as far as chance allows to say."""
    tone, says = {
        1: ("worse", tr("▲ more than chance explains among all")),
        -1: ("better", tr("▼ less than chance explains among all")),
    }.get(place.beyond, ("muted", tr("as chance would have it among all")))
    if place.low_n:
        tone, says = "muted", tr("too few units to judge")
    return el("span", tone, says)


def _draw_axis(view: View, found: ProductStory) -> None:
    weeks = found.weeks
    says = tr(
        "Rate with limits (Laney u′); shaded: off sale; dashed: a fix, and new limits from it"
    )
    draw(el("div", "section", el("h2", "", tr("On one time axis")), el("span", "muted", says)),
         key="axis")  # fmt: skip
    if not weeks.weeks:
        draw(el("p", "muted", tr("No whole week with shipments is loaded.")), key="axis.none")
        return
    bad = frozenset(one.member for one in found.bad_lots if one.member)
    figure = product_axis.axis(
        weeks,
        _by_week(view, "complaints_reported", weeks.weeks),
        _by_week(view, "refunds_requested", weeks.weeks),
        (found.spans, bad),
        found.stops,
        view.snapshot.today,
        palette.current(),
    )
    draw_figure(figure, "axis.chart")


def _by_week(view: View, name: str, weeks: Sequence[dt.date]) -> Mapping[dt.date, float]:
    query = replace(view.query(name), grain="week", start=weeks[0])
    points = view.store.query(query).points
    return {point.period: point.value or 0.0 for point in points if point.period is not None}


def draw_lots(view: View, found: Ranking) -> None:
    """Draw lots by their rate over all time, those beyond their limits first."""
    metric = found.metric
    named = [one for one in found.rows if one.member is not None and one.shrunk is not None]
    order = sorted(named, key=lambda one: (-one.beyond, one.low_n, -(one.shrunk or 0.0)))
    words = {1: ("worse", tr("▲ above its limits")), -1: ("better", tr("▼ below its limits"))}
    usual = ("muted", tr("as chance would have it"))
    few = ("muted", tr("too few units to judge"))
    rows = [
        (
            one.member or "",
            fmt.value(metric, one.value),
            fmt.value(metric, one.shrunk),
            f"{fmt.number(one.low or 0)} – {fmt.number(one.high or 0)}",
            fmt.number(one.events),
            fmt.number(one.exposure),
            el("span", *(few if one.low_n else words.get(one.beyond, usual))),
        )
        for one in order[:LISTED]
    ]
    says = tr("Over all time. Few units are drawn to the common rate.")
    if len(order) > len(rows):
        says = f"{tr('The first {count} of {total}.', count=len(rows), total=len(order))} {says}"
    none = tr("No shipment or complaint names a lot.")
    draw(grid(tr("Lots"), says, LOTS, rows, none), key="lots")


def _came_back(found: ProductStory) -> Node:
    cleared: Sequence[Mapping[str, Any]] = found.cleared
    title = el("div", "section", el("h2", "", tr("Did its problems come back?")))
    if not cleared:
        return el("div", "", title, el("p", "muted", tr("No stop of it has been cleared yet.")))
    if not found.came_back:
        says = tr_n("Not after the {n} stop that was cleared.",
                    "Not after any of the {n} stops that were cleared.", len(cleared))  # fmt: skip
        return el("div", "", title, el("p", "", says))
    lines = [
        el("p", "worse", tr("▲ {stop} came back as {again}, {age} after it was cleared.",
                            stop=row["andon_id"], again=row["next_andon_id"],
                            age=fmt.age(row["time_to_recurrence_s"])))
        for row in cleared
        if row["recurred_at"] is not None
    ]  # fmt: skip
    return el("div", "", title, *lines)
