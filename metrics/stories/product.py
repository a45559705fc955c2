"""The story of one product: its rate by the week, its lots, its stops, and what came back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from metrics.analysis.ranking import Ranked, Ranking, ranking
from metrics.analysis.rate_weeks import RateWeeks, rate_weeks
from metrics.model import EVERYTHING, Query, Scope, Where
from metrics.stats.phases import Change
from metrics.totals import Totals, totals

if TYPE_CHECKING:
    from metrics.engine import Store

RATE = "defect_rate_ppm"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class LotSpan:
    """When a lot was shipped: its first and last day, and how many units in all."""

    lot: str
    first_on: dt.date
    last_on: dt.date
    units: int


@dataclass(frozen=True)
class ProductStory:
    """One product. `stops` and `cleared` are rows of `incidents` and `recurrences`, oldest first.

    `lots` ranks its lots by their rate over all time, among themselves; `spans` are those that were
    shipped, oldest first. `vendor` and `category` are those of most of its shipments.
    """

    product: str
    vendor: str | None
    category: str | None
    weeks: RateWeeks
    lots: Ranking
    spans: tuple[LotSpan, ...]
    stops: tuple[Row, ...]
    cleared: tuple[Row, ...]

    @property
    def came_back(self) -> int:
        """How many of the cleared stops were followed by the same problem."""
        return sum(row["recurred_at"] is not None for row in self.cleared)

    @property
    def bad_lots(self) -> tuple[Ranked, ...]:
        """Return the lots strictly above the 99.8 % limit of its lots, the highest rate first."""
        return tuple(
            one for one in self.lots.rows if one.beyond == 1 and one.member and not one.low_n
        )

    def other_lots(self, lot: Ranked) -> float | None:
        """Return the rate of all lots but `lot`, as a ratio of sums; None without units."""
        others = [one for one in self.lots.rows if one.member != lot.member]
        units = sum(one.exposure for one in others)
        scale = self.lots.metric.scale
        defects = sum((one.value or 0.0) * one.exposure / scale for one in others)
        return defects / units * scale if units > 0 else None


def product_story(
    store: Store,
    product: str,
    end: dt.date,
    *,
    scope: Scope = EVERYTHING,
    snapshot: int | None = None,
) -> ProductStory:
    """Return the story of `product`, a member of the dimension; weeks up to the one of `end`."""
    where: Where = (("product", (product,)),)
    with store.pinned(snapshot) as pinned:
        number = pinned.number

        def rows(fact: str) -> tuple[Row, ...]:
            return store.fact_rows(fact, where, 0, scope=scope, snapshot=number).named

        stops = tuple(sorted(rows("incidents"), key=lambda r: (r["triggered_at"], r["andon_id"])))
        fixes = [
            Change(row["fixed_day"], f"{row['andon_id']}: {row['fix_type'] or 'fix in place'}")
            for row in stops
            if row["fixed_day"] is not None
        ]
        asked = Query(RATE, end=end, where=where, scope=scope, snapshot=number)
        weeks = rate_weeks(store, asked, fixes)
        lots = ranking(store, Query(RATE, where=where, scope=scope, snapshot=number), "lot")
        vendor, category = _maker(store, where, scope, number)
        return ProductStory(
            product=product,
            vendor=vendor,
            category=category,
            weeks=weeks,
            lots=lots,
            spans=_spans(store, where, scope, number),
            stops=stops,
            cleared=rows("recurrences"),
        )


def _spans(store: Store, where: Where, scope: Scope, number: int) -> tuple[LotSpan, ...]:
    asked = Totals("shipments", ("lot", "shipped_on"), sums=("units",), where=where, scope=scope,
                   snapshot=number)  # fmt: skip
    days: dict[str, list[tuple[dt.date, int]]] = {}
    for row in totals(store, asked):
        if row["lot"] is not None and row["units"] > 0:
            days.setdefault(row["lot"], []).append((row["shipped_on"], int(row["units"])))
    found = [
        LotSpan(lot, min(d for d, _ in out), max(d for d, _ in out), sum(n for _, n in out))
        for lot, out in days.items()
    ]
    return tuple(sorted(found, key=lambda span: (span.first_on, span.lot)))


def _maker(store: Store, where: Where, scope: Scope, number: int) -> tuple[str | None, str | None]:
    for fact in ("shipments", "complaints", "incidents"):
        asked = Totals(fact, ("vendor", "category"), where=where, scope=scope, snapshot=number)
        rows = totals(store, asked)
        if rows:
            most = max(rows, key=lambda row: row["n"])
            return most["vendor"], most["category"]
    return None, None
