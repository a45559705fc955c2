"""A product's bad lot, its stops and what followed: small enough to count by hand.

P1 of Acme ships 1,000 units a week from January 2026 on, a lot a fortnight (F0 to F5); 1,000 more
units, lot L2, leave on 2 March. Of the former one unit a week is confirmed bad, of L2 forty. Stop
A1 takes lot L2 off sale on 9 March; fixed on 12, verified on 13, resumed on 14 March; on 23 March
A2 stops the product for the same defect, and that stop is open. P2 of Best is never complained of.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from tests.metrics.stops import complaint, shipped, stop
from tests.metrics.warehouse import Warehouse

MONDAYS = [dt.date(2026, 1, 5) + n * dt.timedelta(days=7) for n in range(12)]  # to 23 March
BAD = 40


def bad_lot(home: Path) -> Warehouse:
    """Fill a warehouse in `home`, unpublished."""
    warehouse = Warehouse(home)
    warehouse.add(
        "products",
        {"product_id": "P1", "name": "Kettle <b>1</b>", "vendor_id": "V1", "vendor": "Acme",
         "category": "Kitchen", "price": 100, "currency": "TWD"},
        {"product_id": "P2", "name": "Toaster", "vendor_id": "V2", "vendor": "Best",
         "category": "Kitchen", "price": 100, "currency": "TWD"},
    )  # fmt: skip
    for number, monday in enumerate(MONDAYS):
        day, lot = monday.isoformat(), f"F{number // 2}"
        shipped(warehouse, day[5:], 1000, lot=lot, customers=900)
        shipped(warehouse, day[5:], 1000, product_id="P2", lot="M1")
        complaint(warehouse, f"{day[5:]} 10:00", lot=lot, verdict="confirmed",
                  shipped_at=f"{day[5:]} 00:00")  # fmt: skip
    shipped(warehouse, "02", 1000, lot="L2", customers=800)
    moments = [f"{3 + n % 6:02d} {8 + n // 6:02d}:00" for n in range(BAD)]  # 3 to 8 March
    complaint(warehouse, *moments, lot="L2", verdict="confirmed", shipped_at="02 00:00")
    stop(warehouse, "A1", triggered="09", suspended="09 06:00", cause_found="11", fixed="12",
         verified="13", resumed="14", scope="lot", lot="L2", verdict="confirmed",
         fix_type="rework", defect_family="leaks")  # fmt: skip
    stop(warehouse, "A2", triggered="23 12:00", suspended="23 18:00", verdict="confirmed",
         defect_family="leaks")  # fmt: skip
    warehouse.add(
        "rcas",
        {"rca_id": "R1", "andon_id": "A1", "opened_at": "2026-03-09 08:00+00",
         "completed_at": "2026-03-11 00:00+00", "cause": "Seal too thin",
         "cause_category": "design", "effect_metric": "complaints", "effect_threshold": 0,
         "effect_window_days": 14},
    )  # fmt: skip
    warehouse.add(
        "actions",
        {"action_id": "K1", "rca_id": "R1", "kind": "corrective",
         "opened_at": "2026-03-11 00:00+00", "due_at": "2026-03-20 00:00+00",
         "description": "A thicker seal"},
        {"action_id": "K2", "rca_id": "R1", "kind": "containment",
         "opened_at": "2026-03-09 08:00+00", "due_at": "2026-03-12 00:00+00",
         "done_at": "2026-03-10 00:00+00", "description": "Sort the stock"},
    )  # fmt: skip
    warehouse.add(
        "refunds",
        {"refund_id": "F1", "requested_at": "2026-03-06 04:00+00", "product_id": "P1",
         "amount": 100, "currency": "TWD", "decision": "approved",
         "decided_at": "2026-03-07 04:00+00"},
    )  # fmt: skip
    return warehouse
