"""The story of one vendor: a scorecard to hand over, on paper or as a file, and its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from metrics import show
from metrics.analysis import Ranked, Ranking
from metrics.language import mark, tr, tr_n
from metrics.model import Scope
from metrics.stories.vendor import RATE, Tally, VendorStory, vendor_story
from pages.components import ask, chosen, fmt, levels, links, product_story, register
from pages.components.dom import Node, draw, el
from pages.components.frame import View
from pages.components.grid import Cell, grid
from pages.components.text import short

NUMBERS = (
    RATE,
    "complaints_reported",
    "units_shipped",
    "escaped_units",
    "refund_amount",
    "cost_of_poor_quality",
)
LISTED = 10
CARD = {mark("Measure"): "", mark("This vendor"): "number", mark("All vendors"): "number",
        mark("What it says"): "desk"}  # fmt: skip
PRODUCTS = {
    mark("Product"): "",
    mark("Rate"): "number",
    mark("Shrunk rate"): "number desk",
    mark("Units shipped"): "number",
    mark("Against its other products"): "",
}
OWED = {
    mark("Action"): "nowrap",
    mark("What"): "",
    mark("Product"): "desk",
    mark("Stop"): "nowrap",
    mark("Due"): "nowrap",
    mark("How it stands"): "",
}
Line = tuple[str, str, str, str]


def metrics() -> tuple[str, ...]:
    """Return the metrics that the page shows."""
    known = ask.store().catalogue.metrics
    return tuple(name for name in NUMBERS if name in known)


@st.cache_resource(show_spinner=False, max_entries=64)
def _story(number: int, vendor: str, scope: Scope) -> VendorStory:
    return vendor_story(ask.store(), vendor, scope=scope, snapshot=number)


def draw_vendor(view: View) -> None:
    """Draw the chosen vendor's story, and where to ask for another one."""
    number = view.snapshot.number
    known = dict.fromkeys(ask.members(number, "vendor", view.scope), "")
    missing = mark("There is no vendor “{asked}” in what is loaded.")
    key = chosen.found(view, "vendor", tr("Name of the vendor"), missing, known)
    if key is None:
        return
    mine = replace(view, where=(("vendor", (key,)),))
    found = _story(number, key, view.scope)
    place, all_of_them = product_story.placed(mine, "vendor", key)
    draw(_answer(mine, found, place), key="answer")
    lines = _lines(mine, found, place, all_of_them)
    says = tr("Rate: {period}; all else over all time.", period=levels.said(view))
    draw(grid(tr("Scorecard"), says, CARD, lines, ""), key="scorecard")
    st.download_button(
        tr("CSV of the scorecard"),
        show.written((tuple(CARD), lines), "csv").encode("utf-8-sig"),
        file_name=f"scorecard_{number}.csv",
        mime="text/csv",
        on_click="ignore",
        key="scorecard.csv",
    )
    product_story.draw_cards(mine, NUMBERS)
    _owed(mine, found)
    _products(mine, found.products)
    product_story.draw_lots(mine, found.lots)
    register.draw_register(mine, mark("Its stops"))


def _answer(view: View, found: VendorStory, place: Ranked | None) -> Node:
    words: list[Node | str] = [el("b", "", found.vendor)]
    if place is not None and place.value is not None:
        rate = fmt.value(view.metric(RATE), place.value)
        words += [": ", el("b", "", rate), ", ", product_story.against(place)]
    again = found.mine.came_back
    if again:
        words += ["; ", el("span", "worse", tr("▲ {count} of its problems came back in 90 days",
                                              count=again))]  # fmt: skip
    if found.open_actions:
        owed = tr_n("{n} action is open", "{n} actions are open", len(found.open_actions))
        words += ["; ", el("span", "caution", owed)]
    return el("p", "answer", *words, ".")


def _lines(view: View, found: VendorStory, place: Ranked | None, others: Ranking) -> list[Line]:
    """Return the scorecard as text: the same on the page, on paper and in the file."""
    metric = view.metric(RATE)
    mine, all_of_them = found.mine, found.everybody
    rates = ("–", "–") if place is None else (_rate(place.value), _rate(place.shrunk))
    reach = tr("95 % interval {low} to {high}", low=_rate(place.low), high=_rate(place.high)) if (
        place is not None
    ) else ""  # fmt: skip
    pooled = fmt.value(metric, others.pooled)
    recur = tr("{count} of {mature} cleared at least 90 days ago; younger: {young}",
               count=mine.came_back, mature=mine.mature, young=mine.immature)  # fmt: skip
    money = found.cost.currency
    unknown = tr("{count} stops without a known cost", count=found.cost.unknown)
    late = sum(bool(row["late"]) for row in found.open_actions)
    return [
        (tr("Defective units per million"), rates[0], "", tr("confirmed, over units shipped")),
        (tr("The same, shrunk to what few units can tell"), rates[1], pooled, reach),
        (tr("Stops, of which open"), _stops(mine), _stops(all_of_them), ""),
        (tr("Came back within 90 days"), _share(mine), _share(all_of_them), recur),
        (tr("From pull to fix, median"), _age(mine), _age(all_of_them),
         tr("of {count} stops with a fix", count=mine.fixed)),
        (tr("Cost of its stops, {currency}", currency=money), fmt.number(found.cost.cost), "",
         unknown if found.cost.unknown else ""),
        (tr("Loss that they avoided, {currency}", currency=money), fmt.number(found.cost.avoided),
         "", tr("as andon.yaml assumes")),
        (tr("Actions open, of which overdue"), f"{len(found.open_actions)} / {late}", "", ""),
    ]  # fmt: skip


def _rate(value: float | None) -> str:
    return fmt.NA if value is None else f"{fmt.number(value)}{fmt.THIN}ppm"


def _stops(one: Tally) -> str:
    return f"{fmt.number(one.stops)} / {fmt.number(one.standing)}"


def _share(one: Tally) -> str:
    rate = one.recurrence_rate
    return fmt.NA if rate is None else f"{fmt.number(rate * 100, 1)}{fmt.THIN}%"


def _age(one: Tally) -> str:
    return fmt.NA if one.fix_s is None else fmt.age(one.fix_s)


def _owed(view: View, found: VendorStory) -> None:
    rows = [_action(view, row) for row in found.open_actions[:LISTED]]
    left = len(found.open_actions) - len(rows)
    says = tr("{count} more are not shown", count=left) if left else ""
    none = tr("Nothing is owed: every action is done.")
    draw(grid(tr("Open actions"), says, OWED, rows, none), key="owed", on=links.act)


def _action(view: View, row: Mapping[str, Any]) -> tuple[Cell, ...]:
    stands = el("span", "muted", tr("open"))
    if row["late"]:
        stands = el("span", "worse", tr("▲ overdue for {age}", age=fmt.age(row["overdue_s"])))
    return (
        row["action_id"],
        short(row["description"] or "–", 80),
        links.product(view, row["product"], limit=40),
        links.stop(row["andon_id"]) if row["andon_id"] else "–",
        fmt.day(row["due_day"]) if row["due_day"] else "–",
        stands,
    )


def _products(view: View, found: Ranking) -> None:
    metric = found.metric
    words = {1: ("worse", tr("▲ above its limits")), -1: ("better", tr("▼ below its limits"))}
    rows = [
        (
            links.product(view, one.member),
            fmt.value(metric, one.value),
            fmt.value(metric, one.shrunk),
            fmt.number(one.exposure),
            el("span", *words.get(one.beyond, ("muted", tr("as chance would have it")))),
        )
        for one in found.rows[:LISTED]
        if not one.low_n and one.shrunk is not None
    ]
    says = tr("Over all time. Few units are drawn to the common rate.")
    none = tr("None of its products was shipped.")
    draw(grid(tr("Its products"), says, PRODUCTS, rows, none), key="products", on=links.act)
