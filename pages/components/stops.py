"""Open stop-sales: which products are off sale or about to be, since when, and what comes next."""

from __future__ import annotations

from typing import Any

from metrics.language import mark, tr
from pages.components import day, fmt, links, opened
from pages.components.dom import Node, draw, el
from pages.components.frame import View

METRIC = "open_stops"
LISTED = 10
# What has been reached last, what is said of it, and whether that wants somebody now.
_STAGES = (
    ("verified_at", mark("fix verified, not resumed"), ""),
    ("fixed_at", mark("fixed, not verified"), ""),
    ("cause_found_at", mark("cause found, no fix yet"), ""),
    ("suspended_at", mark("off sale, cause unknown"), ""),
)
_ON_SALE = (mark("▲ pulled, still on sale"), "worse")


def draw_stops(view: View) -> None:
    """Draw the open stop-sales, oldest first, and what is behind their number."""
    if METRIC not in view.metrics:
        return
    query = day.asked(view, METRIC)
    found = view.store.rows(query, LISTED)
    rows = found.named
    point = view.store.query(query).points[0]
    title = day.section(view, tr("Open stop-sales"), {METRIC: ""})
    if not rows:
        known = point.value is not None
        says = (
            tr("No product is off sale.")
            if known
            else tr("n/a – {reason}", reason=tr(point.reason or ""))
        )
        draw(title, el("p", "muted", says), key="stops", on=opened.act)
    else:
        names = {tr("Stop"): "", tr("Product"): "", tr("Defect"): "desk", tr("Where it stands"): ""}
        names |= {tr("For"): "number", tr("Units escaped"): "number desk", tr("Owner"): "desk"}
        head = el("tr", "", *(el("th", css, name, scope="col") for name, css in names.items()))
        body = [_stop(view, row) for row in rows]
        table = el("table", "cases", el("thead", "", head), el("tbody", "", *body))
        draw(title, table, key="stops", on=opened.act)
    day.draw_opened(view, [METRIC])


def stage(row: dict[str, Any]) -> tuple[str, str]:
    """Return where a stop stands, in words, and the tone in which to say it."""
    for column, says, tone in _STAGES:
        if row[column] is not None:
            return tr(says), tone
    return tr(_ON_SALE[0]), _ON_SALE[1]


def _stop(view: View, row: dict[str, Any]) -> Node:
    says, tone = stage(row)
    since = (view.snapshot.as_of - row["triggered_at"]).total_seconds()
    escaped = row["escaped_units"]
    return el(
        "tr",
        "",
        el("td", "nowrap", links.stop(row["andon_id"])),
        el("td", "", links.product(view, row["product"], row["lot"])),
        el("td", "desk", row["defect_code"] or ""),
        el("td", tone, says),
        el("td", "number", fmt.age(since)),
        el("td", "number desk", fmt.NA if escaped is None else fmt.number(escaped)),
        el("td", "desk", links.person(view, row["owner"]) if row["owner"] else "–"),
    )
