"""Which products have more defects than chance explains: emerging signals, then a fair ranking."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from metrics.analysis import Emerging, Ranking, emerging, ranking
from metrics.language import mark, tr
from metrics.model import Query, Scope, Where
from metrics.periods import DAY, WEEK
from pages.components import ask, fmt, links
from pages.components.dom import draw, el
from pages.components.frame import View
from pages.components.grid import grid

METRIC = "defect_rate_ppm"
SHOWN = 12
WEEKS = 13
SIGNALS = {
    mark("Product"): "",
    mark("Defect"): "",
    mark("Complaints"): "number",
    mark("Expected"): "number",
    mark("Before"): "number desk",
    mark("At least × usual"): "number",
    "p": "number desk",
    mark("Stopped"): "",
}
RANKED = {
    mark("Product"): "",
    mark("Shrunk rate"): "number",
    mark("95 % interval"): "number",
    mark("Raw rate"): "number",
    mark("Complaints"): "number desk",
    mark("Units shipped"): "number",
    mark("Against the others"): "",
}


@st.cache_resource(show_spinner=False, max_entries=16)
def _signals(number: int, end: dt.date, where: Where, scope: Scope) -> Emerging:
    return emerging(ask.store(), end, where=where, scope=scope, snapshot=number)


@st.cache_resource(show_spinner=False, max_entries=16)
def ranked(query: Query, by: str = "product") -> Ranking:
    """Return the members of `by` by the ratio that `query` asks for, once a snapshot."""
    return ranking(ask.store(), query, by)


def draw_signals(view: View) -> None:
    """Draw the pairs of product and defect that rose, as of the end of the view's week."""
    where = view.narrowed(METRIC)[0]
    found = _signals(view.snapshot.number, view.week + WEEK - DAY, where, view.scope)
    rows = [
        (
            links.product(view, one.member),
            one.defect_code,
            fmt.number(one.n),
            fmt.number(one.expected, 1),
            fmt.number(one.before),
            f"{one.eb05:.1f}",
            f"{one.p:.1g}",
            el("span", "muted", tr("stopped"))
            if one.stopped
            else el("span", "worse", tr("▲ nobody stopped it")),
        )
        for one in found.signals[:SHOWN]
    ]
    says = tr(
        "{start} to {end}: {tested} pairs tested; chance alone would give "
        "{expected_false} of these.",
        start=fmt.day(found.start),
        end=fmt.day(found.end),
        tested=fmt.number(found.tested),
        expected_false=format(found.expected_false, ".1f"),
    )
    none = tr("No product has more of a defect than others have, and than it had itself.")
    draw(grid(tr("Emerging signals"), says, SIGNALS, rows, none), key="signals", on=links.act)


def draw_ranking(view: View) -> None:
    """Draw products by their shrunk defect rate over the last quarter of a year."""
    end = view.week + WEEK - DAY
    query = Query(
        METRIC,
        start=end - WEEKS * WEEK + DAY,
        end=end,
        where=view.narrowed(METRIC)[0],
        scope=view.scope,
        snapshot=view.snapshot.number,
    )
    found = ranked(query)
    metric = found.metric
    words = {1: ("worse", tr("▲ above its limits")), -1: ("better", tr("▼ below its limits"))}
    rows = [
        (
            links.product(view, one.member),
            fmt.value(metric, one.shrunk),
            f"{fmt.number(one.low or 0)} – {fmt.number(one.high or 0)}",
            fmt.value(metric, one.value),
            fmt.number(one.events),
            fmt.number(one.exposure),
            el("span", *words.get(one.beyond, ("muted", tr("as chance would have it")))),
        )
        for one in found.rows[:SHOWN]
        if not one.low_n and one.shrunk is not None
    ]
    says = tr(
        "{weeks} weeks to {end}. Few units are drawn to the common rate.",
        weeks=WEEKS,
        end=fmt.day(end),
    )
    none = tr("No product has both shipments and complaints in these weeks.")
    draw(grid(tr("Products by defect rate"), says, RANKED, rows, none), key="ranking", on=links.act)
