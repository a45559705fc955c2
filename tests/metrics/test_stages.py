"""How long cases were in each status before they were solved, from the status events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from metrics import Query, Store
from tests.metrics.conftest import only, values
from tests.metrics.warehouse import Warehouse

Opened = Callable[..., Store]
START = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
Turn = tuple[
    float, str | None, str
]  # hours after the creation, the status left, the status come to
STAGES = ("time_in_new", "time_in_open", "time_waiting_for_customer", "time_waiting_for_team")


def case(
    warehouse: Warehouse, ticket: str, *turns: Turn, team: str = "A", status: str = "solved"
) -> None:
    warehouse.add(
        "tickets",
        {
            "ticket_id": ticket,
            "created_at": START.isoformat(),
            "status": status,
            "resolved_at": (START + dt.timedelta(hours=50)).isoformat(),
            "team": team,
        },
    )
    for number, (hours, old, new) in enumerate(turns):
        warehouse.add(
            "ticket_events",
            {
                "event_id": f"{ticket}-{number}",
                "ticket_id": ticket,
                "event_at": (START + dt.timedelta(hours=hours)).isoformat(),
                "event_seq": number,
                "kind": "status",
                "old_value": old,
                "new_value": new,
            },
        )


CASES: dict[str, tuple[tuple[float, ...] | None, tuple[Turn, ...]]] = {
    "every stage": (
        (1, 3, 4, 8),
        (
            (1, "new", "open"),
            (2, "open", "pending"),
            (6, "pending", "open"),
            (7, "open", "on_hold"),
            (15, "on_hold", "open"),
            (16, "open", "solved"),
            (90, "solved", "closed"),
        ),
    ),
    "the gap between a solve and a reopening is no stage": (
        (1, 3, 0, 0),
        (
            (1, "new", "open"),
            (2, "open", "solved"),
            (10, "solved", "open"),
            (12, "open", "solved"),
        ),
    ),
    "solved from new": ((5, 0, 0, 0), ((5, "new", "solved"),)),
    "begun as open": ((0, 2, 1, 0), ((2, "open", "pending"), (3, "pending", "solved"))),
    "twice in the status in which it began": (
        (0, 5, 1, 0),
        ((2, "open", "pending"), (3, "pending", "open"), (6, "open", "solved")),
    ),
    "said again": ((1, 3, 0, 0), ((1, "new", "open"), (2, "open", "open"), (4, "open", "solved"))),
    "no event says what it left": ((1, 2, 0, 0), ((1, None, "open"), (3, "", "solved"))),
    "one event does not say what it left": (
        (1, 2, 3, 0),
        ((1, "new", "open"), (3, None, "pending"), (6, "pending", "solved")),
    ),
    "it left a status that it was not in": (
        None,
        ((1, "new", "open"), (3, "pending", "solved")),
    ),
    "before it was created": (None, ((-1, "new", "open"), (3, "open", "solved"))),
    "nothing but the row": (None, ()),
}


@pytest.mark.parametrize("what", CASES)
def test_stages(warehouse: Warehouse, opened: Opened, what: str) -> None:
    hours, turns = CASES[what]
    case(warehouse, "T", *turns)
    store = opened()
    found = [only(store, Query(stage)) for stage in STAGES]
    if hours is None:
        assert [(p.value, p.undecided) for p in found] == [(None, 1)] * 4
    else:
        assert [(p.value, p.undecided) for p in found] == [(pytest.approx(h), 0) for h in hours]


def test_a_case_that_is_not_solved_has_no_stages_yet(warehouse: Warehouse, opened: Opened) -> None:
    case(warehouse, "T", (1, "new", "open"), status="open")
    point = only(opened(), Query("time_in_new"))
    assert (point.value, point.undecided) == (None, 0)


def test_stages_add_up_to_the_time_to_solve(warehouse: Warehouse, opened: Opened) -> None:
    case(warehouse, "T1", (1, "new", "open"), (5, "open", "solved"))
    case(warehouse, "T2", (2, "new", "pending"), (9, "pending", "solved"), team="B")
    store = opened()
    assert sum(only(store, Query(stage)).value for stage in STAGES) == pytest.approx((5 + 9) / 2)
    assert values(store.query(Query("time_in_new", by=("team",)))) == {"A": 1, "B": 2}
    assert store.rows(Query("time_in_new")).total == 2
