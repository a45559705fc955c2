"""Short forms for tests of stops: days of March 2026 as ``02`` or ``02 13:30``, in UTC."""

from __future__ import annotations

from typing import Any

from metrics import Query, Store
from tests.metrics.warehouse import Warehouse

TIMES = ("triggered", "suspended", "cause_found", "fixed", "verified", "resumed", "closed")


def at(moment: str | None) -> str | None:
    """``02 13:30`` is 2026-03-02 13:30; ``04-02`` 2 April; a whole date is itself."""
    if moment is None:
        return None
    day, _, time = moment.partition(" ")
    day = {2: f"2026-03-{day}", 5: f"2026-{day}"}.get(len(day), day)
    return f"{day} {time or '00:00'}+00"


def stop(warehouse: Warehouse, number: str, **row: Any) -> None:
    """A stop of P1 for D1, unless said otherwise; its times by their stage."""
    times = {f"{name}_at": at(row.pop(name)) for name in TIMES if name in row}
    full = {"andon_id": number, "product_id": "P1", "defect_code": "D1", **times, **row}
    warehouse.add("andons", full)


def complaint(warehouse: Warehouse, *moments: str, **row: Any) -> None:
    """Complaints about P1 and D1, unless said otherwise, one at each of `moments`."""
    row = {name: at(x) if name.endswith("_at") else x for name, x in row.items()}
    for moment in moments:
        number = row.get("complaint_id") or f"C{warehouse.lines}"
        warehouse.add("complaints", {**row, "complaint_id": number, "reported_at": at(moment)})


def shipped(warehouse: Warehouse, day: str, units: int, **row: Any) -> None:
    """A shipment of P1, unless said otherwise."""
    full = {"shipped_on": (at(day) or "")[:10], "product_id": "P1", "units": units, **row}
    warehouse.add("shipments", full)


def fact(store: Store, name: str, key: str = "andon_id") -> dict[str, dict[str, Any]]:
    """All rows of a fact by their key."""
    rows = store.fact_rows(name, limit=0)
    found = [dict(zip(rows.columns, row, strict=True)) for row in rows.rows]
    assert len({row[key] for row in found}) == len(found), "a row was multiplied"
    return {row[key]: row for row in found}


def value(store: Store, metric: str, **asked: Any) -> float | None:
    """The one number of a metric."""
    (point,) = store.query(Query(metric, **asked)).points
    return point.value


def counted(store: Store, metric: str, **asked: Any) -> tuple[float | None, float | None, int]:
    """Numerator, denominator and how many are undecided."""
    (point,) = store.query(Query(metric, **asked)).points
    return point.numerator, point.denominator, point.undecided
