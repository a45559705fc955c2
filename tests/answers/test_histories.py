"""Single cases in which a history is short, contradicts its row, or a list leaves something out."""

from __future__ import annotations

import datetime as dt
from typing import Any

from metrics import Query
from tests.answers.answering import opened
from tests.answers.conftest import Loaded
from tests.answers.traps import Row, event, shipped, status, ticket
from tests.loaders.conftest import Home

UTC = "timezone: UTC\ncurrency: TWD\n"
NOW = dt.datetime(2026, 3, 31, tzinfo=dt.UTC)
CREATED = "03-10T00:00:00"


def cases(*numbers: str, **row: Any) -> list[Row]:
    """Tickets of one instant, told apart by their channel; the data end five days later."""
    end = ticket("end", "03-15T00:00:00", channel="end")
    return [*(ticket(number, CREATED, channel=number, **row) for number in numbers), end]


def asked(home: Home, *queries: Query) -> list[dict[str | None, float | None]]:
    """Values by member, one query after the other."""
    with opened(home) as (store, _):
        return [{p.members[0]: p.value for p in store.query(query).points} for query in queries]


def by_channel(metric: str, *channels: str, **more: Any) -> Query:
    return Query(metric, by=("channel",), where=(("channel", channels),), **more)


def test_a_handoff_goes_from_one_who_is_known_to_another(loaded: Loaded) -> None:
    names = ("picked up", "given back", "before the log", "said twice", "routed on")
    events = [
        # first a team, then the team's first agent
        event("picked up", "03-10T01:00:00", "team", "", "Red"),
        event("picked up", "03-10T02:00:00", "assigned", "", "A1"),
        event("given back", "03-10T01:00:00", "assigned", "", "A1"),
        event("given back", "03-10T02:00:00", "assigned", "A1", ""),
        event("given back", "03-10T03:00:00", "assigned", "", "A2"),
        event("before the log", "03-10T01:00:00", "assigned", "A1", "A2"),
        event("said twice", "03-10T01:00:00", "assigned", "", "A1"),
        event("said twice", "03-10T02:00:00", "assigned", "A1", "A1"),
        event("routed on", "03-10T01:00:00", "team", "", "Red"),
        event("routed on", "03-10T02:00:00", "team", "Red", "Blue"),
        event("routed on", "03-10T03:00:00", "assigned", "", "A1"),
    ]
    home = loaded({"tickets": cases(*names), "ticket_events": events}, UTC, NOW)
    (found,) = asked(home, by_channel("handoffs_per_ticket", *names))
    assert found == dict(zip(names, (0, 1, 1, 0, 1), strict=True))


def test_no_assignment_and_no_count_is_undecided_not_zero(loaded: Loaded) -> None:
    """The catalogue: a ticket with neither assignment events nor a count is not counted as zero."""
    names = ("opened", "changed", "nothing")
    events = [
        event("opened", CREATED, "created", actor_role="customer"),
        status("changed", "03-10T01:00:00", "new", "open"),
    ]
    home = loaded({"tickets": cases(*names), "ticket_events": events}, UTC, NOW)
    with opened(home) as (store, _):
        found = {
            p.members[0]: (p.denominator, p.undecided)
            for p in store.query(by_channel("handoffs_per_ticket", *names)).points
        }
    assert found == dict.fromkeys(names, (0, 1))


def test_messages_without_a_human_answer_leave_a_ticket_unanswered(loaded: Loaded) -> None:
    """METRICS 1.1: the row's own time serves where a ticket has no messages; a bot is no answer."""
    names = ("bot", "customer", "no message")
    events = [
        event("bot", "03-10T00:05:00", "bot_message", actor_role="bot"),
        event("customer", "03-10T00:03:00", "customer_message", actor_role="customer"),
        status("no message", "03-10T00:03:00", "new", "open"),
    ]
    tickets = cases(*names, first_response_at="2026-03-10T00:05:00Z")
    home = loaded({"tickets": tickets, "ticket_events": events}, UTC, NOW)
    (found,) = asked(home, by_channel("first_response_p50", *names))
    assert {name: value for name, value in found.items() if value is not None} == {"no message": 5}


def test_a_message_before_the_ticket_is_no_answer(loaded: Loaded) -> None:
    events = [
        event("early", "03-09T23:00:00", "agent_message", actor_role="agent"),
        event("early", "03-10T03:00:00", "agent_message", actor_role="agent"),
    ]
    home = loaded({"tickets": cases("early"), "ticket_events": events}, UTC, NOW)
    assert asked(home, by_channel("first_response_p50", "early")) == [{"early": 180}]


def test_status_changes_outweigh_the_row(loaded: Loaded) -> None:
    tickets = cases("open", status="solved", resolved_at="2026-03-11T00:00:00Z")
    events = [status("open", "03-10T01:00:00", "new", "open")]
    home = loaded({"tickets": tickets, "ticket_events": events}, UTC, NOW)
    solves, left = asked(home, by_channel("tickets_solved", "open"), by_channel("backlog", "open"))
    assert (solves.get("open", 0), left) == (0, {"open": 1})


def test_before_the_first_status_change_its_old_value_holds(loaded: Loaded) -> None:
    """METRICS 1.8: a ticket first seen to go from solved was solved until then."""
    names = ("came back", "was closed")
    events = [
        status("came back", "03-12T01:00:00", "solved", "open"),
        status("was closed", "03-12T01:00:00", "solved", "closed"),
    ]
    home = loaded({"tickets": cases(*names), "ticket_events": events}, UTC, NOW)
    before, after = asked(
        home,
        *(by_channel("backlog", *names, end=dt.date(2026, 3, day)) for day in (11, 12)),
    )
    assert {name: before.get(name, 0) for name in names} == {"came back": 0, "was closed": 0}
    assert {name: after.get(name, 0) for name in names} == {"came back": 1, "was closed": 0}


def test_a_vendor_is_one_member(loaded: Loaded) -> None:
    """Also where only one of its products names it."""
    products = [
        {"product_id": "P1", "vendor_id": "V1", "vendor": "Acme"},
        {"product_id": "P2", "vendor_id": "V1"},
    ]
    rows = [shipped("03-02", "P1", 1), shipped("03-02", "P2", 2), shipped("03-03", "P9", 4,
            vendor_id="V1")]  # fmt: skip
    home = loaded({"products": products, "shipments": rows}, UTC, NOW)
    (found,) = asked(home, Query("units_shipped", by=("vendor",)))
    assert found == {"Acme": 7}


def test_complaints_and_shipments_of_a_lot_meet_at_its_vendor(loaded: Loaded) -> None:
    """One shipment of the lot tells who made it; the others do not go to the product's vendor."""
    tables = {
        "products": [
            {"product_id": "P1", "vendor_id": "V1"},
            {"product_id": "P2", "vendor_id": "V2"},
        ],
        "shipments": [
            shipped("03-02", "P1", 2, lot="L", vendor_id="V2"),
            shipped("03-03", "P1", 998, lot="L"),
        ],
        "complaints": [
            {"complaint_id": "C1", "reported_at": "2026-03-04T00:00:00Z", "product_id": "P1",
             "lot": "L", "defect_code": "D1", "verdict": "confirmed"},
        ],
    }  # fmt: skip
    home = loaded(tables, UTC, NOW)
    (found,) = asked(home, Query("defect_rate_ppm", by=("vendor",)))
    assert found == {"V2": 1000}
