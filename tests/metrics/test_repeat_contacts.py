"""Customers who come back about the same within a week of the solve; worked by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from metrics import Query, Store
from tests.metrics.stops import at, counted, fact
from tests.metrics.warehouse import Warehouse

Opened = Callable[..., Store]
RATE = "repeat_contact_rate_7d"


def ticket(
    warehouse: Warehouse, number: str, created: str, solved: str | None = None, **row: Any
) -> None:
    status = "solved" if solved else "open"
    times = {"created_at": at(created), "resolved_at": at(solved), "status": status}
    full = {"customer_id": "C1", "order_id": "O1", **times, **row}
    warehouse.add("tickets", {"ticket_id": number, **full})


def back(store: Store) -> set[str]:
    rows = fact(store, "repeat_contacts", "ticket_id")
    return {number for number, row in rows.items() if row["came_back"]}


def test_the_same_customer_and_order_or_product(warehouse: Warehouse, opened: Opened) -> None:
    ticket(warehouse, "1", "02", "03", product_id="P1")
    ticket(warehouse, "order", "05", product_id="P2")
    ticket(warehouse, "2", "02", "03", customer_id="C2", product_id="P1")
    ticket(warehouse, "product", "05", customer_id="C2", order_id=None, product_id="P1")
    ticket(warehouse, "3", "02", "03", customer_id="C3", product_id="P1")
    ticket(warehouse, "neither", "05", customer_id="C3", order_id="O3", product_id="P3")
    ticket(warehouse, "4", "02", "03", customer_id="C4")
    ticket(warehouse, "customer", "05", customer_id="C5")
    store = opened()
    assert back(store) == {"1", "2"}
    assert counted(store, RATE) == (2, 4, 0)
    assert store.rows(Query(RATE)).total == 4


def test_after_the_solve_and_within_seven_days(warehouse: Warehouse, opened: Opened) -> None:
    for customer, created in (
        ("at the solve", "03 12:00"),
        ("a second later", "03 12:00:01"),
        ("seven days", "10 12:00"),
        ("and a second", "10 12:00:01"),
    ):
        ticket(warehouse, customer, "02", "03 12:00", customer_id=customer)
        ticket(warehouse, f"{customer}, again", created, customer_id=customer)
    assert back(opened()) == {"a second later", "seven days"}


def test_a_ticket_is_not_its_own_repetition(warehouse: Warehouse, opened: Opened) -> None:
    """Solved before it was created, as bad data has it."""
    ticket(warehouse, "1", "05", "03")
    ticket(warehouse, "2", "20", "21")
    assert back(opened()) == set()
    ticket(warehouse, "3", "06")
    assert back(opened()) == {"1"}


def test_void_and_merged_tickets_are_neither(warehouse: Warehouse, opened: Opened) -> None:
    ticket(warehouse, "1", "02", "03")
    ticket(warehouse, "spam", "04", "05", void_reason="spam")
    ticket(warehouse, "merged", "04", "05", merged_into="1")
    store = opened()
    assert counted(store, RATE) == (0, 1, 0)


def test_tickets_that_name_nobody_or_nothing_do_not_count(
    warehouse: Warehouse, opened: Opened
) -> None:
    ticket(warehouse, "1", "02", "03", customer_id=None)
    ticket(warehouse, "2", "04", "05", customer_id=None)
    ticket(warehouse, "3", "02", "03", order_id=None)
    ticket(warehouse, "4", "04", "05", order_id=None)
    assert counted(opened(), RATE)[1:] == (0, 0)


def test_younger_solves_are_undecided(warehouse: Warehouse, opened: Opened) -> None:
    ticket(warehouse, "old", "01", "03", customer_id="C2")
    ticket(warehouse, "young", "02", "03 00:01")
    ticket(warehouse, "again", "05")
    store = opened("2026-03-10 00:00:30+00")
    assert counted(store, RATE) == (0, 1, 1)
    assert back(store) == set()
    assert counted(opened("2026-03-10 00:01:00+00"), RATE) == (1, 2, 0)


def test_many_tickets_of_one_customer(warehouse: Warehouse, opened: Opened) -> None:
    """Each solve is judged once, however many tickets follow."""
    for day in range(1, 11):
        ticket(warehouse, f"{day}", f"{day:02d}", f"{day:02d} 12:00", product_id="P1")
    store = opened()
    assert counted(store, RATE) == (9, 10, 0)
