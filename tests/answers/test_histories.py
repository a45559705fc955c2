"""Single cases in which a history is short, contradicts its row, or a list leaves something out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from metrics import Point, Query
from tests.answers.answering import opened
from tests.answers.conftest import Loaded
from tests.answers.traps import Row, event, shipped, status, ticket

UTC = "timezone: UTC\ncurrency: TWD\n"
NOW = dt.datetime(2026, 3, 31, tzinfo=dt.UTC)
CREATED = "03-10T00:00:00"
HANDOFFS = {
    "picked up": 0, "given back": 1, "before the log": 1, "said twice": 0, "routed on": 1,
}  # fmt: skip
ANSWERED = "2026-03-10T00:05:00Z"  # by the row
# Tickets of one instant, told apart by their channel; the data end five days later.
CASES: dict[str, Row] = {
    **{name: {} for name in (*HANDOFFS, "opened", "changed", "nothing", "early", "came back")},
    **{name: {"first_response_at": ANSWERED} for name in ("bot", "customer", "no message")},
    "still open": {"status": "solved", "resolved_at": "2026-03-11T00:00:00Z"},
    "was closed": {"status": "closed"},
}
EVENTS = [
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
    event("opened", CREATED, "created", actor_role="customer"),
    status("changed", "03-10T01:00:00", "new", "open"),
    event("bot", "03-10T00:05:00", "bot_message", actor_role="bot"),
    event("customer", "03-10T00:03:00", "customer_message", actor_role="customer"),
    status("no message", "03-10T00:03:00", "new", "open"),
    event("early", "03-09T23:00:00", "agent_message", actor_role="agent"),
    event("early", "03-10T03:00:00", "agent_message", actor_role="agent"),
    status("still open", "03-10T01:00:00", "new", "open"),
    status("came back", "03-12T01:00:00", "solved", "open"),
    status("was closed", "03-12T01:00:00", "solved", "closed"),
]
Asked = Callable[..., dict[str | None, Point]]


@pytest.fixture(scope="module")
def asked(loaded: Loaded) -> Iterator[Asked]:
    """Ask a metric by case."""
    rows = [ticket(name, CREATED, channel=name, **row) for name, row in CASES.items()]
    tables = {"tickets": [*rows, ticket("end", "03-15T00:00:00")], "ticket_events": EVENTS}

    def ask(metric: str, *cases: str, **more: Any) -> dict[str | None, Point]:
        query = Query(metric, by=("channel",), where=(("channel", cases),), **more)
        return {point.members[0]: point for point in store.query(query).points}

    with opened(loaded(tables, UTC, NOW)) as (store, _):
        yield ask


def values(points: dict[str | None, Point]) -> dict[str | None, float | None]:
    return {name: point.value for name, point in points.items()}


def test_a_handoff_goes_from_one_who_is_known_to_another(asked: Asked) -> None:
    assert values(asked("handoffs_per_ticket", *HANDOFFS)) == HANDOFFS


def test_no_assignment_and_no_count_is_undecided_not_zero(asked: Asked) -> None:
    """The catalogue: a ticket with neither assignment events nor a count is not counted as zero."""
    found = asked("handoffs_per_ticket", "opened", "changed", "nothing")
    assert {name: (point.denominator, point.undecided) for name, point in found.items()} == {
        "opened": (0, 1),
        "changed": (0, 1),
        "nothing": (0, 1),
    }


def test_messages_without_a_human_answer_leave_a_ticket_unanswered(asked: Asked) -> None:
    """METRICS 1.1: the row's own time serves where a ticket has no messages; a bot is no answer."""
    found = values(asked("first_response_p50", "bot", "customer", "no message"))
    assert {name: value for name, value in found.items() if value is not None} == {"no message": 5}


def test_a_message_before_the_ticket_is_no_answer(asked: Asked) -> None:
    assert values(asked("first_response_p50", "early")) == {"early": 180}


def test_status_changes_outweigh_the_row(asked: Asked) -> None:
    assert values(asked("tickets_solved", "still open")).get("still open", 0) == 0
    assert values(asked("backlog", "still open")) == {"still open": 1}


def test_before_the_first_status_change_its_old_value_holds(asked: Asked) -> None:
    """METRICS 1.8: a ticket first seen to go from solved was solved until then."""
    left = [
        values(asked("backlog", "came back", "was closed", end=dt.date(2026, 3, day)))
        for day in (11, 12)
    ]
    assert [(day.get("came back", 0), day.get("was closed", 0)) for day in left] == [(0, 0), (1, 0)]


def test_a_vendor_is_one_member_and_a_lot_has_one_vendor(loaded: Loaded) -> None:
    """A vendor that only one of its products names; a lot that only one of its shipments places.

    By the dimension's meaning a vendor is who made it, by the shipment or its lot, else by the
    product list: complaints and shipments of a lot meet at the same vendor.
    """
    tables = {
        "products": [
            {"product_id": "P1", "vendor_id": "V1", "vendor": "Acme"},
            {"product_id": "P2", "vendor_id": "V1"},
            {"product_id": "P3", "vendor_id": "V1", "vendor": "Acme"},
            {"product_id": "P4", "vendor_id": "V2", "vendor": "Bolt"},
        ],
        "shipments": [
            shipped("03-02", "P1", 1),
            shipped("03-02", "P2", 2),
            shipped("03-03", "P9", 4, vendor_id="V1"),
            shipped("03-02", "P3", 2, lot="L", vendor_id="V2"),
            shipped("03-03", "P3", 998, lot="L"),
        ],
        "complaints": [
            {"complaint_id": "C1", "reported_at": "2026-03-04T00:00:00Z", "product_id": "P3",
             "lot": "L", "defect_code": "D1", "verdict": "confirmed"},
        ],
    }  # fmt: skip
    with opened(loaded(tables, UTC, NOW)) as (store, _):
        points = store.query(Query("defect_rate_ppm", by=("vendor",))).points
    assert {point.members[0]: (point.numerator, point.denominator) for point in points} == {
        "Acme": (0, 7),
        "Bolt": (1, 1000),
    }
