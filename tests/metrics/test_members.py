"""Who a ticket belongs to: the staff list upwards, as it was when the ticket came."""

from __future__ import annotations

from collections.abc import Callable

from metrics import Store
from tests.metrics.test_tickets_fact import add, ticket
from tests.metrics.warehouse import Warehouse

Opened = Callable[..., Store]


def test_staff_as_it_was_when_the_ticket_came(warehouse: Warehouse, opened: Opened) -> None:
    warehouse.add(
        "staff",
        {"staff_id": "ann", "team": "L1", "manager_id": "mia"},  # since ever, still
        {
            "staff_id": "ann",
            "team": "L2",
            "manager_id": "max",
            "valid_from": "2026-03-10 00:00+00",
            "valid_to": "2026-03-20 00:00+00",
        },
        {"staff_id": "max", "manager_id": "dee", "valid_from": "2026-03-12 00:00+00"},
        {"staff_id": "mia", "manager_id": "dee"},
    )
    for number, (day, agent) in enumerate(
        [(5, "ann"), (11, "ann"), (13, "ann"), (25, "ann"), (13, "zed"), (13, None)]
    ):
        warehouse.add(
            "tickets",
            {
                "ticket_id": f"T{number}",
                "created_at": f"2026-03-{day:02d} 00:00+00",
                "assignee_id": agent,
            },
        )
    rows = opened().fact_rows("tickets")
    at = [rows.columns.index(c) for c in ("ticket_id", "assignee", "team", "manager")]
    at.append(rows.columns.index("senior_manager"))
    found = {row[at[0]]: tuple(row[i] for i in at[1:]) for row in rows.rows}
    assert found == {
        "T0": ("ann", "L1", "mia", "dee"),
        "T1": ("ann", "L2", "max", None),  # max is not on the list yet
        "T2": ("ann", "L2", "max", "dee"),  # overlapping rows: the latest holds, once
        "T3": ("ann", "L1", "mia", "dee"),  # the older row still holds
        "T4": (None, None, None, None),  # nobody of that number
        "T5": (None, None, None, None),
    }


def test_without_a_list_the_numbers_are_the_members(warehouse: Warehouse, opened: Opened) -> None:
    add(warehouse, assignee_id="ann", product_id="P1", team="L9")
    found = ticket(opened())
    assert (found["assignee"], found["product"], found["team"]) == ("ann", "P1", "L9")
