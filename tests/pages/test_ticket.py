"""The story of one ticket: its events in the order of METRICS 1.8, in words, to file and line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from metrics import Scope, Store
from metrics.sla.ledger import Ledger
from metrics.story import story
from pages.components.timeline import axis
from tests.metrics.warehouse import Warehouse
from tests.pages.conftest import Drawn
from tests.pages.shift import AS_OF, POLICIES, case, local, shift

Open = Callable[..., Drawn]
NOON = local("31", "12:00")


def event(kind: str, at: str, **more: Any) -> dict[str, Any]:
    return {
        "event_id": f"{kind}{at}{more}",
        "ticket_id": "T3",
        "kind": kind,
        "event_at": at,
        **more,
    }


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """T3 has events, four of them at noon, in no order; one event is later than the as-of."""
    warehouse = shift(tmp_path_factory.mktemp("told"))
    warehouse.add(
        "ticket_events",
        event("status", NOON, old_value="open", new_value="solved"),
        event("agent_message", NOON, actor_id="S1", actor_role="agent"),
        event("customer_message", NOON, actor_id="C1", actor_role="customer"),
        event("priority", NOON, old_value="normal", new_value="urgent"),
        event("created", local("31", "10:00"), actor_id="C1", actor_role="customer"),
        event("assigned", local("31", "10:05"), new_value="S1", actor_id="S2"),
        event("agent_message", local("31", "11:00"), actor_id="S1", public=False),
        event("internal_note", local("31", "23:00")),
    )
    warehouse.publish(AS_OF)
    return warehouse


@pytest.fixture
def open_ticket(open_page: Open) -> Open:
    def opener(home: Path, **params: str | list[str]) -> Drawn:
        page = open_page(home)
        page.app.switch_page("pages/ticket.py")
        for name, value in params.items():
            page.app.query_params[name] = value
        return page.run()

    return opener


def test_events_of_one_instant_have_one_order(told: Warehouse, open_ticket: Open) -> None:
    said = open_ticket(told.settings.home, case="T3").said("events")
    places = [
        said.index(words)
        for words in (
            "Created C1, customer",
            "Agent: none → Ann Lee Ben Wu",
            "The agent wrote, not to the customer Ann Lee",
            "Priority: normal → urgent",
            "The customer wrote",
            "The agent wrote Ann Lee, agent",
            "Status: open → solved",
        )
    ]
    assert places == sorted(places)
    assert "Internal note" not in said  # nobody knew of it at the as-of
    assert "31 Mar 10:00:00" in said
    assert "ticket_events.csv : 17" in said


def test_the_answer_and_the_facts(told: Warehouse, open_ticket: Open) -> None:
    page = open_ticket(told.settings.home, case="T3")
    assert page.said("answer") == "T3 – solved 31 Mar 2026 12:00 Taipei, after 2 h."
    assert "Held by Ann Lee (S1)" in page.said("facts")
    assert "File : line tickets.csv : 5" in page.said("facts")
    open_case = open_ticket(told.settings.home, case="O1")
    assert "O1 – unsolved for 30 d." in open_case.said("answer")
    assert "No events of this case are loaded" in open_case.said("events")


def test_a_case_that_is_not_there_is_said(told: Warehouse, open_ticket: Open) -> None:
    page = open_ticket(told.settings.home, case="<b>T99</b>")
    assert page.said("answer") == "There is no ticket “<b>T99</b>” in what is loaded."
    assert open_ticket(told.settings.home).said("answer").startswith("Which case?")


def test_who_may_not_see_the_ticket_does_not_see_its_events(told: Warehouse) -> None:
    store = Store(told.settings)
    assert story(store, "T3") is not None
    assert story(store, "T3", scope=Scope((("team", ("Seoul",)),))) is None


def test_a_long_story_is_cut_and_says_so(tmp_path: Path, open_ticket: Open) -> None:
    warehouse = Warehouse(tmp_path)
    warehouse.add("tickets", case("T3", local("01", "09:00"), None))
    notes = (event("internal_note", NOON, event_seq=n) for n in range(501))
    warehouse.add("ticket_events", *notes)
    warehouse.publish(AS_OF)
    assert "More events are not shown." in open_ticket(tmp_path, case="T3").said("events")


def test_its_clocks_are_drawn_from_their_ledgers(tmp_path: Path, open_ticket: Open) -> None:
    """12 hours from 10:00 on, pending from 12:00 to 15:00, solved at 19:00: six of them used."""
    paused = POLICIES.replace("within: 12h,", "within: 12h, pause_while: [pending],")
    warehouse = shift(tmp_path, paused)
    warehouse.add(
        "ticket_events",
        event("status", NOON, old_value="open", new_value="pending"),
        event("status", local("31", "15:00"), old_value="pending", new_value="open"),
        event("status", local("31", "19:00"), old_value="open", new_value="solved"),
    )
    warehouse.publish(AS_OF)
    page = open_ticket(tmp_path, case="T3")
    assert "Resolution ✓ kept, 6 h of 12 h" in page.said("clocks")
    ledger = page.said("ledger")
    assert "Resolution 31 Mar 10:00:00 31 Mar 12:00:00 active 2 h counting" in ledger
    assert "Resolution 31 Mar 12:00:00 31 Mar 15:00:00 paused – pending" in ledger
    assert "Resolution 31 Mar 15:00:00 31 Mar 19:00:00 active 4 h counting" in ledger
    late = open_ticket(tmp_path, case="O1").said("clocks")
    assert "▼ missed, late by 695 h so far" in late  # 30 days and 11 hours, less 36


def test_a_case_without_a_promise_says_so(told: Warehouse, open_ticket: Open) -> None:
    page = open_ticket(told.settings.home, case="T3")
    assert page.said("clocks") == "Its promises Nothing was promised of this case."


def test_an_open_clock_reaches_to_when_it_is_due() -> None:
    """The axis of a clock that started at 10:00, is due at 22:00, and is read at 20:00."""
    start = dt.datetime(2026, 3, 31, 2, tzinfo=dt.UTC)
    hours = dt.timedelta(hours=1)
    clock = {"started_at": start, "stopped_at": None, "due_at": start + 12 * hours}
    line = axis([Ledger(clock, (), ())], start + 10 * hours)
    assert (line.start, line.end) == (start, start + 12 * hours)
    assert line.at(start + 3 * hours) == 0.25
    stopped = axis([Ledger({**clock, "stopped_at": start + hours}, (), ())], start + 10 * hours)
    assert stopped.end == start + hours
