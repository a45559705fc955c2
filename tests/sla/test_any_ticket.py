"""Whatever Hypothesis makes up of tickets, product and reference agree; else the least is shown."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.loaders.conftest import Home
from tests.sla.product import PROOF, by_key, clocks_as_loaded, differences, written
from tests.sla.reference import clocks

IN_A_LOAD = 40
RULES = """
timezone: Asia/Taipei
currency: TWD
calendars:
  always: {}
  office:
    - valid_from: 2026-01-01
      timezone: Asia/Taipei
      hours: {mon-fri: ["09:00-12:00", "13:00-18:00"]}
  night:
    - valid_from: 2026-01-01
      timezone: America/New_York
      hours: {mon-sun: ["22:00-06:00"]}
policies:
  - name: urgent
    valid_from: 2026-01-01
    match: {priority: [urgent]}
    targets:
      first_response: {within: 30m, calendar: always, pause_while: [pending]}
      next_response: {within: 1h, calendar: always}
      resolution: {within: 2h, calendar: office, pause_while: [pending, on_hold]}
  - name: normal
    valid_from: 2026-01-01
    match: {priority: [normal]}
    targets:
      next_response: {within: 1h, calendar: office, pause_while: [on_hold]}
      resolution: {within: 8h, calendar: office, pause_while: [pending]}
  - name: night
    valid_from: 2026-03-06
    targets:
      first_response: {within: 3h, calendar: office}
      resolution: {within: 7h, calendar: night}
"""
FIRST = dt.datetime(2026, 3, 5, tzinfo=dt.UTC)  # summer time begins on the eighth in New York
RECEIVED = FIRST + dt.timedelta(days=90)
GAPS = (0, 15, 30, 60, 120, 180, 480, 960, 1440)  # minutes
WHAT = (
    *(f"status {s}" for s in ("open", "pending", "on_hold", "solved", "closed")),
    *(f"priority {p}" for p in ("urgent", "normal", "low")),
    "customer_message", "agent_message", "bot_message", "internal_note",
)  # fmt: skip
Row = dict[str, Any]
Ticket = tuple[Row, list[Row]]


class Load:
    """Tickets of one load; too many to be printed."""

    def __init__(self, tickets: list[Ticket]) -> None:
        self.tickets = tickets

    def __repr__(self) -> str:
        return f"{len(self.tickets)} tickets"


def text(minutes: int) -> str:
    return (FIRST + dt.timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z")


gaps = st.sampled_from(GAPS)
steps = st.tuples(gaps, st.sampled_from(WHAT), st.sampled_from(("", "", "1", "2")))


@st.composite
def tickets(draw: st.DrawFn) -> Ticket:
    """A ticket with its events, whose old values follow from one another."""
    created = 15 * draw(st.integers(0, 4 * 24 * 5))
    row: Row = {
        "created_at": text(created),
        "status": draw(st.sampled_from(("open", "pending", "solved"))),
        "priority": draw(st.sampled_from(("", "urgent", "normal"))),
        "void_reason": draw(st.sampled_from(("", "", "", "spam"))),
    }
    for name in ("first_response_at", "resolved_at"):
        gap = draw(st.none() | gaps)
        row[name] = "" if gap is None else text(created + gap)
    now, state, events = created, {"status": "new", "priority": "low"}, []
    for gap, what, seq in draw(st.lists(steps, max_size=12)):
        now += gap
        kind, _, new = what.partition(" ")
        event = {"event_at": text(now), "event_seq": seq, "kind": kind, "new_value": new}
        event["old_value"] = state.get(kind, "")
        state[kind] = new
        events.append(event)
    return row, events


def as_tables(drawn: list[Ticket]) -> dict[str, list[Row]]:
    """Numbered, in a table each; one more ticket says until when all is known."""
    made: dict[str, list[Row]] = {
        "tickets": [{"ticket_id": "end", "created_at": text(60 * 24 * 12), "status": "open"}],
        "ticket_events": [],
    }
    for number, (row, events) in enumerate(drawn):
        made["tickets"].append({"ticket_id": f"T{number}", **row})
        made["ticket_events"] += [
            {"event_id": f"T{number}-{place}", "ticket_id": f"T{number}", **event}
            for place, event in enumerate(events)
        ]
    return {name: rows for name, rows in made.items() if rows}


def wrong(folder: Path, drawn: list[Ticket]) -> tuple[list[int], list[str]]:
    """The places of the tickets of which product and reference differ, and how."""
    made = as_tables(drawn)
    home = Home(folder)
    home.write_config("sla.yaml", RULES)
    home.load(*written(home, made), now=RECEIVED)
    product, as_of = clocks_as_loaded(home)
    reference = clocks(yaml.safe_load(RULES), made, as_of)
    ours, theirs = by_key(product), by_key(reference)
    cases = {key[1] for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key)}
    places = [place for place in range(len(drawn)) if f"T{place}" in cases]
    return places, differences(product, reference)


def smaller(ticket: Ticket) -> list[Ticket]:
    """The same ticket with one thing less."""
    row, events = ticket
    fewer = [(row, events[:n] + events[n + 1 :]) for n in range(len(events))]
    unsequenced = [
        (row, [*events[:n], {**event, "event_seq": ""}, *events[n + 1 :]])
        for n, event in enumerate(events)
        if event["event_seq"]
    ]
    emptied = [
        ({**row, name: ""}, events)
        for name, value in row.items()
        if value and name not in ("created_at", "status")
    ]
    return [*fewer, *emptied, *unsequenced]


# Hypothesis would shrink with a load an attempt. All attempts at one ticket fit into one load.
@settings(
    max_examples=6 * PROOF, deadline=None, database=None, derandomize=PROOF == 1,
    phases=[Phase.generate], suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(st.lists(tickets(), min_size=IN_A_LOAD, max_size=IN_A_LOAD).map(Load))
def test_any_ticket(tmp_path_factory: pytest.TempPathFactory, drawn: Load) -> None:
    places, said = wrong(tmp_path_factory.mktemp("any"), drawn.tickets)
    if not places:
        assert not said
        return
    smallest = drawn.tickets[places[0]]
    while attempts := smaller(smallest):
        places, _ = wrong(tmp_path_factory.mktemp("less"), attempts)
        if not places:
            break
        smallest = attempts[places[0]]
    _, said = wrong(tmp_path_factory.mktemp("least"), [smallest])
    rows = [row for table in as_tables([smallest]).values() for row in table]
    pytest.fail("\n".join([*map(str, rows), *said]))
