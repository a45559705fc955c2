"""Whether a problem came back after it was cleared; worked by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from metrics import Query, Store
from tests.metrics.stops import counted, fact, shipped, stop, value
from tests.metrics.warehouse import Warehouse

Opened = Callable[..., Store]
DAY = 86_400


def config(warehouse: Warehouse, text: str) -> None:
    folder = warehouse.settings.config
    assert folder is not None
    (folder / "recurrence.yaml").write_text(text)


def rule(warehouse: Warehouse, **said: str) -> None:
    full = {"key": "[product_id, defect_family]", "counted_from": "resumed", **said}
    listed = ", ".join(f"{name}: {text}" for name, text in full.items())
    config(warehouse, f"versions: [{{version: 1, valid_from: 2000-01-01, {listed}}}]\n")


def cleared(warehouse: Warehouse, number: str, resumed: str = "2026-01-01", **row: Any) -> None:
    times = {"triggered": "2025-12-20", "suspended": "2025-12-20", "resumed": resumed}
    stop(warehouse, number, **{**times, **row})


def followed(store: Store) -> dict[str, str | None]:
    return {n: row["next_andon_id"] for n, row in fact(store, "recurrences").items()}


def test_the_next_stop_of_product_and_family(warehouse: Warehouse, opened: Opened) -> None:
    cleared(warehouse, "1", defect_code="D1", defect_family="F")
    stop(warehouse, "same", triggered="2026-01-20", defect_code="D9", defect_family="F")
    stop(warehouse, "later", triggered="2026-01-25", defect_code="D1", defect_family="F")
    stop(warehouse, "family", triggered="2026-01-10", defect_code="D1", defect_family="G")
    stop(warehouse, "product", triggered="2026-01-10", defect_family="F", product_id="P2")
    stop(warehouse, "before", triggered="2025-12-31", defect_family="F")
    store = opened()
    assert followed(store) == {"1": "same"}  # the others are not cleared yet
    assert fact(store, "recurrences")["1"]["time_to_recurrence_s"] == 19 * DAY


def test_the_code_stands_in_for_a_family(warehouse: Warehouse, opened: Opened) -> None:
    cleared(warehouse, "1", defect_code="D1")
    cleared(warehouse, "2", product_id="P2", defect_code=None)
    stop(warehouse, "3", triggered="2026-01-20", defect_family="D1")
    stop(warehouse, "4", triggered="2026-01-20", product_id="P2", defect_code=None)
    # what is not known is a member like any other
    assert followed(opened()) == {"1": "3", "2": "4"}


def test_pulled_again_at_the_very_instant_of_the_resume(
    warehouse: Warehouse, opened: Opened
) -> None:
    cleared(warehouse, "1")
    stop(warehouse, "2", triggered="2026-01-01")
    cleared(warehouse, "own", product_id="P2", triggered="2026-01-01")  # is not its own return
    store = opened()
    assert followed(store) == {"1": "2", "own": None}
    assert fact(store, "recurrences")["1"]["came_back_30d"]


@pytest.mark.parametrize(
    ("metric", "days"),
    [("recurrence_rate_30d", 30), ("recurrence_rate_60d", 60), ("recurrence_rate_90d", 90)],
)
def test_only_windows_that_are_over_count(
    warehouse: Warehouse, opened: Opened, metric: str, days: int
) -> None:
    """Cleared `days` ago to the second; one second younger and back already: undecided."""
    as_of = {30: "2026-01-31", 60: "2026-03-02", 90: "2026-04-01"}[days]
    last = as_of  # the last day of the window
    for number, resumed, again in (
        ("never", "2026-01-01", None),
        ("within", "2026-01-01", last),
        ("beyond", "2026-01-01", f"{last} 00:01"),
        ("young", "2026-01-01 00:01", "2026-01-05"),
        ("young and well", "2026-01-01 00:01", None),
    ):
        cleared(warehouse, number, resumed, product_id=number)
        if again:
            stop(warehouse, f"{number}, again", triggered=again, product_id=number)
    store = opened(f"{as_of} 00:00:30+00")
    assert counted(store, metric) == (1, 3, 2)
    assert value(store, metric) == pytest.approx(1 / 3)
    assert store.rows(Query(metric)).total == 3


def test_counted_from_the_verified_fix(warehouse: Warehouse, opened: Opened) -> None:
    cleared(warehouse, "both", "2026-01-10", verified="2026-01-05")
    cleared(warehouse, "resumed", "2026-01-10", product_id="P2")
    cleared(warehouse, "verified", None, verified="2026-01-05", product_id="P3")
    cleared(warehouse, "neither", None, closed="2026-01-10", product_id="P4")
    stop(warehouse, "again", triggered="2026-01-07")

    def starts(store: Store) -> dict[str, int]:
        return {n: row["clear_at"].day for n, row in fact(store, "recurrences").items()}

    store = opened()
    assert starts(store) == {"both": 10, "resumed": 10, "verified": 5}
    assert followed(store)["both"] is None
    rule(warehouse, counted_from="verified")
    store = opened()
    assert starts(store) == {"both": 5, "resumed": 10, "verified": 5}
    assert followed(store)["both"] == "again"


def test_the_key_is_configured(warehouse: Warehouse, opened: Opened) -> None:
    warehouse.add(
        "products",
        {"product_id": "P1", "vendor": "Acme", "vendor_id": "V1"},
        {"product_id": "P2", "vendor": "Acme", "vendor_id": "V1"},
    )
    cleared(warehouse, "1", defect_code="D1", region="TW", lot="L1")
    stop(warehouse, "2", triggered="2026-01-20", product_id="P2", defect_code="D1", region="TW")
    stop(warehouse, "3", triggered="2026-01-21", defect_code="D2", region="TW", lot="L1")
    for key, expected in (
        ("[product_id]", "3"),
        ("[vendor, defect_code]", "2"),
        ("[vendor, region]", "2"),
        ("[lot]", "3"),
        ("[product_id, defect_code]", None),
        ("[region]", "2"),
        ("[category, defect_family]", "2"),  # neither names a category; D1 is the family
    ):
        rule(warehouse, key=key)
        assert followed(opened()) == {"1": expected}, key


def test_a_version_holds_for_what_was_cleared_in_its_days(
    warehouse: Warehouse, opened: Opened
) -> None:
    config(
        warehouse,
        "versions:\n"
        "  - {version: 1, valid_from: 2026-01-02, key: [product_id, defect_code]}\n"
        "  - {version: 2, valid_from: 2026-02-01, key: [product_id], windows: [30]}\n",
    )
    cleared(warehouse, "no rule yet", "2026-01-01 15:59", product_id="P0")
    cleared(warehouse, "1", "2026-01-01 16:00")  # the 2nd in Taipei
    cleared(warehouse, "2", "2026-02-01", triggered="2026-01-01", defect_code="D2")
    stop(warehouse, "3", triggered="2026-02-10", defect_code="D3")
    store = opened("2026-12-31 00:00+00")
    assert followed(store) == {"1": None, "2": "3"}
    assert counted(store, "recurrence_rate_30d") == (1, 2, 0)
    assert counted(store, "recurrence_rate_60d") == (0, 1, 0)  # version 2 has no such window


def at_risk(store: Store) -> dict[str, tuple[float, str]]:
    return {
        n: (row["at_risk_s"] / DAY, row["at_risk_until"])
        for n, row in fact(store, "recurrences").items()
    }


def test_off_sale_is_not_at_risk(warehouse: Warehouse, opened: Opened) -> None:
    for product in ("back", "other", "then", "still", "lot", "elsewhere", "gone", "never"):
        cleared(warehouse, product, product_id=product)
    stop(warehouse, "a", product_id="back", triggered="2026-01-11", suspended="2026-01-12")
    other = {"defect_code": "D2", "triggered": "2026-01-05"}
    stop(warehouse, "b", product_id="other", suspended="2026-01-06", **other)
    stop(warehouse, "c", product_id="then", suspended="2026-01-06", **other)
    stop(warehouse, "d", product_id="then", triggered="2026-01-20")
    early = {"defect_code": "D2", "triggered": "2025-12-01", "suspended": "2025-12-01"}
    stop(warehouse, "e", product_id="still", **early)
    stop(warehouse, "e2", product_id="back", resumed="2025-12-31", **early)
    stop(warehouse, "f", product_id="lot", suspended="2026-01-06", scope="lot", lot="L", **other)
    stop(warehouse, "g", product_id="elsewhere", suspended="2026-01-06", region="KR", **other)
    store = opened("2026-01-31 00:00+00")
    found = at_risk(store)
    assert {n: found[n] for n in ("back", "other", "then", "still", "lot", "elsewhere")} == {
        "back": (10, "recurrence"),
        "other": (5, "suspension"),
        "then": (5, "suspension"),  # came back later, but was off sale by then
        "still": (0, "suspension"),
        "lot": (30, "as of"),
        "elsewhere": (30, "as of"),
    }
    assert followed(store)["then"] == "d"


def test_delisted_products_are_not_at_risk(warehouse: Warehouse, opened: Opened) -> None:
    for product in ("sold", "delisted", "never sold again", "unknown", "back"):
        cleared(warehouse, product, product_id=product)
    shipped(warehouse, "2026-03-01", 5, product_id="sold")
    shipped(warehouse, "2026-01-11", 5, product_id="delisted")
    shipped(warehouse, "2026-01-20", 0, product_id="delisted")  # nothing is no shipment
    shipped(warehouse, "2025-12-01", 5, product_id="never sold again")
    shipped(warehouse, "2026-01-11", 5, product_id="back")
    stop(warehouse, "again", product_id="back", triggered="2026-01-05")
    found = at_risk(opened("2026-04-30 00:00+00"))
    assert found == {
        "sold": (119, "as of"),  # 60 days ago: not longer than that
        "delisted": (10, "delisting"),
        "never sold again": (0, "delisting"),
        "unknown": (119, "as of"),
        "back": (4, "recurrence"),
    }
    assert at_risk(opened("2026-05-01 00:00+00"))["sold"] == (59, "delisting")


def test_many_stops_and_causes_multiply_nothing(warehouse: Warehouse, opened: Opened) -> None:
    cleared(warehouse, "1")
    for number in ("2", "3"):
        stop(warehouse, number, triggered="2026-01-20", suspended="2026-01-20")
        warehouse.add("rcas", {"rca_id": number, "andon_id": "1", "opened_at": "2026-01-02"})
    store = opened()
    assert counted(store, "recurrence_rate_30d") == (1, 1, 0)
    assert followed(store) == {"1": "2"}
