"""Promises missed today: where they concentrate, which are still open, what is known of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from metrics import fmt
from metrics.concentration import concentration
from metrics.language import tr
from metrics.signs import signs
from pages.components import ask, clocks, day, links, opened
from pages.components.dom import Node, draw, el
from pages.components.frame import View
from pages.components.said import parts

MISSED, ADHERENCE = "sla_misses", "sla_adherence"
LISTED = 8
# What is still open can still be mended: it comes first, and the latest of it before all.
ORDER = ("state", "-overshoot_s")
_PLACES = ("team", "target")


def draw_missed(view: View) -> None:
    """Draw the misses of the day, and what is behind their number."""
    if not clocks.promised(view):
        return
    query = day.asked(view, MISSED)
    found = view.store.rows(query, LISTED, order=ORDER)
    rows = found.named
    title = day.section(view, tr("Missed today"), {MISSED: ""})
    if not rows:
        draw(
            title, el("p", "muted", tr("No promise was missed today.")), key="missed", on=opened.act
        )
    else:
        zone = ask.zone(view.snapshot)
        names = {
            tr("Case"): "",
            tr("Promise"): "",
            tr("Held by"): "",
            tr("Late by"): "number left",
            tr("Missed, {zone}", zone=fmt.place(zone)): "desk",
            tr("What is known"): "desk",
        }
        head = el("tr", "", *(el("th", css, name, scope="col") for name, css in names.items()))
        tickets = _tickets(view, rows)
        body = [_miss(view, row, tickets.get(row["case_id"]), zone) for row in rows]
        table = el("table", "cases stack", el("thead", "", head), el("tbody", "", *body))
        draw(
            title, table, clocks.more(found.total - len(rows), MISSED), key="missed", on=clocks.act
        )
    day.draw_opened(view, [MISSED])


def where(view: View) -> Node:
    """Say where most of the misses are, as the end of a sentence."""
    dimensions = view.catalogue.dimensions_of(view.metric(ADHERENCE))
    places = [name for name in _PLACES if name in dimensions and name not in dict(view.where)]
    found = concentration(view.store, day.asked(view, ADHERENCE), places)
    if found is None:
        return el("span", "", ".")
    said = tr(", {failed} of them in {place}, which had {cases} of the {all_cases} decided.")
    return el(
        "span",
        "",
        *parts(
            said,
            failed=fmt.number(found.failed),
            place=el("b", "", day.called(view, found.dimension, found.member)),
            cases=fmt.number(found.cases),
            all_cases=fmt.number(found.all_cases),
        ),
    )


def _tickets(view: View, rows: Sequence[dict[str, Any]]) -> Mapping[str, Mapping[str, Any]]:
    numbers = tuple(dict.fromkeys(r["case_id"] for r in rows if r["case_kind"] == "ticket"))
    if not numbers:
        return {}
    where = (("ticket_id", numbers),)
    found = view.store.fact_rows(
        "tickets", where, 0, scope=view.scope, snapshot=view.snapshot.number
    )
    return {row["ticket_id"]: row for row in found.named}


def _miss(view: View, row: Mapping[str, Any], ticket: Mapping[str, Any] | None, zone: str) -> Node:
    known = " · ".join(signs(row, ticket))
    return el(
        "tr",
        "",
        el("td", "lead", clocks.case_of(row)),
        el("td", "what", clocks.promise(row)),
        el("td", "who", links.person(view, row["assignee"]), el("span", "sub phone", known)),
        el(
            "td",
            "left number",
            el("span", "phone-word", tr("late ")),
            fmt.duration(row["overshoot_s"]),
        ),
        el("td", "nowrap desk", clocks.near(view, row["decided_at"], zone)),
        el("td", "muted desk", known),
    )
