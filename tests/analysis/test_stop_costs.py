"""What stops cost and saved, by hand: days off sale, price, share of defects, assumptions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from metrics import Store
from metrics.analysis import StopCost, stop_costs
from tests.metrics.stops import complaint, shipped, stop
from tests.metrics.warehouse import Warehouse

Opened = Callable[..., Store]
CONFIG = """\
versions: [{version: 1, valid_from: 2000-01-01, pull_rule: {complaints: 3, days: 7}}]
costs: {baseline_days: 10, lost_share: 0.5, refund_share: 0.8, handling_cost: 20}
"""


@pytest.fixture
def shop(warehouse: Warehouse) -> Warehouse:
    """P1 sells ten a day at 100 TWD until the 10th, when its sale stops."""
    config = warehouse.settings.config
    assert config is not None
    (config / "andon.yaml").write_text(CONFIG)
    warehouse.add("products", {"product_id": "P1", "price": 100, "currency": "TWD"})
    for day in range(1, 11):
        shipped(warehouse, f"{day:02d}", 10)
    return warehouse


def one(store: Store, **asked: Any) -> StopCost:
    (found,) = stop_costs(store, **asked).stops
    return found


def test_units_not_sold_at_their_price_against_defects_not_shipped(
    shop: Warehouse, opened: Opened
) -> None:
    complaint(
        shop, "08", "20", "20", verdict="confirmed", shipped_at="2026-03-08", severity="major"
    )
    complaint(
        shop, "20", verdict="confirmed", shipped_at="2026-03-07"
    )  # before the first complaint
    complaint(shop, "20", verdict="rejected", shipped_at="2026-03-09")
    complaint(shop, "20", verdict="confirmed", shipped_at="2026-03-09", defect_code="D2")
    stop(shop, "A", triggered="10", suspended="10", resumed="15", verdict="confirmed")
    store = opened()
    found = one(store)
    # 9 days of sales in the 10 days before, that is 9 a day; 5 days off sale
    assert (found.off_days, found.units_not_sold) == (5, 45)
    assert found.cost == 45 * 100 * 0.5
    # from the 8th to the 10th 30 units escaped, 3 of them bad
    assert found.escaped_rate == 0.1
    assert found.avoided == pytest.approx(45 * 0.1 * (100 * 0.8 + 20))
    assert found.net == pytest.approx(450 - 2250)
    whole = stop_costs(store)
    assert (whole.cost, whole.avoided, whole.unknown) == (2250, pytest.approx(450), 0)
    assert (whole.currency, whole.assumed.handling_cost) == ("TWD", 20)


def test_a_stop_that_lasts_counts_up_to_the_as_of(shop: Warehouse, opened: Opened) -> None:
    stop(shop, "A", triggered="10", suspended="10")
    assert one(opened("2026-03-12 12:00+00")).off_days == 2.5


def test_prices_are_converted_or_what_was_paid_or_unknown(shop: Warehouse, opened: Opened) -> None:
    shop.add(
        "products",
        {"product_id": "dollar", "price": 10, "currency": "USD"},
        {"product_id": "no rate", "price": 10, "currency": "KRW"},
        {"product_id": "paid"},
        {"product_id": "gift"},
    )
    shop.add("fx_rates", {"on_date": "2026-03-10", "currency": "USD", "rate_to_base": 30.0})
    for product, row in (
        ("dollar", {}), ("no rate", {}), ("gift", {}),
        ("paid", {"amount": 600, "currency": "TWD"}),
    ):  # fmt: skip
        shipped(shop, "05", 10, product_id=product, **row)
        stop(shop, product, product_id=product, triggered="10", suspended="10", resumed="20")
    found = {cost.andon_id: cost for cost in stop_costs(opened()).stops}
    # ten units in ten days: one a day, ten days off sale
    assert {name: cost.cost for name, cost in found.items()} == {
        "dollar": 10 * 300 * 0.5, "paid": 10 * 60 * 0.5, "no rate": None, "gift": None,
    }  # fmt: skip
    assert found["gift"].reason == "a product without a price, or without an exchange rate"
    assert stop_costs(opened()).unknown == 4  # nothing escaped that tells how many are bad


def test_all_products_of_a_vendor_and_one_lot(shop: Warehouse, opened: Opened) -> None:
    shop.con.execute("update products set vendor_id = 'V1'")
    shop.add("products", {"product_id": "P2", "price": 7, "currency": "TWD", "vendor_id": "V1"})
    shipped(shop, "05", 20, product_id="P2")
    shipped(shop, "05", 30, lot="L1")
    times = {"triggered": "10", "suspended": "10", "resumed": "20"}
    stop(shop, "vendor", scope="vendor", **times)
    stop(shop, "lot", scope="lot", lot="L1", **times)
    found = {cost.andon_id: cost for cost in stop_costs(opened()).stops}
    assert found["vendor"].units_not_sold == 9 * 10 + 30 + 20
    assert found["vendor"].cost == ((90 + 30) * 100 + 20 * 7) * 0.5
    assert (found["lot"].units_not_sold, found["lot"].cost) == (30, 1500)


def test_what_cannot_be_known_says_why(shop: Warehouse, opened: Opened) -> None:
    stop(shop, "over", triggered="10", suspended="10", resumed="09")
    stop(shop, "which", triggered="10", suspended="10", scope="lot")
    stop(shop, "clean", triggered="10", suspended="09", product_id="P1", region="KR")
    stop(shop, "new", triggered="10", suspended="10", product_id="P9")
    stop(shop, "pulled only", triggered="10")
    found = {cost.andon_id: cost for cost in stop_costs(opened()).stops}
    assert "pulled only" not in found
    assert (found["over"].cost, found["over"].reason) == (
        None, "it was over before it was suspended",
    )  # fmt: skip
    assert found["which"].reason == "no known shipments of what it stops"
    # nothing was sold before: nothing is lost, and nothing saved
    assert (found["new"].cost, found["new"].avoided, found["new"].reason) == (0, 0, None)
    assert (found["clean"].cost, found["clean"].net) == (0, 0)


def test_more_came_back_than_went_out(shop: Warehouse, opened: Opened) -> None:
    shipped(shop, "05", -500)
    stop(shop, "A", triggered="10", suspended="10", resumed="15")
    assert one(opened()).cost == 0


def test_without_shipments_nothing_is_known(warehouse: Warehouse, opened: Opened) -> None:
    stop(warehouse, "A", triggered="10", suspended="10", resumed="15")
    assert one(opened()).reason == "no known shipments of what it stops"


def test_days_and_filters(shop: Warehouse, opened: Opened) -> None:
    stop(shop, "A", triggered="10", suspended="10", resumed="15")
    stop(shop, "B", triggered="12", suspended="12", resumed="15", product_id="P2")
    store = opened()
    assert one(store, start=dt.date(2026, 3, 11)).andon_id == "B"
    assert one(store, end=dt.date(2026, 3, 10)).andon_id == "A"
    assert one(store, where=(("product", ("P1",)),)).andon_id == "A"
    assert stop_costs(store, end=dt.date(2020, 1, 1)).stops == ()
