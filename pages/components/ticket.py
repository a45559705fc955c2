"""The story of one ticket: what is known of it, and its events in order, to file and line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from metrics import signs
from metrics.language import mark, tr
from metrics.sla.ledger import Ledger
from metrics.story import Story, story
from pages.components import ask, chosen, events, fmt, timeline
from pages.components.dom import Node, draw, el
from pages.components.frame import View
from pages.components.text import short

LONGEST = 200
# What is said of a ticket: the word before it, and the column of the fact.
_FACTS = (
    (mark("Status"), "status"),
    (mark("Priority"), "priority"),
    (mark("Held by"), "assignee"),
    (mark("Team"), "team"),
    (mark("Manager"), "manager"),
    (mark("Category"), "category"),
    (mark("Subcategory"), "subcategory"),
    (mark("Channel"), "channel"),
    (mark("Region"), "region"),
    (mark("Service"), "service"),
    (mark("Product"), "product"),
    (mark("Vendor"), "vendor"),
    (mark("Order"), "order_id"),
    (mark("Customer"), "customer_id"),
    (mark("Merged into"), "merged_into"),
    (mark("Does not count"), "void_reason"),
)


def draw_ticket(view: View) -> None:
    """Draw the chosen ticket's story, and where to ask for another one."""
    case = chosen.typed(view, "case", tr("Case number"))
    if case is None:
        draw(el("p", "answer", tr("Which case? Type its number above.")), key="answer")
        return
    found = story(view.store, case, scope=view.scope, snapshot=view.snapshot.number)
    if found is None:
        said = tr("There is no ticket “{case}” in what is loaded.", case=short(case, 60))
        draw(el("p", "answer", said), key="answer")
        return
    draw(_answer(view, found), key="answer")
    clocks = st.container()
    draw(_facts(view, found), key="facts")
    draw(*_events(view, found), key="events")
    below = st.container()
    with clocks:  # last, as it takes longest: the steps of the clocks are made again
        _clocks(view, case, below)


def _answer(view: View, found: Story) -> Node:
    ticket = found.ticket
    came, left = ticket["created_at"], ticket["solved_at"]
    if left is not None:
        lasted = fmt.age((left - came).total_seconds())
        said = tr(
            "solved {moment}, after {lasted}",
            moment=fmt.moment(left, view.snapshot.timezone),
            lasted=lasted,
        )
    elif ticket["status"] in {"solved", "closed"}:
        said = tr("solved, the source does not say when")
    else:
        said = tr(
            "unsolved for {total_seconds}",
            total_seconds=fmt.age((view.snapshot.as_of - came).total_seconds()),
        )
    opened = (
        tr(", opened again {times}", times=signs.times(int(ticket["reopens"])))
        if ticket["reopens"]
        else ""
    )
    subject = [": ", short(found.subject, 160)] if found.subject else []
    return el("p", "answer", el("b", "", found.case), *subject, f" – {said}{opened}.")


def _facts(view: View, found: Story) -> Node:
    ticket, zone = found.ticket, view.snapshot.timezone
    pairs: list[tuple[str, Node | str]] = [
        (tr(word), called(view, column, ticket[column]))
        for word, column in _FACTS
        if ticket.get(column) not in (None, "")
    ]
    times = (
        (tr("Created"), ticket["created_at"]),
        (tr("First answered"), ticket["first_response_at"]),
        (tr("Solved"), ticket["solved_at"]),
        (tr("Due, says the source"), found.due_at),
    )
    pairs += [(word, fmt.moment(at, zone)) for word, at in times if at is not None]
    if ticket["handoffs"]:
        pairs.append((tr("Handed over"), signs.times(int(ticket["handoffs"]))))
    pairs.append((tr("File : line"), f"{ticket['_file']} : {ticket['_line']}"))
    nodes = [n for word, says in pairs for n in (el("dt", "", word), el("dd", "", says))]
    return el("dl", "facts-list two", *nodes)


def called(view: View, dimension: str, member: str) -> Node | str:
    """Return what a member is called, its number as a hint where it has a name."""
    name = ask.labels(view.snapshot.number, dimension).get(member)
    shown = tr(member.replace("_", " ")) if dimension == "status" else member
    return short(shown, LONGEST) if name is None else el("span", "", f"{name} ({member})")


def _clocks(view: View, case: str, below: DeltaGenerator) -> None:
    with st.spinner(tr("Working out its clocks")):
        found = ask.ledgers(view.snapshot.number, case, view.scope)
    kept = [one for one in found if one.clock["case_kind"] == "ticket"]
    title = el("div", "section", el("h2", "", tr("Its promises")))
    if not kept:
        draw(title, el("p", "muted", tr("Nothing was promised of this case.")), key="clocks")
        return
    left = len(kept) - timeline.LANES
    more = el("p", "muted", tr("{left} more are not drawn.", left=left)) if left > 0 else None
    draw(title, timeline.lanes(view, kept), more, key="clocks")
    with below:
        draw(*_ledger(view, kept), key="ledger")


def _ledger(view: View, kept: Sequence[Ledger]) -> tuple[Node, ...]:
    """Return the intervals as a table: the same in words, for who does not see the timeline."""
    names = {
        tr("Promise"): "",
        tr("From"): "",
        tr("Until"): "",
        tr("State"): "",
        tr("Counted"): "number",
        tr("Why"): "desk",
    }
    head = el("tr", "", *(el("th", css, name, scope="col") for name, css in names.items()))
    zone, rows = view.snapshot.zone, []
    for one in kept[: timeline.LANES]:
        for interval in one.intervals:
            ends = [at.astimezone(zone) for at in (interval.from_at, interval.until_at)]
            rows.append(
                el(
                    "tr",
                    "",
                    el("td", "", timeline.named(one)),
                    *(el("td", "nowrap", f"{fmt.day_short(t.date())} {t:%H:%M:%S}") for t in ends),
                    el("td", "", tr(interval.state)),
                    el("td", "number", fmt.duration(interval.business_s)
                       if interval.state == "active" else "–"),
                    el("td", "muted desk", tr(interval.why)),
                )
            )  # fmt: skip
    table = el("table", "cases", el("thead", "", head), el("tbody", "", *rows))
    says = tr("how the time of its promises was counted")
    title = el("div", "section", el("h2", "", tr("The ledger")), el("span", "muted", says))
    return title, el("div", "scroll", table)


def _events(view: View, found: Story) -> tuple[Node, ...]:
    place = fmt.place(view.snapshot.timezone)
    title = el("div", "section", el("h2", "", tr("What happened")),
               el("span", "muted", tr("times in {place}", place=place)))  # fmt: skip
    if not found.events:
        says = tr("No events of this case are loaded: only what its row says is known.")
        return title, el("p", "muted", says)
    rows: list[Node] = []
    before: dt.datetime | None = None
    for event in found.events:
        rows.append(_event(view, event, before))
        before = event["event_at"]
    more = el("p", "muted", tr("More events are not shown.")) if found.cut else None
    names = {
        tr("When"): "",
        tr("After"): "desk",
        tr("What"): "",
        tr("Who"): "",
        tr("file : line"): "desk",
    }
    head = el("tr", "", *(el("th", css, name, scope="col") for name, css in names.items()))
    table = el("table", "cases", el("thead", "", head), el("tbody", "", *rows))
    return (title, table, more) if more else (title, table)


def _event(view: View, event: Mapping[str, Any], before: dt.datetime | None) -> Node:
    local = event["event_at"].astimezone(view.snapshot.zone)
    passed = (event["event_at"] - before).total_seconds() if before else 0
    people = ask.labels(view.snapshot.number, "assignee")
    who = events.who(event, people)
    place = f"{event['_file']} : {event['_line']}"
    return el(
        "tr",
        "",
        el("td", "nowrap", f"{fmt.day_short(local.date())} {local:%H:%M:%S}"),
        el("td", "muted nowrap desk", f"+{fmt.age(passed)}" if passed else ""),
        el("td", "", events.what(event, people)),
        el("td", "muted", who),
        el("td", "muted desk place", short(place, 60), title=place),
    )
