"""What the ticket facts make of histories: worked by hand from the design."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from metrics import Query, Store
from tests.metrics.warehouse import Warehouse

Opened = Callable[..., Store]


def event(number: int, at: str, kind: str, **more: Any) -> dict[str, Any]:
    return {
        "event_id": f"E{number}",
        "ticket_id": "T1",
        "event_at": f"2026-03-{at}+00",
        "kind": kind,
        **more,
    }


def ticket(store: Store, number: str = "T1") -> dict[str, Any]:
    rows = store.fact_rows("tickets", (("ticket_id", (number,)),))
    (row,) = rows.rows
    return dict(zip(rows.columns, row, strict=True))


def spans(store: Store) -> list[tuple[str, str | None]]:
    rows = store.fact_rows("ticket_spans")
    at = [rows.columns.index(name) for name in ("opened_at", "ended_at")]
    return [
        tuple(None if row[i] is None else row[i].strftime("%d %H:%M") for i in at)
        for row in rows.rows
    ]


def add(warehouse: Warehouse, *events: dict[str, Any], **row: Any) -> None:
    full = {"ticket_id": "T1", "created_at": "2026-03-02 00:00+00", **row}
    warehouse.add("tickets", full).add("ticket_events", *events)


def test_solved_and_opened_again(warehouse: Warehouse, opened: Opened) -> None:
    add(
        warehouse,
        event(1, "02 01:00", "status", old_value="new", new_value="open"),
        event(2, "03 00:00", "status", old_value="open", new_value="solved"),
        event(3, "04 00:00", "status", old_value="solved", new_value="closed"),
        event(4, "05 00:00", "status", old_value="closed", new_value="open"),
        event(5, "07 12:00", "status", old_value="open", new_value="solved"),
        status="solved",
        resolved_at="2026-03-20 00:00+00",  # the events know better
    )
    store = opened()
    found = ticket(store)
    assert found["first_solved_at"].day == 3
    assert (found["solved_at"].day, found["solved_at"].hour) == (7, 12)
    assert found["time_to_solve_s"] == (5 * 24 + 12) * 3600
    assert (found["reopens"], found["reopened"], found["history"]) == (1, True, "events")
    assert spans(store) == [("02 00:00", "03 00:00"), ("05 00:00", "07 12:00")]


def test_open_again_means_not_solved(warehouse: Warehouse, opened: Opened) -> None:
    add(
        warehouse,
        event(1, "03 00:00", "status", new_value="solved"),
        event(2, "04 00:00", "status", new_value="pending"),
    )
    store = opened()
    found = ticket(store)
    assert (found["solved"], found["solved_at"], found["ever_solved"]) == (False, None, True)
    assert found["reopened"]
    assert spans(store) == [("02 00:00", "03 00:00"), ("04 00:00", None)]
    assert store.query(Query("tickets_solved")).points[0].value == 0
    assert store.query(Query("reopen_rate")).points[0].value == 1.0


def test_first_old_value_tells_the_state_before(warehouse: Warehouse, opened: Opened) -> None:
    """A log that begins with the reopen: the ticket was solved since its creation."""
    add(warehouse, event(1, "05 00:00", "status", old_value="solved", new_value="open"))
    store = opened()
    found = ticket(store)
    assert found["reopens"] == 1
    assert found["first_solved_at"].day == 2
    assert found["solved_at"] is None
    assert spans(store) == [("05 00:00", None)]


def test_solved_before_the_log_and_never_opened(warehouse: Warehouse, opened: Opened) -> None:
    add(warehouse, event(1, "05 00:00", "status", old_value="solved", new_value="closed"))
    store = opened()
    found = ticket(store)
    assert (found["solved_at"].day, found["first_solved_at"].day, found["reopens"]) == (2, 2, 0)
    assert spans(store) == []


def test_events_of_one_instant_keep_their_sequence(warehouse: Warehouse, opened: Opened) -> None:
    add(
        warehouse,
        event(1, "03 00:00", "status", new_value="open", event_seq=2),
        event(2, "03 00:00", "status", new_value="solved", event_seq=1),
    )
    found = ticket(opened())
    assert (found["solved_at"], found["reopens"]) == (None, 1)


def test_events_of_one_instant_without_sequence_solve_last(
    warehouse: Warehouse, opened: Opened
) -> None:
    add(
        warehouse,
        event(1, "03 00:00", "status", new_value="solved"),
        event(2, "03 00:00", "status", new_value="open"),
    )
    found = ticket(opened())
    assert found["solved_at"].day == 3
    assert found["reopens"] == 0


@pytest.mark.parametrize(
    ("row", "solved_day", "span_end"),
    [
        ({"status": "solved", "resolved_at": "2026-03-04 00:00+00"}, 4, "04 00:00"),
        ({"status": "closed", "closed_at": "2026-03-05 00:00+00"}, 5, "05 00:00"),
        (
            {
                "status": "closed",
                "resolved_at": "2026-03-04 00:00+00",
                "closed_at": "2026-03-09 00:00+00",
            },
            4,
            "04 00:00",
        ),
        # opened again in a source that keeps the old time
        ({"status": "open", "resolved_at": "2026-03-04 00:00+00"}, None, None),
        # solved, nobody knows when: gone from the backlog with its last change
        ({"status": "solved", "updated_at": "2026-03-06 00:00+00"}, None, "06 00:00"),
        ({"status": "solved"}, None, "02 00:00"),
    ],
)
def test_without_events_the_row_speaks(
    warehouse: Warehouse,
    opened: Opened,
    row: dict[str, Any],
    solved_day: int | None,
    span_end: str | None,
) -> None:
    add(warehouse, **row)
    store = opened()
    found = ticket(store)
    assert (found["solved_at"] and found["solved_at"].day) == solved_day
    assert found["history"] == "row"
    assert spans(store) == [("02 00:00", span_end)]


def test_reopens_are_the_greater_of_events_and_row(warehouse: Warehouse, opened: Opened) -> None:
    add(warehouse, event(1, "03 00:00", "status", new_value="solved"), reopen_count=2)
    assert ticket(opened())["reopens"] == 2


def test_handoffs_count_changes_of_holder(warehouse: Warehouse, opened: Opened) -> None:
    add(
        warehouse,
        event(1, "02 00:10", "team", new_value="L1"),
        event(2, "02 00:10", "assigned", new_value="ann"),
        event(3, "02 02:00", "assigned", new_value="bob"),
        event(4, "02 03:00", "team", old_value="L1", new_value="L2"),
        event(5, "02 03:00", "assigned", old_value="bob", new_value="cyd"),
        event(6, "02 04:00", "assigned", old_value="cyd", new_value="cyd"),
        handoff_count=9,  # the events know better
    )
    assert ticket(opened())["handoffs"] == 2


def test_putting_a_ticket_back_is_one_handoff(warehouse: Warehouse, opened: Opened) -> None:
    add(
        warehouse,
        event(1, "02 00:10", "assigned", new_value="ann"),
        event(2, "02 02:00", "assigned", old_value="ann", new_value=""),
        event(3, "02 03:00", "assigned", old_value="", new_value="bob"),
    )
    assert ticket(opened())["handoffs"] == 1


def test_a_log_that_begins_late_shows_a_handoff(warehouse: Warehouse, opened: Opened) -> None:
    add(warehouse, event(1, "02 00:10", "team", old_value="L1", new_value="L2"))
    assert ticket(opened())["handoffs"] == 1


def test_handoffs_nobody_counted_are_unknown(warehouse: Warehouse, opened: Opened) -> None:
    warehouse.add(
        "tickets",
        {"ticket_id": "T1", "created_at": "2026-03-02 00:00+00", "handoff_count": 3},
        {"ticket_id": "T2", "created_at": "2026-03-02 00:00+00"},
        {"ticket_id": "T3", "created_at": "2026-03-02 00:00+00"},
    )
    # T3 has a log, but nothing in it of who held the ticket
    warehouse.add("ticket_events", event(1, "02 00:00", "created", ticket_id="T3"))
    store = opened()
    assert [ticket(store, t)["handoffs"] for t in ("T1", "T2", "T3")] == [3, None, None]
    (point,) = store.query(Query("handoffs_per_ticket")).points
    assert (point.value, point.n, point.undecided) == (3, 1, 2)


@pytest.mark.parametrize(
    ("events", "minutes"),
    [
        ([event(1, "02 00:05", "agent_message")], 5),
        ([event(1, "02 00:05", "agent_message", public=True)], 5),
        ([event(1, "02 00:05", "agent_message", public=False)], None),
        ([event(1, "02 00:05", "internal_note"), event(2, "02 00:07", "bot_message")], None),
        (
            [
                event(1, "02 00:01", "agent_message", actor_role="bot"),
                event(2, "02 00:09", "agent_message", actor_role="agent"),
            ],
            9,
        ),
        # the message with which an agent opens the ticket is no reply
        (
            [
                event(1, "02 00:00", "created", actor_role="agent"),
                event(2, "02 00:00", "agent_message", actor_role="agent"),
                event(3, "02 00:30", "agent_message", actor_role="agent"),
            ],
            30,
        ),
        # at the same instant, but a customer opened it
        (
            [
                event(1, "02 00:00", "created", actor_role="customer"),
                event(2, "02 00:00", "agent_message", actor_role="agent"),
            ],
            0,
        ),
        # a message older than the ticket answers nothing
        ([event(1, "01 23:00", "agent_message"), event(2, "02 00:20", "agent_message")], 20),
    ],
)
def test_first_response(
    warehouse: Warehouse, opened: Opened, events: list[dict[str, Any]], minutes: int | None
) -> None:
    add(warehouse, *events)
    store = opened()
    seconds = ticket(store)["first_response_s"]
    assert seconds == (None if minutes is None else minutes * 60)
    (point,) = store.query(Query("first_response_p50")).points
    assert point.value == minutes


@pytest.mark.parametrize(("kind", "seconds"), [("status", 45 * 60), ("bot_message", None)])
def test_the_row_s_own_time_where_no_message_is_logged(
    warehouse: Warehouse, opened: Opened, kind: str, seconds: int | None
) -> None:
    own = "2026-03-02 00:45+00"
    add(warehouse, event(1, "02 00:01", kind, new_value="open"), first_response_at=own)
    assert ticket(opened())["first_response_s"] == seconds
