"""When the pull rule is passed, and by whom it was heard; worked by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from metrics import Query, Store
from tests.metrics.stops import complaint, counted, fact, stop, value
from tests.metrics.warehouse import Warehouse

Opened = Callable[..., Store]


def crossed(store: Store) -> list[tuple[str, int]]:
    """When the rule was passed, and by how many complaints."""
    rows = fact(store, "pull_crossings", "complaint_id").values()
    return [(f"{row['crossed_at']:%m-%d %H:%M}", row["n"]) for row in rows]


def rule(warehouse: Warehouse, text: str) -> None:
    config = warehouse.settings.config
    assert config is not None
    (config / "andon.yaml").write_text(text)


def test_three_complaints_in_seven_days(warehouse: Warehouse, opened: Opened) -> None:
    complaint(warehouse, "02", "05", "08 23:59")
    assert crossed(opened()) == [("03-08 23:59", 3)]


def test_seven_days_and_no_more(warehouse: Warehouse, opened: Opened) -> None:
    complaint(warehouse, "02", "05", "09")  # the first is exactly seven days old: it has left
    assert crossed(opened()) == []


def test_rejected_complaints_and_other_products_do_not_count(
    warehouse: Warehouse, opened: Opened
) -> None:
    complaint(warehouse, "02", "03")
    complaint(warehouse, "03", verdict="rejected")
    complaint(warehouse, "03", product_id="P2")
    complaint(warehouse, "03", defect_code="D2")
    assert crossed(opened()) == []
    complaint(warehouse, "04", verdict="pending")
    assert crossed(opened()) == [("03-04 00:00", 3)]


def test_complaints_of_one_instant_cross_once(warehouse: Warehouse, opened: Opened) -> None:
    complaint(warehouse, "02", "02", "02", "02")
    assert crossed(opened()) == [("03-02 00:00", 4)]


def test_after_a_crossing_the_rule_sleeps_for_its_days(
    warehouse: Warehouse, opened: Opened
) -> None:
    complaint(warehouse, *(f"{day:02d}" for day in range(1, 29)))
    # the 3rd crosses; the next from seven days later on: the 10th, the 17th, the 24th
    assert [day for day, _ in crossed(opened())] == [
        f"03-{day:02d} 00:00" for day in (3, 10, 17, 24)
    ]
    assert {n for _, n in crossed(opened())} == {3, 7}


def test_it_sleeps_from_crossings_only(warehouse: Warehouse, opened: Opened) -> None:
    """The 9th has passed the count but sleeps; the 10th sleeps from the 4th, not from the 9th."""
    complaint(warehouse, "02", "03", "04", "09", "10 23:00", "11 01:00")
    assert [day for day, _ in crossed(opened())] == ["03-04 00:00", "03-11 01:00"]


def test_each_version_of_the_rule_holds_in_its_days(warehouse: Warehouse, opened: Opened) -> None:
    rule(
        warehouse,
        "versions:\n"
        "  - {version: 1, valid_from: 2026-03-03, pull_rule: {complaints: 2, days: 7}}\n"
        "  - {version: 2, valid_from: 2026-03-20, pull_rule: {complaints: 3, days: 2}}\n",
    )
    complaint(warehouse, "02", "02 15:59")  # 23:59 of the 2nd in Taipei: no rule yet
    complaint(warehouse, "04")
    complaint(warehouse, "19 16:00", "19 17:00")  # the 20th in Taipei: two are too few by now
    complaint(warehouse, "19 18:00")
    complaint(warehouse, "21 17:00", "21 18:00", "21 18:30")
    store = opened()
    assert crossed(store) == [("03-04 00:00", 3), ("03-19 18:00", 3), ("03-21 18:30", 3)]
    versions = fact(store, "pull_crossings", "complaint_id").values()
    assert [row["rule_version"] for row in versions] == [1, 2, 2]


def test_a_longer_rule_sleeps_longer_after_the_crossing_of_a_shorter_one(
    warehouse: Warehouse, opened: Opened
) -> None:
    rule(
        warehouse,
        "versions:\n"
        "  - {version: 1, valid_from: 2026-01-01, pull_rule: {complaints: 2, days: 2}}\n"
        "  - {version: 2, valid_from: 2026-03-10, pull_rule: {complaints: 2, days: 7}}\n",
    )
    complaint(warehouse, "07", "08", "11", "14", "15")
    assert [day for day, _ in crossed(opened())] == ["03-08 00:00", "03-15 00:00"]


@pytest.mark.parametrize(
    ("row", "is_stopped"),
    [
        ({"triggered": "11"}, True),  # seven days after the crossing, to the second
        ({"triggered": "11 00:01"}, False),
        ({"triggered": "01", "resumed": "02", "suspended": "01"}, True),
        ({"triggered": "02-20", "resumed": "02-25"}, True),  # ended seven days before
        ({"triggered": "02-20", "closed": "02-24 23:59"}, False),
        ({"triggered": "02-20"}, True),  # stands still
        ({"triggered": "05", "defect_code": None}, True),
        ({"triggered": "05", "defect_code": "D2"}, False),
        ({"triggered": "05", "product_id": "P2"}, False),
    ],
)
def test_stopped_within_the_rules_days_around_the_crossing(
    warehouse: Warehouse, opened: Opened, row: dict[str, str], is_stopped: bool
) -> None:
    complaint(warehouse, "02", "03", "04")
    stop(warehouse, "A", **row)
    (found,) = fact(opened(), "pull_crossings", "complaint_id").values()
    assert (found["stopped"], found["missed"], found["undecided"]) == (
        is_stopped, not is_stopped, False,
    )  # fmt: skip


def test_young_crossings_are_undecided(warehouse: Warehouse, opened: Opened) -> None:
    complaint(warehouse, "02", "03", "04")
    complaint(warehouse, "02", "03", "04 00:01", product_id="P2")
    complaint(warehouse, "02", "03", "04 00:01", product_id="P3")
    stop(warehouse, "A", product_id="P3", triggered="05")
    store = opened("2026-03-11 00:00+00")
    assert value(store, "missed_pulls") == 1
    assert counted(store, "missed_pulls")[2] == 1
    assert store.rows(Query("missed_pulls")).total == 1
    assert value(store, "missed_pulls", where=(("product", ("P1",)),)) == 1


def test_an_unknown_product_crosses_as_unknown(warehouse: Warehouse, opened: Opened) -> None:
    warehouse.add("products", {"product_id": "P2", "category": "Toys"})
    complaint(warehouse, "02", "03", "04")
    store = opened()
    assert value(store, "missed_pulls", where=(("product", (None,)),)) == 1
    assert value(store, "missed_pulls", where=(("category", ("Toys",)),)) == 0


def test_one_complaint_is_enough_where_the_rule_says_so(
    warehouse: Warehouse, opened: Opened
) -> None:
    rule(
        warehouse,
        "versions: [{version: 1, valid_from: 2000-01-01, pull_rule: {complaints: 1, days: 3}}]\n",
    )
    complaint(warehouse, "02", "04", "05", "20")
    assert [day for day, _ in crossed(opened())] == ["03-02 00:00", "03-05 00:00", "03-20 00:00"]


def test_no_complaint_at_all(warehouse: Warehouse, opened: Opened) -> None:
    stop(warehouse, "A", triggered="05")
    assert crossed(opened()) == []
