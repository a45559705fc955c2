"""The register of stop-sales, newest first, and what other pull rules would have done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from metrics.analysis import BackTest, back_test
from metrics.language import mark, tr, tr_n
from metrics.model import Rows, Scope, Where
from pages.components import ask, fmt, links, stop_line
from pages.components.dom import draw, el
from pages.components.frame import View
from pages.components.grid import Cell, grid
from pages.components.stops import stage

LISTED = 15
COLUMNS = {
    mark("Stop"): "nowrap",
    mark("Product"): "",
    mark("Defect"): "desk",
    mark("Pulled"): "nowrap",
    mark("Off sale after"): "number",
    mark("Stopped for"): "number",
    mark("Units escaped"): "number",
    mark("Where it stands"): "nowrap",
    mark("Owner"): "desk nowrap",
}
RULES = {
    mark("Rule"): "",
    mark("Pulls"): "number",
    mark("Right"): "number",
    mark("For nothing"): "number",
    mark("Not known yet"): "number desk",
    mark("Stops caught"): "number",
    mark("Units escaped"): "number",
}


def _newest(view: View) -> Rows:
    query = view.query("escaped_units")
    return view.store.rows(query, LISTED, order=("-triggered_at",))


def draw_stages(view: View) -> None:
    """Draw the newest stops of the view's filters on one time axis, whatever the week."""
    stop_line.draw_line(view, _newest(view).named)


def draw_register(view: View, title: str = mark("Register")) -> None:
    """Draw the newest stops of the view's filters, whatever the week, under `title`."""
    found = _newest(view)
    rows = [_stop(view, row) for row in found.named]
    says = (
        tr("the newest {count} of {total}", count=len(rows), total=found.total)
        if found.total > len(rows)
        else ""
    )
    table = grid(tr(title), says, COLUMNS, rows, tr("No sale was ever stopped."))
    draw(table, key="register", on=links.act)


def _stop(view: View, row: Mapping[str, Any]) -> tuple[Cell, ...]:
    zone, today = view.snapshot.timezone, view.snapshot.today
    until = row["ended_at"] or view.snapshot.as_of
    since = row["suspended_at"] or row["triggered_at"]
    escaped = row["escaped_units"]
    judged = tr(row["verdict"]) if row["verdict"] else ""
    if row["ended_at"] is None:
        says, tone = stage(dict(row))
        stands = el("span", tone, says, el("span", "sub", judged) if judged else None)
    else:
        over = [tr("back on sale"), *([judged] if judged else [])]
        stands = el("span", "muted", " · ".join(over))
    return (
        links.stop(row["andon_id"]),
        links.product(view, row["product"], row["lot"], limit=48),
        row["defect_code"] or tr("any"),
        fmt.clock(row["triggered_at"], zone, today),
        _between(row["triggered_at"], row["suspended_at"]),
        _between(since, until),
        fmt.NA if escaped is None else fmt.number(escaped),
        stands,
        links.person(view, row["owner"]) if row["owner"] else "–",
    )


def _between(start: Any, end: Any) -> str:
    seconds = (end - start).total_seconds() if start and end else -1
    return fmt.NA if seconds < 0 else fmt.age(seconds)


@st.cache_resource(show_spinner=False, max_entries=16)
def _replayed(number: int, where: Where, scope: Scope) -> BackTest:
    return back_test(ask.store(), where=where, scope=scope, snapshot=number)


def draw_back_test(view: View) -> None:
    """Draw, for each pull rule replayed over all of the past, what it stops and what escapes."""
    where = view.narrowed("missed_pulls")[0]
    found = _replayed(view.snapshot.number, where, view.scope)
    rows = [
        (
            el(
                "b" if one.is_todays else "span",
                "",
                _rule(one.rule.complaints, one.rule.days),
                tr(" · today's rule") if one.is_todays else "",
            ),
            fmt.number(one.pulls),
            fmt.number(one.right),
            fmt.number(one.false_stops),
            fmt.number(one.undecided),
            tr("{caught} of {stops}", caught=fmt.number(one.caught), stops=fmt.number(found.stops)),
            fmt.number(one.escaped_units),
        )
        for one in found.rules
    ]
    says = tr(
        "In fact: {stops} confirmed stops, {escaped_in_fact} units escaped, "
        "{false_stops_in_fact} stops for nothing.",
        stops=fmt.number(found.stops),
        escaped_in_fact=fmt.number(found.escaped_in_fact),
        false_stops_in_fact=fmt.number(found.false_stops_in_fact),
    )
    none = tr("Nothing has been loaded that a rule could be replayed over.")
    draw(grid(tr("What another pull rule would have done"), says, RULES, rows, none), key="replay")


def _rule(complaints: int, days: int) -> str:
    return tr_n(
        "{n} complaint in {days} days", "{n} complaints in {days} days", complaints, days=days
    )
