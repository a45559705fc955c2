"""Where stop-sales wait between signal and resume, and what the dearest of them cost."""

from __future__ import annotations

import streamlit as st

from metrics.analysis import StopCosts, Wait, stop_costs, stop_stages
from metrics.language import mark, tr
from metrics.model import Scope, Where
from pages.components import ask, fmt, links
from pages.components.dom import draw, el
from pages.components.frame import View
from pages.components.grid import grid
from pages.components.stop_way import STAGES

LISTED = 8
WAITS = {
    mark("Until"): "",
    mark("Median wait"): "number",
    mark("Worst tenth"): "number desk",
    mark("Share of the time"): "number",
    mark("Stops"): "number desk",
    mark("Waiting now"): "number",
}
COSTS = {
    mark("Stop"): "nowrap",
    mark("Product"): "",
    mark("Verdict"): "desk",
    mark("Cost"): "number",
    mark("Avoided"): "number",
    mark("Units not sold"): "number desk",
}


@st.cache_resource(show_spinner=False, max_entries=16)
def _waits(number: int, where: Where, scope: Scope) -> tuple[Wait, ...]:
    return stop_stages(ask.store(), where=where, scope=scope, snapshot=number)


@st.cache_resource(show_spinner=False, max_entries=16)
def _costs(number: int, where: Where, scope: Scope) -> StopCosts:
    return stop_costs(ask.store(), where=where, scope=scope, snapshot=number)


def draw_waits(view: View) -> None:
    """Draw the stages of all stops of the view's filters: how long each takes, who waits now."""
    found = _waits(view.snapshot.number, view.narrowed("escaped_units")[0], view.scope)
    slowest = max((one.share or 0.0 for one in found), default=0.0)
    rows = []
    for one in found:
        is_slowest = one.share is not None and one.share == slowest
        share = "–" if one.share is None else f"{fmt.number(one.share * 100)}{fmt.THIN}%"
        rows.append(
            (
                el("b" if is_slowest else "span", "", tr(STAGES[one.end])),
                fmt.NA if one.median_s is None else fmt.age(one.median_s),
                fmt.NA if one.p90_s is None else fmt.age(one.p90_s),
                el("span", "worse" if is_slowest else "", f"▲ {share}" if is_slowest else share),
                fmt.number(one.n),
                fmt.number(one.waiting),
            )
        )
    says = tr("Of all stops; shares of the time from the pull to the resume")
    none = tr("No sale was ever stopped.")
    shown = rows if any(one.n or one.waiting for one in found) else []
    draw(grid(tr("Stages, and where they wait"), says, WAITS, shown, none), key="waits")


def draw_costs(view: View) -> None:
    """Draw the dearest stops, and the sum of what all cost and avoided."""
    found = _costs(view.snapshot.number, view.narrowed("escaped_units")[0], view.scope)
    rows = [
        (
            links.stop(one.andon_id),
            links.product(view, one.product),
            tr(one.verdict) if one.verdict else "–",
            fmt.number(one.cost or 0),
            fmt.NA if one.avoided is None else fmt.number(one.avoided),
            fmt.number(one.units_not_sold or 0),
        )
        for one in found.stops[:LISTED]
        if one.cost is not None
    ]
    says = tr(
        "The dearest, in {currency}. All: cost {cost}, avoided {avoided}; {unknown} not known.",
        currency=found.currency,
        cost=fmt.number(found.cost),
        avoided=fmt.number(found.avoided),
        unknown=fmt.number(found.unknown),
    )
    none = tr("No stop has a known cost.")
    draw(grid(tr("What stops cost"), says, COSTS, rows, none), key="costs", on=links.act)
