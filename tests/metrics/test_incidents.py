"""Stops: when each was first heard of, how long it took, how it ended; worked by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from metrics import Query, Store
from tests.metrics.stops import at, complaint, counted, fact, shipped, stop, value
from tests.metrics.warehouse import Warehouse

Opened = Callable[..., Store]
HOUR = 3600


def signals(store: Store) -> dict[str, str | None]:
    return {
        number: row["signal_at"] and f"{row['signal_at']:%d %H:%M}"
        for number, row in fact(store, "incidents").items()
    }


def test_the_first_complaint_of_product_and_defect_is_the_signal(
    warehouse: Warehouse, opened: Opened
) -> None:
    complaint(warehouse, "01", verdict="rejected")  # nobody's signal
    complaint(warehouse, "02", defect_code="D2")
    complaint(warehouse, "03", product_id="P2")
    complaint(warehouse, "04", verdict="pending")
    complaint(warehouse, "05", verdict="confirmed")
    complaint(warehouse, "12")
    stop(warehouse, "A", triggered="10", suspended="11")
    stop(warehouse, "B", triggered="10", suspended="11", product_id="P3")
    stop(warehouse, "any", triggered="10", suspended="11", defect_code=None)
    store = opened()
    assert signals(store) == {"A": "04 00:00", "B": None, "any": "02 00:00"}
    assert fact(store, "incidents")["A"]["detection_lag_s"] == 7 * 24 * HOUR
    assert value(store, "detection_lag_p50") == (7 + 9) / 2 * 24


def test_a_complaint_after_the_suspension_is_no_signal(
    warehouse: Warehouse, opened: Opened
) -> None:
    complaint(warehouse, "11 12:00", product_id="late")
    complaint(warehouse, "11", product_id="same")
    complaint(warehouse, "20", product_id="open")
    complaint(warehouse, "04-01", product_id="beyond")
    for product in ("late", "same"):
        stop(warehouse, product, triggered="10", suspended="11", product_id=product)
    for product in ("open", "beyond"):
        stop(warehouse, product, triggered="10", product_id=product)
    found = signals(opened("2026-03-31 12:00+00"))
    assert found == {"late": None, "same": "11 00:00", "open": "20 00:00", "beyond": None}


def test_a_second_stop_is_heard_of_after_the_first_one_ended(
    warehouse: Warehouse, opened: Opened
) -> None:
    complaint(warehouse, "01", "05", "06", "07", "09")
    stop(warehouse, "first", triggered="02", suspended="03", resumed="06", closed="08")
    stop(warehouse, "other", triggered="02", resumed="08", defect_code="D2")
    stop(warehouse, "second", triggered="10", suspended="11")
    store = opened()
    assert signals(store)["first"] == "01 00:00"
    assert signals(store)["second"] == "07 00:00"  # resumed on the 6th, after which comes the 7th
    assert value(store, "detection_lag_p50", start=dt.date(2026, 3, 11)) == 4 * 24


def test_closed_stands_in_for_resumed_and_an_open_stop_leaves_no_signal(
    warehouse: Warehouse, opened: Opened
) -> None:
    complaint(warehouse, "01", "05", "07")
    stop(warehouse, "1", triggered="02", suspended="03", closed="06")
    stop(warehouse, "2", triggered="08", suspended="09")
    stop(warehouse, "3", triggered="10", suspended="11")
    assert signals(opened()) == {"1": "01 00:00", "2": "07 00:00", "3": None}


def test_two_stops_of_one_instant_do_not_follow_each_other(
    warehouse: Warehouse, opened: Opened
) -> None:
    complaint(warehouse, "01")
    for number, region in (("1", "TW"), ("2", "KR")):
        stop(warehouse, number, triggered="02", suspended="03", region=region)
    assert signals(opened()) == {"1": "01 00:00", "2": "01 00:00"}


def test_time_to_suspend_and_durations_that_run_backwards(
    warehouse: Warehouse, opened: Opened
) -> None:
    for number, suspended, resumed in (
        ("1", "02 01:00", "03 01:00"),
        ("2", "02 03:00", "02 03:00"),
        ("back", "01", "02"),  # suspended before the pull
        ("undone", "02 05:00", "01"),  # resumed before the suspension
        ("open", None, None),
    ):
        stop(warehouse, number, triggered="02", suspended=suspended, resumed=resumed)
    store = opened()
    rows = fact(store, "incidents")
    assert {n: r["time_to_suspend_s"] for n, r in rows.items()} == {
        "1": HOUR, "2": 3 * HOUR, "back": None, "undone": 5 * HOUR, "open": None,
    }  # fmt: skip
    assert {n: r["stop_to_resume_s"] for n, r in rows.items()} == {
        "1": 24 * HOUR, "2": 0, "back": 24 * HOUR, "undone": None, "open": None,
    }  # fmt: skip
    assert value(store, "time_to_suspend_p50") == 3
    assert value(store, "time_to_suspend_p90") == pytest.approx(3 + 0.8 * 2)
    assert value(store, "stop_to_resume_p50") == 24


def test_open_stops_is_a_stock(warehouse: Warehouse, opened: Opened) -> None:
    stop(warehouse, "1", triggered="02", resumed="10", closed="12")
    stop(warehouse, "2", triggered="03", closed="17")
    stop(warehouse, "3", triggered="10")
    stop(warehouse, "back", triggered="20", resumed="04")  # over before it began: never open
    store = opened("2026-03-31 12:00+00")
    weeks = store.query(Query("open_stops", grain="week")).points
    assert [(str(p.period), p.value) for p in weeks] == [
        ("2026-03-02", 2), ("2026-03-09", 2), ("2026-03-16", 1), ("2026-03-23", 1),
        ("2026-03-30", 1),
    ]  # fmt: skip
    for day, number in ((2, 1), (9, 2), (10, 2), (16, 2), (17, 1), (31, 1)):
        end = dt.date(2026, 3, day)
        assert value(store, "open_stops", end=end) == number
        assert store.rows(Query("open_stops", end=end)).total == number


def test_precision_by_the_stops_verdict_else_its_complaints(
    warehouse: Warehouse, opened: Opened
) -> None:
    complaint(warehouse, "01", complaint_id="yes", verdict="confirmed")
    complaint(warehouse, "01", complaint_id="no", verdict="rejected")
    complaint(warehouse, "01", complaint_id="wait", verdict="pending")
    for number, verdict, trigger in (
        ("1", "confirmed", "no"),
        ("2", "rejected", "yes"),
        ("3", None, "yes"),
        ("4", None, "no"),
        ("5", "pending", "yes"),
        ("6", "pending", "wait"),
        ("7", None, None),
        ("8", None, "lost"),
    ):
        stop(warehouse, number, triggered="02", verdict=verdict, trigger_complaint_id=trigger)
    store = opened()
    assert counted(store, "suspension_precision") == (3, 5, 3)
    assert store.rows(Query("suspension_precision")).total == 5


def test_suspended_again_counts_only_when_ninety_days_are_over(
    warehouse: Warehouse, opened: Opened
) -> None:
    resumed = "2026-01-01"
    for product, again in (
        ("within", "2026-04-01"),  # the 90th day, to the second
        ("beyond", "2026-04-01 00:01"),
        ("same instant", resumed),
        ("never", None),
    ):
        stop(warehouse, product, product_id=product, triggered=resumed, resumed=resumed)
        stop(
            warehouse, f"{product}, again", product_id=product, triggered=again or resumed,
            suspended=again, defect_code="D2",
        )  # fmt: skip
    stop(warehouse, "young", product_id="P8", triggered=resumed, resumed="2026-01-01 00:01")
    stop(warehouse, "young, again", product_id="P8", triggered="2026-01-02", suspended="2026-01-02")
    store = opened("2026-04-01 00:00:30+00")
    assert counted(store, "resuspension_rate") == (1, 4, 1)
    assert value(store, "resuspension_rate") == 0.25
    # a stop is not its own repetition, though it be resumed before it is suspended
    stop(
        warehouse, "back", product_id="P7", triggered=resumed, resumed=resumed,
        suspended="2026-01-05",
    )  # fmt: skip
    assert counted(opened("2026-04-01 00:00:30+00"), "resuspension_rate") == (1, 5, 1)


def test_members_are_those_of_the_lists(warehouse: Warehouse, opened: Opened) -> None:
    warehouse.add(
        "products",
        {"product_id": "P1", "category": "Kitchen", "vendor_id": "V1", "vendor": "Acme"},
        {"product_id": "P2", "category": "Toys", "vendor_id": "V2", "vendor": "Bolt"},
    )
    warehouse.add("staff", {"staff_id": "ann"}, {"staff_id": "ann", "valid_from": at("05")})
    shipped(warehouse, "01", 1, lot="L1", vendor_id="V2")
    stop(warehouse, "1", triggered="02", owner_id="ann", scope="lot", lot="L1")
    stop(warehouse, "2", triggered="02", owner_id="bob", region="")
    stop(warehouse, "3", triggered="02", product_id="P9")
    store = opened()
    names = ("product", "category", "vendor", "owner", "lot", "region")
    assert {
        number: tuple(row[name] for name in names)
        for number, row in fact(store, "incidents").items()
    } == {
        "1": ("P1", "Kitchen", "Bolt", "ann", "L1", None),  # whose lot it is
        "2": ("P1", "Kitchen", "Acme", None, None, None),
        "3": (None, None, None, None, None, None),
    }
    assert value(store, "open_stops", where=(("product", (None,)),)) == 1


def test_many_complaints_shipments_and_causes_multiply_no_stop(
    warehouse: Warehouse, opened: Opened
) -> None:
    complaint(warehouse, "01", "02", "03")
    for lot in ("L1", "L2"):
        shipped(warehouse, "03", 5, lot=lot)
    for number in ("1", "2"):
        warehouse.add("rcas", {"rca_id": number, "andon_id": "A", "opened_at": at("05")})
    stop(warehouse, "A", triggered="04", suspended="05")
    stop(warehouse, "B", triggered="10", suspended="11", defect_code="D2")
    store = opened()
    assert value(store, "open_stops") == 2
    assert value(store, "escaped_units") == 10
