"""The story of one ticket: what is known of it, and its events in order, to file and line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from metrics import signs
from metrics.sla.ledger import Ledger
from metrics.story import Story, story
from pages.components import ask, events, fmt, session, timeline
from pages.components.dom import Node, draw, el
from pages.components.frame import View
from pages.components.text import short

LONGEST = 200
# What is said of a ticket: the word before it, and the column of the fact.
_FACTS = (
    ("Status", "status"),
    ("Priority", "priority"),
    ("Held by", "assignee"),
    ("Team", "team"),
    ("Manager", "manager"),
    ("Category", "category"),
    ("Subcategory", "subcategory"),
    ("Channel", "channel"),
    ("Region", "region"),
    ("Service", "service"),
    ("Product", "product"),
    ("Vendor", "vendor"),
    ("Order", "order_id"),
    ("Customer", "customer_id"),
    ("Merged into", "merged_into"),
    ("Does not count", "void_reason"),
)


def draw_ticket(view: View) -> None:
    """Draw the chosen ticket's story, and where to ask for another one."""
    _asked_for(view)
    case = view.state.case
    if case is None:
        draw(el("p", "answer", "Which case? Type its number above."), key="answer")
        return
    found = story(view.store, case, scope=view.scope, snapshot=view.snapshot.number)
    if found is None:
        said = f"There is no ticket “{short(case, 60)}” in what is loaded."
        draw(el("p", "answer", said), key="answer")
        return
    draw(_answer(view, found), key="answer")
    clocks = st.container()
    draw(_facts(view, found), key="facts")
    draw(*_events(view, found), key="events")
    below = st.container()
    with clocks:  # last, as it takes longest: the steps of the clocks are made again
        _clocks(view, case, below)


def _asked_for(view: View) -> None:
    def typed() -> None:
        text = str(st.session_state.get("ticket.case") or "").strip()
        session.change(case=text[:LONGEST] or None)

    st.session_state["ticket.case"] = view.state.case or ""
    st.text_input(
        "Case number",
        key="ticket.case",
        placeholder="Case number",
        max_chars=LONGEST,
        width=260,
        label_visibility="collapsed",
        on_change=typed,
    )


def _answer(view: View, found: Story) -> Node:
    ticket = found.ticket
    came, left = ticket["created_at"], ticket["solved_at"]
    if left is not None:
        lasted = fmt.age((left - came).total_seconds())
        said = f"solved {fmt.moment(left, view.snapshot.timezone)}, after {lasted}"
    elif ticket["status"] in {"solved", "closed"}:
        said = "solved, the source does not say when"
    else:
        said = f"unsolved for {fmt.age((view.snapshot.as_of - came).total_seconds())}"
    opened = f", opened again {signs.times(int(ticket['reopens']))}" if ticket["reopens"] else ""
    subject = [": ", short(found.subject, 160)] if found.subject else []
    return el("p", "answer", el("b", "", found.case), *subject, f" – {said}{opened}.")


def _facts(view: View, found: Story) -> Node:
    ticket, zone = found.ticket, view.snapshot.timezone
    pairs: list[tuple[str, Node | str]] = [
        (word, called(view, column, ticket[column]))
        for word, column in _FACTS
        if ticket.get(column) not in (None, "")
    ]
    times = (
        ("Created", ticket["created_at"]),
        ("First answered", ticket["first_response_at"]),
        ("Solved", ticket["solved_at"]),
        ("Due, says the source", found.due_at),
    )
    pairs += [(word, fmt.moment(at, zone)) for word, at in times if at is not None]
    if ticket["handoffs"]:
        pairs.append(("Handed over", signs.times(int(ticket["handoffs"]))))
    pairs.append(("File : line", f"{ticket['_file']} : {ticket['_line']}"))
    nodes = [n for word, says in pairs for n in (el("dt", "", word), el("dd", "", says))]
    return el("dl", "facts-list two", *nodes)


def called(view: View, dimension: str, member: str) -> Node | str:
    """Return what a member is called, its number as a hint where it has a name."""
    name = ask.labels(view.snapshot.number, dimension).get(member)
    shown = member.replace("_", " ") if dimension == "status" else member
    return short(shown, LONGEST) if name is None else el("span", "", f"{name} ({member})")


def _clocks(view: View, case: str, below: DeltaGenerator) -> None:
    found = ask.ledgers(view.snapshot.number, case, view.scope)
    kept = [one for one in found if one.clock["case_kind"] == "ticket"]
    title = el("div", "section", el("h2", "", "Its promises"))
    if not kept:
        draw(title, el("p", "muted", "Nothing was promised of this case."), key="clocks")
        return
    left = len(kept) - timeline.LANES
    more = el("p", "muted", f"{left} more are not drawn.") if left > 0 else None
    draw(title, timeline.lanes(view, kept), more, key="clocks")
    with below:
        draw(*_ledger(view, kept), key="ledger")


def _ledger(view: View, kept: Sequence[Ledger]) -> tuple[Node, ...]:
    """Return the intervals as a table: the same in words, for who does not see the timeline."""
    names = {
        "Promise": "",
        "From": "",
        "Until": "",
        "State": "",
        "Counted": "number",
        "Why": "desk",
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
                    el("td", "", interval.state),
                    el("td", "number", fmt.duration(interval.business_s)
                       if interval.state == "active" else "–"),
                    el("td", "muted desk", interval.why),
                )
            )  # fmt: skip
    table = el("table", "cases", el("thead", "", head), el("tbody", "", *rows))
    says = "how the time of its promises was counted"
    title = el("div", "section", el("h2", "", "The ledger"), el("span", "muted", says))
    return title, el("div", "scroll", table)


def _events(view: View, found: Story) -> tuple[Node, ...]:
    place = fmt.place(view.snapshot.timezone)
    title = el("div", "section", el("h2", "", "What happened"),
               el("span", "muted", f"times in {place}"))  # fmt: skip
    if not found.events:
        says = "No events of this case are loaded: only what its row says is known."
        return title, el("p", "muted", says)
    rows: list[Node] = []
    before: dt.datetime | None = None
    for event in found.events:
        rows.append(_event(view, event, before))
        before = event["event_at"]
    more = el("p", "muted", "More events are not shown.") if found.cut else None
    names = {"When": "", "After": "desk", "What": "", "Who": "", "file : line": "desk"}
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
