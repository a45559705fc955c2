"""What members are called, and rows in another order than by age."""

from __future__ import annotations

import datetime as dt

import duckdb
import pytest

from metrics import NoDataError, Query, Store, UnknownNameError
from metrics.labels import labels
from tests.metrics.warehouse import Warehouse


def test_a_person_is_called_as_the_newest_row_of_the_staff_list_says(warehouse: Warehouse) -> None:
    warehouse.add(
        "staff",
        {"staff_id": "S1", "name": "Ann Before", "valid_from": "2025-01-01 00:00:00+00"},
        {"staff_id": "S1", "name": "Ann After", "valid_from": "2026-01-01 00:00:00+00"},
        {"staff_id": "S2", "name": "Ben"},
        {"staff_id": "S3"},
    )
    store = warehouse.store()
    assert labels(store, "assignee") == {"S1": "Ann After", "S2": "Ben"}
    assert labels(store, "team") == {}


def test_a_product_is_called_as_the_product_list_says(warehouse: Warehouse) -> None:
    warehouse.add("products", {"product_id": "P1", "name": "Kettle"}, {"product_id": "P2"})
    assert labels(warehouse.store(), "product") == {"P1": "Kettle"}


def test_rows_come_in_the_order_that_is_asked_for(warehouse: Warehouse) -> None:
    for name, team in (("T1", "B"), ("T2", None), ("T3", "A"), ("T4", "B")):
        warehouse.add(
            "tickets", {"ticket_id": name, "team": team, "created_at": "2026-03-02 01:00:00+00"}
        )
    store = warehouse.store()

    def listed(*order: str) -> list[str]:
        return [row[0] for row in store.rows(Query("tickets_created"), order=order).rows]

    assert listed() == ["T1", "T2", "T3", "T4"]
    assert listed("team") == ["T3", "T1", "T4", "T2"]
    assert listed("-team") == ["T1", "T4", "T3", "T2"]
    with pytest.raises(UnknownNameError, match="did you mean 'team'"):
        listed("tem")


def test_data_of_another_version_says_what_to_do(warehouse: Warehouse) -> None:
    """A snapshot that was built before a derived table existed."""
    warehouse.add("tickets", {"ticket_id": "T1", "created_at": dt.datetime(2026, 3, 2)})
    warehouse.publish()
    path = warehouse.published / "andon-1.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute("drop table facts.people")
    with pytest.raises(NoDataError, match="python -m loaders rebuild"):
        labels(Store(warehouse.settings), "assignee")
