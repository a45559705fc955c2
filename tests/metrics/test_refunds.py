"""Refunds against what was owed: accuracy, leakage, times, cost, each worked out by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from metrics import ConfigError, Query, Store, load_settings
from metrics.refund_config import load_refund_config
from tests.metrics.conftest import only, values
from tests.metrics.warehouse import Warehouse

Opened = Callable[..., Store]
D = dt.date
ASKED = "2026-03-02 01:00+00"
DECIDED = "2026-03-03 01:00+00"


def refund(number: object, amount: float, owed: float | None, **row: Any) -> dict[str, Any]:
    """An approved refund; `decision` and all else as given."""
    return {
        "refund_id": f"R{number}",
        "requested_at": ASKED,
        "decided_at": DECIDED,
        "decision": "approved",
        "amount": amount,
        "entitled_amount": owed,
        **row,
    }


def test_accuracy_and_leakage(warehouse: Warehouse, opened: Opened) -> None:
    warehouse.add(
        "refunds",
        refund(1, 100, 100),
        refund(2, 100.01, 100),  # within a cent
        refund(3, 100.02, 100),
        refund(4, 80, 100),  # too little is as wrong as too much, and offsets nothing
        refund(5, 60, 0, decision="rejected"),
        refund(6, 60, 60, decision="rejected"),  # it was owed
        refund(7, 500, None),  # nobody knows what was owed
        refund(8, 500, 100, decision=None, decided_at=None),  # not decided yet
    )
    store = opened()
    point = only(store, Query("refund_accuracy"))
    assert (point.numerator, point.denominator, point.undecided) == (3, 6, 1)
    assert store.rows(Query("refund_accuracy")).total == 6
    point = only(store, Query("refund_leakage"))
    assert (point.value, point.undecided) == (pytest.approx(0.03), 1)


def test_the_tolerance_is_the_greater_of_amount_and_share(
    warehouse: Warehouse, opened: Opened
) -> None:
    (warehouse.settings.home / "config" / "refunds.yaml").write_text(
        "tolerance: {amount: 2, share: 0.05}\n"
    )
    warehouse.add(
        "refunds",
        refund(1, 12, 10),  # 2 of 10: by the amount
        refund(2, 105, 100),  # 5 of 100: by the share
        refund(3, 105.01, 100),
        refund(4, -1, -1),  # a correction that is exactly what was owed
    )
    store = opened()
    assert only(store, Query("refund_accuracy")).value == 0.75
    # leakage has no tolerance: every cent has gone
    assert only(store, Query("refund_leakage")).value == pytest.approx(12.01)
    assert only(store, Query("refund_exceptions", where=(("check", ("over_entitlement",)),))).value


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("tolerance: {amount: 1}\n", r"refunds.yaml, line 1, tolerance.share: is missing"),
        ("tolerance:\n  amount: -1\n  share: 0\n", r"line 2, tolerance.amount: .*greater than or"),
        ("tolerance:\n  amount: 1\n  share: 5\n", r"line 3, tolerance.share: .*less than or equal"),
        ("tolerance:\n  amuont: 1\n  share: 0\n", r"line 2, .*unknown key; did you mean 'amount'"),
        ("tolerence: {}\n", r"line 1, tolerence: unknown key; did you mean 'tolerance'"),
    ],
)
def test_a_mistake_in_the_configuration(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "refunds.yaml").write_text(text)
    with pytest.raises(ConfigError, match=says):
        load_refund_config(load_settings(tmp_path, tmp_path))


def test_leakage_is_converted_once_or_unknown(warehouse: Warehouse, opened: Opened) -> None:
    """At the rate of the day of the request, though it counts on the day of the decision."""
    warehouse.add("fx_rates", {"on_date": "2026-03-02", "currency": "USD", "rate_to_base": 30.0})
    warehouse.add("fx_rates", {"on_date": "2026-03-03", "currency": "USD", "rate_to_base": 99.0})
    warehouse.add(
        "refunds",
        refund(1, 12, 10, currency="USD", region="US"),
        refund(2, 15, 10, region="TW"),
        # two currencies that no rate is known of: one leaks, one does not
        refund(3, 700, 500, currency="KRW", region="KR"),
        refund(4, 500, 500, currency="JPY", region="JP"),
    )
    store = opened()
    found = {p.members[0]: p for p in store.query(Query("refund_leakage", by=("region",))).points}
    assert {region: point.value for region, point in found.items()} == {
        "US": 60,
        "TW": 5,
        "KR": None,
        "JP": 0,
    }
    assert found["KR"].reason == "1 row has no exchange rate"
    assert only(store, Query("refund_leakage")).value is None
    # the cost needs both rates
    cost = only(store, Query("cost_of_poor_quality"))
    assert (cost.value, cost.reason) == (None, "2 rows have no exchange rate")
    # whether it was right needs none
    assert only(store, Query("refund_accuracy")).value == 0.25


def test_cost_of_poor_quality(warehouse: Warehouse, opened: Opened) -> None:
    warehouse.add("fx_rates", {"on_date": "2026-03-02", "currency": "USD", "rate_to_base": 30.0})
    warehouse.add(
        "refunds",
        refund(1, 100, 100, return_freight=80, handling_cost=20.5),
        refund(2, 100, 100, return_freight=80, decision="rejected"),  # the way back was paid
        refund(3, 100, None, decision=None, decided_at=None),
        refund(4, 1, 1, currency="USD", handling_cost=2),
        refund(5, 9, 9, currency="KRW", decision="rejected"),  # nothing, at any rate
    )
    assert only(opened(), Query("cost_of_poor_quality")).value == 200.5 + 80 + 100 + 90


def test_times(warehouse: Warehouse, opened: Opened) -> None:
    warehouse.add(
        "refunds",
        refund(1, 1, 1, decided_at="2026-03-02 03:00+00", paid_at="2026-03-02 13:00+00"),
        refund(2, 1, 1, decided_at="2026-03-02 13:00+00", paid_at="2026-03-02 12:00+00"),
        # decided before it was asked for: no time, but a decision
        refund(3, 1, 1, decided_at="2026-03-02 00:00+00"),
        refund(
            4,
            1,
            1,
            decided_at=None,
            return_received_at="2026-03-05 00:00+00",
            inspected_at="2026-03-06 06:00+00",
        ),
    )
    store = opened()
    point = only(store, Query("refund_time_to_decide_p90"))
    assert (point.value, point.n) == (pytest.approx(2 + 0.9 * 10), 2)
    assert store.rows(Query("refund_time_to_decide_p90")).total == 2
    assert only(store, Query("refund_accuracy")).n == 3
    # one point is its own percentile; the one paid before the decision has none
    point = only(store, Query("refund_time_to_pay_p90"))
    assert (point.value, point.n) == (10, 1)
    assert only(store, Query("return_inspection_p90")).value == 30
    assert only(store, Query("returns_inspected")).value == 1
    none = only(store, Query("return_inspection_p90", end=D(2026, 3, 1)))
    assert (none.value, none.n, none.reason) == (None, 0, "nothing was measured")


def test_rate_by_shipping_cohort(warehouse: Warehouse, opened: Opened) -> None:
    """Refunds meet the units of the day on which their goods were shipped, not of their own."""
    for number, shipped in (("C1", "2026-01-31 17:00+00"), ("C2", "2026-01-05 00:00+00")):
        warehouse.add(
            "complaints",
            {"complaint_id": number, "reported_at": "2026-02-20 00:00+00", "shipped_at": shipped},
        )
    warehouse.add("complaints", {"complaint_id": "C3", "reported_at": ASKED})
    warehouse.add(
        "shipments",
        {"shipped_on": "2026-01-05", "product_id": "P1", "units": 200},
        {"shipped_on": "2026-02-01", "product_id": "P1", "units": 100},
        {"shipped_on": "2026-03-02", "product_id": "P1", "units": 50},
    )
    warehouse.add(
        "refunds",
        refund(1, 1, 1, complaint_id="C1", units=3, product_id="P1"),  # 1 February in Taipei
        refund(2, 1, 1, complaint_id="C1", units=2, decision="rejected", product_id="P1"),
        refund(3, 1, 1, complaint_id="C2", units=4, product_id="P1"),
        refund(4, 1, 1, complaint_id="C2", units=-1, product_id="P1"),  # taken back: as it stands
        refund(5, 1, 1, complaint_id="C3", units=9, product_id="P1"),  # shipped nobody knows when
        refund(6, 1, 1, units=9, product_id="P1"),
    )
    store = opened()
    found = store.query(Query("refund_rate_by_cohort", grain="month")).points
    assert [(str(p.period), p.numerator, p.denominator) for p in found] == [
        ("2026-01-01", 3, 200),
        ("2026-02-01", 3, 100),
        ("2026-03-01", 0, 50),
    ]
    assert store.rows(Query("refund_rate_by_cohort")).total == 4


def test_young_cohorts_are_partial(warehouse: Warehouse, opened: Opened) -> None:
    """Nineteen requests came after 10 days, one after 50: 95 % of all have come after 12 days."""
    for n in range(21):
        asked, shipped = ("02-20", "01-01") if n == 0 else ("02-11", "02-01")
        warehouse.add(
            "complaints",
            {
                "complaint_id": f"C{n}",
                "reported_at": "2026-02-05 00:00+00",
                "shipped_at": f"2026-{shipped} 00:00+00",
            },
        )
        warehouse.add(
            "refunds",
            refund(
                n,
                1,
                1,
                complaint_id=f"C{n}",
                requested_at=f"2026-{asked} 00:00+00",
                decision="rejected" if n == 20 else "approved",
            ),
        )
    for day in ("2026-02-09", "2026-03-02", "2026-03-16"):
        warehouse.add("shipments", {"shipped_on": day, "product_id": "P1", "units": 10})
    store = opened("2026-03-20 12:00+00")
    weeks = store.query(Query("refund_rate_by_cohort", grain="week", start=D(2026, 3, 2))).points
    # 8 March ended on the 8th at 16:00 UTC: 11.8 days before the as-of, and 12 are needed
    assert [(str(p.period), p.partial) for p in weeks] == [
        ("2026-03-02", True),
        ("2026-03-09", True),
        ("2026-03-16", True),
    ]
    later = opened("2026-03-20 16:01+00")
    weeks = later.query(Query("refund_rate_by_cohort", grain="week", start=D(2026, 3, 2))).points
    assert [p.partial for p in weeks] == [False, True, True]


def test_zero_of_zero_is_nothing(warehouse: Warehouse, opened: Opened) -> None:
    warehouse.add("refunds", refund(1, 0, 0), refund(2, 5, None, region="KR"))
    store = opened()
    assert only(store, Query("refund_accuracy")).value == 1  # nothing was owed, nothing was given
    point = only(store, Query("refund_accuracy", where=(("region", ("KR",)),)))
    assert (point.value, point.denominator, point.undecided) == (None, 0, 1)
    assert point.reason == "nothing to divide by"
    assert only(store, Query("refund_leakage")).value == 0


def test_who_approved(warehouse: Warehouse, opened: Opened) -> None:
    """A person whom the staff list lacks is the unknown member; without a list, the ids are."""
    warehouse.add("refunds", refund(1, 5, 1, decided_by="S1"), refund(2, 4, 1, decided_by="S9"))
    assert values(opened().query(Query("refund_leakage", by=("approver",)))) == {"S1": 4, "S9": 3}
    warehouse.add("staff", {"staff_id": "S1"})
    assert values(opened().query(Query("refund_leakage", by=("approver",)))) == {"S1": 4, None: 3}
