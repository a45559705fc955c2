"""Cases that did not go straight through: given back, sent to the wrong place, escalated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from metrics import Query, Store
from tests.metrics.conftest import only, values
from tests.metrics.warehouse import Warehouse

Opened = Callable[..., Store]
D = dt.date
Event = tuple[int, str, str | None, str | None]  # minute, kind, old value, new value


def case(warehouse: Warehouse, ticket: str, *events: Event, **row: Any) -> None:
    """A ticket of 2 March, solved on the 5th unless its row says otherwise, with its events."""
    warehouse.add(
        "tickets",
        {
            "ticket_id": ticket,
            "created_at": "2026-03-02 01:00+00",
            "status": "solved",
            "resolved_at": "2026-03-05 01:00+00",
            "team": ticket,
            **row,
        },
    )
    for number, (minute, kind, old, new) in enumerate(events):
        warehouse.add(
            "ticket_events",
            {
                "event_id": f"{ticket}-{number}",
                "ticket_id": ticket,
                "event_at": f"2026-03-02 02:{minute:02d}+00",
                "event_seq": number,
                "kind": kind,
                "old_value": old,
                "new_value": new,
            },
        )


def to(minute: int, new: str | None, old: str | None = None, kind: str = "assigned") -> Event:
    return (minute, kind, old, new)


GIVEN_BACK: dict[str, tuple[bool, tuple[Event, ...]]] = {
    "to and fro": (True, (to(1, "a"), to(2, "b"), to(3, "a"))),
    "by way of a third": (True, (to(1, "a"), to(2, "b"), to(3, "c"), to(4, "a"))),
    "said twice": (False, (to(1, "a"), to(2, "a"), to(3, "b"), to(4, "b"))),
    "passed on": (False, (to(1, "a"), to(2, "b"), to(3, "c"))),
    "the first holder is named by what it lost": (True, (to(1, "b", "a"), to(2, "a", "b"))),
    "let go and taken again": (False, (to(1, "a"), to(2, ""), to(3, "a"))),
    "a team of an agent's name": (False, (to(1, "a"), to(2, "b"), to(3, "a", kind="team"))),
    "teams": (True, tuple(to(n, t, kind="team") for n, t in enumerate("xyx"))),
    "in one instant": (True, (to(1, "a"), to(2, "b"), to(2, "a"))),
}


@pytest.mark.parametrize("what", GIVEN_BACK)
def test_given_back(warehouse: Warehouse, opened: Opened, what: str) -> None:
    told, events = GIVEN_BACK[what]
    case(warehouse, "T", *events)
    assert only(opened(), Query("rework_rate")).numerator == told


def test_rework(warehouse: Warehouse, opened: Opened) -> None:
    back = (to(1, "a"), to(2, "b"), to(3, "a"))
    case(warehouse, "back", *back)
    case(warehouse, "again", reopen_count=1)
    case(warehouse, "both", *back, reopen_count=2)
    case(warehouse, "straight", to(1, "a"))
    case(warehouse, "open", *back, status="open", resolved_at=None)
    store = opened()
    point = only(store, Query("rework_rate"))
    assert (point.numerator, point.denominator) == (3, 4)
    assert store.rows(Query("rework_rate")).total == 4
    assert only(store, Query("rework_rate", end=D(2026, 3, 4))).value is None


MISROUTED: dict[str, tuple[bool | None, tuple[Event, ...]]] = {
    "another team": (True, (to(1, "x", kind="team"), to(2, "y", kind="team"))),
    "a team after an agent": (True, (to(1, "a"), to(2, "y", "x", kind="team"))),
    "another category": (True, (to(1, "a"), to(2, "k", "j", kind="category"))),
    "a category known from before": (
        True,
        (to(0, "j", kind="category"), to(1, "a"), to(2, "k", kind="category")),
    ),
    "the same again": (False, (to(1, "x", kind="team"), to(2, "x", kind="team"))),
    "before anybody had it": (False, (to(1, "k", "j", kind="category"), to(2, "a"))),
    "nobody knows what it was": (False, (to(1, "a"), to(2, "x", kind="team"))),
    "of one assignment": (False, (to(1, "a"), to(1, "y", "x", kind="team"))),
    "another agent": (False, (to(1, "a"), to(2, "b"))),
    "nobody had it": (None, (to(1, "k", "j", kind="category"),)),
    "nothing": (None, ()),
}


@pytest.mark.parametrize("what", MISROUTED)
def test_misrouted(warehouse: Warehouse, opened: Opened, what: str) -> None:
    told, events = MISROUTED[what]
    case(warehouse, "T", *events)
    point = only(opened(), Query("misrouted_share"))
    assert (point.value, point.undecided) == (told, told is None)


def test_escalated(warehouse: Warehouse, opened: Opened) -> None:
    case(warehouse, "event", to(1, "2", kind="escalated"))
    case(warehouse, "row", escalation_level=1)
    case(warehouse, "zero", escalation_level=0)
    case(warehouse, "nothing")
    store = opened()
    point = only(store, Query("escalated_share"))
    assert (point.numerator, point.denominator) == (2, 4)
    assert store.rows(Query("escalated_share")).total == 4


def test_open_escalations(warehouse: Warehouse, opened: Opened) -> None:
    """Midnight in Taipei is 16:00 UTC: what was escalated at 02:00 UTC stands that evening."""
    up = (to(1, "1", kind="escalated"), to(9, "2", kind="escalated"))
    case(warehouse, "solved", *up, escalation_level=2)
    case(warehouse, "open", *up, status="open", resolved_at=None)
    case(warehouse, "row", escalation_level=1, status="open", resolved_at=None)
    # a row that says solved, not when: it left with its last change
    case(
        warehouse,
        "when",
        escalation_level=1,
        resolved_at=None,
        updated_at="2026-03-04 01:00+00",
    )
    # escalated after it was solved: never open as an escalation
    case(warehouse, "late", *up, resolved_at="2026-03-02 01:30+00")
    case(warehouse, "never", status="open", resolved_at=None)
    store = opened()
    asked = Query("escalations_open", grain="day", start=D(2026, 3, 1), end=D(2026, 3, 6))
    assert [p.value for p in store.query(asked).points] == [0, 4, 4, 3, 2, 2]
    for day, standing in ((D(2026, 3, 2), 4), (D(2026, 3, 4), 3), (None, 2)):
        query = Query("escalations_open", end=day)
        assert only(store, query).value == store.rows(query).total == standing
    levels = Query("escalations_open", by=("escalation_level",), end=D(2026, 3, 2))
    assert values(store.query(levels)) == {"1": 2, "2": 1, None: 1}


def test_time_from_escalation_to_solution(warehouse: Warehouse, opened: Opened) -> None:
    case(warehouse, "event", to(0, "1", kind="escalated"))
    case(warehouse, "row", escalation_level=1)
    case(warehouse, "late", to(1, "1", kind="escalated"), resolved_at="2026-03-02 01:30+00")
    case(warehouse, "open", to(1, "1", kind="escalated"), status="open", resolved_at=None)
    store = opened()
    point = only(store, Query("escalation_to_solve_p90"))
    assert (point.value, point.n) == (pytest.approx(71 + 0.9), 2)  # 71 and 72 hours
    assert store.rows(Query("escalation_to_solve_p90")).total == 2


def test_a_reopened_escalation_stands_until_its_last_solve(
    warehouse: Warehouse, opened: Opened
) -> None:
    case(
        warehouse,
        "T",
        to(1, "1", kind="escalated"),
        to(2, "solved", "open", kind="status"),
        to(3, "open", "solved", kind="status"),
        status="open",
        resolved_at=None,
    )
    assert only(opened(), Query("escalations_open")).value == 1
