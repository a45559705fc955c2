"""The refunds that were planted in the demo, as Andon's own checks find them."""

from __future__ import annotations

import pytest

from metrics import Query
from tests.data.conftest import Demo, Loaded

CHECKS = {
    "duplicate": "duplicate",
    "before_return": "before_return",
    "approved_by_requester": "self_approved",
    "on_rejected_complaint": "rejected_complaint",
    "other_currency": "currency_differs",
    "over_entitlement": "over_entitlement",
}


def test_the_leak_is_found_with_its_amount(demo: Demo, loaded: Loaded) -> None:
    truth = demo.truth["stories"]["refund_leak"]
    (whole,) = loaded.store.query(Query("refund_leakage")).points
    assert whole.value == truth["over_entitlement"]
    cuts = loaded.store.query(Query("refund_leakage", by=("reason", "approver", "region"))).points
    assert [(p.members, p.value) for p in cuts if p.value] == [
        ((truth["reason"], truth["approver"], "TW"), truth["over_entitlement"])
    ]


@pytest.mark.parametrize("kind", CHECKS)
def test_the_planted_exceptions_are_found(demo: Demo, loaded: Loaded, kind: str) -> None:
    truth = demo.truth["stories"]["refund_exceptions"][kind]
    query = Query("refund_exceptions", where=(("check", (CHECKS[kind],)),))
    rows = loaded.store.rows(query, limit=0)
    place = rows.columns.index("refund_id")
    assert sorted(row[place] for row in rows.rows) == truth["refund_ids"]
    (point,) = loaded.store.query(query).points
    assert point.value == truth["rows"]
