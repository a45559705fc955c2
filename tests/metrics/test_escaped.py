"""What escaped before a stop: units and customers of its product, lot, vendor, region; by hand."""

from __future__ import annotations

from collections.abc import Callable

from metrics import Query, Store
from tests.metrics.stops import complaint, fact, shipped, stop, value
from tests.metrics.warehouse import Warehouse

Opened = Callable[..., Store]


def escaped(store: Store) -> dict[str, tuple[int | None, int | None]]:
    return {
        number: (row["escaped_units"], row["exposed_customers"])
        for number, row in fact(store, "incidents").items()
    }


def test_units_escape_from_the_first_complaint_to_the_suspension_both_days_included(
    warehouse: Warehouse, opened: Opened
) -> None:
    complaint(warehouse, "03 20:00")  # the 4th in Taipei
    stop(warehouse, "A", triggered="05", suspended="06 20:00")  # the 7th in Taipei
    stop(warehouse, "B", triggered="06", product_id="P2")  # no complaint: from the pull on
    for day, units in (("03", 1), ("04", 10), ("07", 100), ("08", 1000)):
        shipped(warehouse, day, units, customers=units)
    for day, units in (("05", 1), ("06", 20), ("31", 300)):
        shipped(warehouse, day, units, product_id="P2", customers=2)
    shipped(warehouse, "04-01", 4000, product_id="P2", customers=2)
    store = opened("2026-03-31 12:00+00")
    assert escaped(store) == {"A": (110, 110), "B": (320, 4)}
    assert value(store, "escaped_units") == 430
    assert value(store, "exposed_customers") == 114
    assert value(store, "escaped_units", by=(), where=(("product", ("P2",)),)) == 320


def test_what_escapes_depends_on_what_is_stopped(warehouse: Warehouse, opened: Opened) -> None:
    warehouse.add(
        "products",
        {"product_id": "P1", "vendor_id": "V1"},
        {"product_id": "P2", "vendor_id": "V1"},
        {"product_id": "P3", "vendor_id": "V2"},
    )
    shipped(warehouse, "05", 1, lot="L1", region="TW")
    shipped(warehouse, "05", 10, lot="L2", region="KR")
    shipped(warehouse, "05", 100, product_id="P2", region="TW")
    shipped(warehouse, "05", 1000, product_id="P3")
    times = {"triggered": "05", "suspended": "06"}
    stop(warehouse, "product", **times, scope="product")
    stop(warehouse, "none said", **times)
    stop(warehouse, "lot", **times, scope="lot", lot="L2")
    stop(warehouse, "lot aside", **times, scope="product", lot="L2")
    stop(warehouse, "vendor", **times, scope="vendor")
    stop(warehouse, "region", **times, region="TW")
    stop(warehouse, "vendor, region", **times, scope="vendor", region="TW")
    stop(warehouse, "which lot", **times, scope="lot")
    stop(warehouse, "whose", **times, scope="vendor", product_id="P9")
    store = opened()
    assert {number: units for number, (units, _) in escaped(store).items()} == {
        "product": 11,
        "none said": 11,
        "lot": 10,
        "lot aside": 11,
        "vendor": 111,
        "region": 1,
        "vendor, region": 101,
        "which lot": None,
        "whose": None,
    }
    (whole,) = store.query(Query("escaped_units")).points
    assert (whole.value, whole.reason) == (
        None,
        "2 rows have no known shipments of what it stops",
    )


def test_customers_that_are_not_told_are_not_zero(warehouse: Warehouse, opened: Opened) -> None:
    stop(warehouse, "A", triggered="05", suspended="06")
    stop(warehouse, "B", triggered="05", suspended="06", product_id="P2")
    stop(warehouse, "C", triggered="05", suspended="06", product_id="P3")
    shipped(warehouse, "05", 3, customers=2)
    shipped(warehouse, "06", 3)
    shipped(warehouse, "06", 4, product_id="P2", customers=4)
    store = opened()
    assert escaped(store) == {"A": (6, None), "B": (4, 4), "C": (0, 0)}
    (whole,) = store.query(Query("exposed_customers")).points
    assert whole.value is None
    assert "customers" in (whole.reason or "")
    assert value(store, "exposed_customers", where=(("product", ("P2", "P3")),)) == 4


def test_without_shipments_nobody_knows_what_escaped(warehouse: Warehouse, opened: Opened) -> None:
    stop(warehouse, "A", triggered="05", suspended="06")
    store = opened()
    assert escaped(store) == {"A": (None, None)}
    assert value(store, "escaped_units") is None


def test_negative_units_are_corrections(warehouse: Warehouse, opened: Opened) -> None:
    """They count as they do in units_shipped; the checks of the load warn of them."""
    stop(warehouse, "A", triggered="05", suspended="06")
    shipped(warehouse, "05", 10, lot="L1")
    shipped(warehouse, "05", -4, lot="L2")
    assert value(opened(), "escaped_units") == 6
