"""Each exception among refunds, with the nearest case that is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from metrics import Query, Store
from tests.metrics.conftest import values
from tests.metrics.test_refunds import DECIDED, refund
from tests.metrics.warehouse import Warehouse

Opened = Callable[..., Store]


def found(store: Store) -> dict[str, list[tuple[str, str | None]]]:
    """Refunds and what they are held against, by the check that they fail."""
    rows = store.rows(Query("refund_exceptions"), limit=0)
    at = {name: place for place, name in enumerate(rows.columns)}
    told: dict[str, list[tuple[str, str | None]]] = {}
    for row in rows.rows:
        told.setdefault(row[at["check"]], []).append((row[at["refund_id"]], row[at["evidence"]]))
    counted = values(store.query(Query("refund_exceptions", by=("check",))))
    assert {check: len(refunds) for check, refunds in told.items()} == counted
    return {check: sorted(refunds) for check, refunds in told.items()}


def asked(day: int, **row: Any) -> dict[str, Any]:
    return {"requested_at": f"2026-03-{day:02d} 01:00+00", "decided_at": None, **row}


def test_duplicate(warehouse: Warehouse, opened: Opened) -> None:
    line = {"order_id": "O1", "order_line_id": "1"}
    warehouse.add(
        "refunds",
        refund(3, 1, 1, **line, **asked(4)),
        refund(1, 1, 1, **line, **asked(2)),
        refund(2, 1, 1, **line, **asked(2)),  # of one instant the number decides
        refund(4, 1, 1, **line, **asked(1), decision="rejected"),  # nothing went out
        refund(5, 1, 1, **line, **asked(5), decision="rejected"),
        refund(6, 1, 1, order_id="O2", order_line_id="1"),
        refund(7, 1, 1, order_id="O1", order_line_id="2"),
        refund(8, 1, 1, order_id="O1", order_line_id=""),
        refund(9, 1, 1, order_id="O1"),
    )
    assert found(opened()) == {"duplicate": [("R2", "R1"), ("R3", "R2")]}


def test_over_entitlement(warehouse: Warehouse, opened: Opened) -> None:
    warehouse.add(
        "refunds",
        refund(1, 10.01, 10),
        refund(2, 10.02, 10),
        refund(3, 99, 10, decision="rejected"),
        refund(4, 99, 10, decision=None),
        refund(5, 99, None),
        refund(6, 1, 10),
    )
    assert found(opened()) == {"over_entitlement": [("R2", None)]}


def test_before_return(warehouse: Warehouse, opened: Opened) -> None:
    back, paid = "2026-03-05 00:00+00", "2026-03-04 00:00+00"
    warehouse.add(
        "refunds",
        refund(1, 1, 1, return_required=True, paid_at=paid),
        refund(2, 1, 1, return_required=True, paid_at=paid, return_received_at=back),
        refund(3, 1, 1, return_required=True, paid_at=back, return_received_at=back),
        refund(4, 1, 1, return_required=True),
        refund(5, 1, 1, return_required=False, paid_at=paid),
        refund(6, 1, 1, paid_at=paid),
    )
    assert found(opened()) == {"before_return": [("R1", None), ("R2", None)]}


def test_rejected_complaint(warehouse: Warehouse, opened: Opened) -> None:
    for number, verdict in (("C1", "rejected"), ("C2", "confirmed"), ("C3", None)):
        warehouse.add(
            "complaints", {"complaint_id": number, "reported_at": DECIDED, "verdict": verdict}
        )
    warehouse.add(
        "refunds",
        refund(1, 1, 1, complaint_id="C1"),
        refund(2, 1, 1, complaint_id="C1", decision="rejected"),
        refund(3, 1, 1, complaint_id="C1", decision=None),
        refund(4, 1, 1, complaint_id="C2"),
        refund(5, 1, 1, complaint_id="C3"),
        refund(6, 1, 1, complaint_id="C9"),
    )
    assert found(opened()) == {"rejected_complaint": [("R1", "C1")]}


def test_currency_and_self_approval(warehouse: Warehouse, opened: Opened) -> None:
    warehouse.add(
        "refunds",
        refund(1, 1, 1, order_currency="USD"),
        refund(2, 1, 1, order_currency="TWD"),
        refund(3, 1, 1, order_currency=""),
        refund(4, 1, 1, decided_by="S1", requested_by="S1"),
        refund(5, 1, 1, decided_by="S1", requested_by="S1", decision="rejected"),
        refund(6, 1, 1, decided_by="S1", requested_by="S2"),
        refund(7, 1, 1),  # who did either is not known
    )
    assert found(opened()) == {
        "currency_differs": [("R1", "USD")],
        "self_approved": [("R4", "S1")],
    }


def test_after_resume(warehouse: Warehouse, opened: Opened) -> None:
    resumed = "2026-03-02 00:00+00"
    for number, product, defect, end in (
        ("A1", "P1", "D1", resumed),
        ("A2", "P1", "D1", "2026-03-20 00:00+00"),
        ("A3", "P2", "D1", None),
        ("A4", "P3", "D1", resumed),
    ):
        warehouse.add(
            "andons",
            {
                "andon_id": number,
                "product_id": product,
                "defect_code": defect,
                "triggered_at": "2026-03-01 00:00+00",
                "resumed_at": end,
            },
        )
    for number, product, defect, reported in (
        ("C1", "P1", "D1", "2026-03-02 00:01+00"),
        ("C2", "P1", "D1", resumed),
        ("C3", "P1", "D2", "2026-03-03 00:00+00"),
        ("C4", "P2", "D1", "2026-03-03 00:00+00"),
    ):
        warehouse.add(
            "complaints",
            {
                "complaint_id": number,
                "product_id": product,
                "defect_code": defect,
                "reported_at": reported,
            },
        )
        warehouse.add("refunds", refund(number, 1, 1, complaint_id=number))
    warehouse.add("refunds", refund("no", 1, 1, complaint_id="C1", decision="rejected"))
    warehouse.add("refunds", refund("open", 1, 1, complaint_id="C1", decision=None))
    assert found(opened()) == {"after_resume": [("RC1", "A1"), ("Ropen", "A1")]}


def test_a_refund_may_fail_several_checks(warehouse: Warehouse, opened: Opened) -> None:
    warehouse.add(
        "refunds", refund(1, 9, 1, order_currency="USD", decided_by="S", requested_by="S")
    )
    assert sorted(found(opened())) == ["currency_differs", "over_entitlement", "self_approved"]


@pytest.mark.parametrize("metric", ["refund_exceptions", "refund_leakage", "refund_accuracy"])
def test_nothing_loaded_is_not_zero(warehouse: Warehouse, opened: Opened, metric: str) -> None:
    (point,) = opened().query(Query(metric)).points
    assert (point.value, point.reason) == (None, "no rows of refunds are loaded")
