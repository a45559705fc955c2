"""DPMO: defects per million opportunities, where products say in how many ways they can fail.

METRICS, section 3. It compares a simple product with an intricate one: a kettle of 20 parts has 20
opportunities a unit. Only products with a number of opportunities count, in both halves.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from metrics.engine import Store
from metrics.model import EVERYTHING, Scope, Where
from metrics.totals import Totals, totals

MILLION = 1_000_000


@dataclass(frozen=True)
class Dpmo:
    """One member of the dimension asked for. `dpmo` is None without opportunities.

    `defects` are confirmed units of complaints reported in the period, `units` and `opportunities`
    of shipments in it.
    """

    member: str | None
    defects: int
    units: int
    opportunities: int
    dpmo: float | None


@dataclass(frozen=True)
class DpmoTable:
    """All members, the highest DPMO first; `whole` is all of them together.

    `left_out` are the units shipped of products without a number of opportunities.
    """

    by: str
    rows: tuple[Dpmo, ...]
    whole: Dpmo
    left_out: int


def dpmo(
    store: Store,
    by: str = "product",
    *,
    start: dt.date | None = None,
    end: dt.date | None = None,
    where: Where = (),
    scope: Scope = EVERYTHING,
    snapshot: int | None = None,
) -> DpmoTable:
    """Return DPMO by `by` (product, category, vendor …) over the days `start` … `end`."""
    cuts = tuple(dict.fromkeys((by, "product")))
    with store.pinned(snapshot) as pinned:
        rest = {
            "start": start, "end": end, "where": where, "scope": scope, "snapshot": pinned.number,
        }  # fmt: skip
        shipped = totals(
            store,
            Totals("shipments", cuts, sums=("units", "opportunities"), time="shipped_on", **rest),  # type: ignore[arg-type]
        )
        bad = totals(
            store,
            Totals("complaints", cuts, sums=("confirmed_units",), time="reported_at", **rest),  # type: ignore[arg-type]
        )
    told = {row["product"] for row in shipped if row["opportunities"]}
    sums: dict[str | None, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in shipped:
        if row["product"] in told:
            sums[row[by]][1] += int(row["units"])
            sums[row[by]][2] += int(row["opportunities"])
    for row in bad:
        if row["product"] in told:
            sums[row[by]][0] += int(row["confirmed_units"])
    rows = [_divided(member, *counts) for member, counts in sums.items()]
    rows.sort(key=lambda row: (row.dpmo is None, -(row.dpmo or 0.0), row.member or ""))
    whole = [sum(counts[place] for counts in sums.values()) for place in range(3)]
    left_out = sum(int(row["units"]) for row in shipped if row["product"] not in told)
    return DpmoTable(by, tuple(rows), _divided(None, *whole), left_out)


def _divided(member: str | None, defects: int, units: int, opportunities: int) -> Dpmo:
    per_million = defects / opportunities * MILLION if opportunities > 0 else None
    return Dpmo(member, defects, units, opportunities, per_million)
