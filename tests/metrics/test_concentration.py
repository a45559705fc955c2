"""Where failures concentrate: the place is named by its failures, not by its size."""

from __future__ import annotations

from itertools import count

import pytest

from metrics import Query, QueryError, Store
from metrics.concentration import concentration
from tests.metrics.warehouse import Warehouse

NUMBERS = count(1)


def tickets(warehouse: Warehouse, team: str | None, channel: str, kept: int, missed: int) -> None:
    for n in range(kept + missed):
        warehouse.add(
            "tickets",
            {
                "ticket_id": f"T{next(NUMBERS)}",
                "created_at": "2026-03-02 01:00:00+00",
                "team": team,
                "channel": channel,
                "sla_met": n < kept,
            },
        )


def asked(store: Store, *dimensions: str) -> tuple[object, ...] | None:
    found = concentration(store, Query("source_sla_adherence"), dimensions)
    if found is None:
        return None
    return (found.dimension, found.member, found.failed, found.all_failed, found.cases)


def test_the_small_team_with_most_of_the_misses_is_named(warehouse: Warehouse) -> None:
    """The large team has 3 of the 9 misses, the small one 6, with 8 of the 48 cases."""
    tickets(warehouse, "large", "mail", 37, 3)
    tickets(warehouse, "small", "mail", 2, 6)
    store = warehouse.store()
    assert asked(store, "channel", "team") == ("team", "small", 6, 9, 8)


def test_a_large_team_with_its_fair_part_is_not_named(warehouse: Warehouse) -> None:
    tickets(warehouse, "large", "mail", 36, 4)
    tickets(warehouse, "small", "mail", 8, 1)
    assert asked(warehouse.store(), "team", "channel") is None


def test_one_miss_is_no_place(warehouse: Warehouse) -> None:
    tickets(warehouse, "a", "mail", 9, 0)
    tickets(warehouse, None, "mail", 0, 1)
    assert asked(warehouse.store(), "team") is None


def test_the_unknown_member_can_be_the_place(warehouse: Warehouse) -> None:
    tickets(warehouse, "a", "mail", 9, 0)
    tickets(warehouse, None, "mail", 0, 3)
    assert asked(warehouse.store(), "team") == ("team", None, 3, 3, 3)


def test_a_metric_of_which_less_is_better_is_refused(warehouse: Warehouse) -> None:
    with pytest.raises(QueryError, match="no share of which more is better"):
        concentration(warehouse.store(), Query("reopen_rate"), ["team"])
