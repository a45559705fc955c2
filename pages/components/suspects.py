"""Which products have more defects than chance explains: emerging signals, then a fair ranking."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from metrics.analysis import Emerging, Ranked, Ranking, emerging, ranking
from metrics.language import mark, tr
from metrics.model import Query, Scope, Where
from metrics.periods import DAY, WEEK
from pages.components import ask, fmt, links, session
from pages.components.dom import Node, draw, el
from pages.components.frame import View
from pages.components.grid import grid
from pages.components.text import short

METRIC = "defect_rate_ppm"
SHOWN = 12
MAKERS = 8
WEEKS = 13
SIGNALS = {
    mark("Product"): "",
    mark("Defect"): "",
    mark("Complaints"): "number",
    mark("Expected"): "number desk",
    mark("Before"): "number desk",
    mark("At least × usual"): "number desk",
    "p": "number desk",
    mark("Stopped"): "",
}
RANKED = {
    mark("Product"): "",
    mark("Shrunk rate"): "number",
    mark("95 % interval"): "number desk",
    mark("Raw rate"): "number desk",
    mark("Complaints"): "number desk",
    mark("Units shipped"): "number",
    mark("Against the others"): "",
}
MADE = {
    mark("Name"): "",
    mark("Shrunk rate"): "number",
    mark("95 % interval"): "number desk",
    mark("Units shipped"): "number desk",
    mark("Against the others"): "",
}


@st.cache_resource(show_spinner=False, max_entries=16)
def _signals(number: int, end: dt.date, where: Where, scope: Scope) -> Emerging:
    return emerging(ask.store(), end, where=where, scope=scope, snapshot=number)


@st.cache_resource(show_spinner=False, max_entries=16)
def ranked(query: Query, by: str = "product") -> Ranking:
    """Return the members of `by` by the ratio that `query` asks for, once a snapshot."""
    return ranking(ask.store(), query, by)


def signals(view: View) -> Emerging:
    """Return the pairs of product and defect that rose, as of the end of the view's week."""
    where = view.narrowed(METRIC)[0]
    return _signals(view.snapshot.number, view.week + WEEK - DAY, where, view.scope)


def asked(view: View) -> Query:
    """Return the question for the defect rate over the last quarter of a year."""
    end = view.week + WEEK - DAY
    return Query(
        METRIC,
        start=end - WEEKS * WEEK + DAY,
        end=end,
        where=view.narrowed(METRIC)[0],
        scope=view.scope,
        snapshot=view.snapshot.number,
    )


def ranking_of(view: View, by: str = "product") -> Ranking:
    """Return the members of `by` by their defect rate over the last quarter of a year."""
    return ranked(asked(view), by)


def nothing(view: View, says: str) -> str:
    """Return why a table of these weeks is empty: that a feed misses a day, else what it `says`."""
    points = view.store.query(asked(view)).points
    reason = points[0].reason if points and points[0].blank else None
    return tr("n/a – {reason}", reason=tr(reason)) if reason else says


def draw_signals(view: View) -> None:
    """Draw the pairs of product and defect that rose."""
    found = signals(view)
    rows = [
        (
            links.product(view, one.member),
            one.defect_code,
            fmt.number(one.n),
            fmt.number(one.expected, 1),
            fmt.number(one.before),
            f"{one.eb05:.1f}",
            "< 0.001" if one.p < 0.001 else f"{one.p:.1g}",
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
    found = ranking_of(view)
    rows = [
        (
            links.product(view, one.member),
            fmt.value(found.metric, one.shrunk),
            _reach(one),
            fmt.value(found.metric, one.value),
            fmt.number(one.events),
            fmt.number(one.exposure),
            _against(one),
        )
        for one in _judged(found)
    ]
    says = tr(
        "{weeks} weeks to {end}. Few units are drawn to the common rate.",
        weeks=WEEKS,
        end=fmt.day(view.week + WEEK - DAY),
    )
    none = nothing(view, tr("No product has both shipments and complaints in these weeks."))
    draw(grid(tr("Products by defect rate"), says, RANKED, rows, none), key="ranking", on=links.act)


def draw_makers(view: View) -> None:
    """Draw vendors and lots beside one another, ranked as the products are."""
    titles = {"vendor": tr("Vendors by defect rate"), "lot": tr("Lots by defect rate")}
    with st.container():
        for column, (by, title) in zip(st.columns(2, gap="large"), titles.items(), strict=True):
            with column:
                _draw_makers(view, by, title)


def _draw_makers(view: View, by: str, title: str) -> None:
    found = ranking_of(view, by)
    chosen = view.state.members(by)

    def act(do: str, key: str) -> None:
        if do == "narrow" and key in {one.member for one in found.rows}:
            session.put(session.toggled(by, key))
        else:
            links.act(do, key)

    def name(member: str | None) -> Node:
        if by == "vendor" or member is None:
            return links.vendor(member)
        return el("button", "member", short(member, links.LONGEST), do="narrow", key=member,
                  aria_pressed="true" if member in chosen else "false")  # fmt: skip

    rows = [
        (name(one.member), fmt.value(found.metric, one.shrunk), _reach(one),
         fmt.number(one.exposure), _against(one))
        for one in _judged(found)[:MAKERS]
    ]  # fmt: skip
    says = tr("A click narrows the page, a second click undoes it.") if by == "lot" else ""
    none = nothing(view, tr("None has both shipments and complaints in these weeks."))
    draw(grid(title, says, MADE, rows, none), key=f"ranking.{by}", on=act)


def _judged(found: Ranking) -> list[Ranked]:
    """Return the first of those with units enough to be ranked."""
    return [one for one in found.rows[:SHOWN] if not one.low_n and one.shrunk is not None]


def _reach(one: Ranked) -> str:
    return f"{fmt.number(one.low or 0)} – {fmt.number(one.high or 0)}"


def _against(one: Ranked) -> Node:
    words = {1: ("worse", tr("▲ above its limits")), -1: ("better", tr("▼ below its limits"))}
    return el("span", *words.get(one.beyond, ("muted", tr("as chance would have it"))))
