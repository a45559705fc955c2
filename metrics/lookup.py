"""Looks up what a definition names: a miss is told with its place and the nearest match."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from metrics.config import Document, ItemPath
from metrics.fact import day_column, fact_named, facts
from metrics.language import later
from metrics.model import Measure, UserError, nearest
from metrics.specs import Half, MetricSpec

EVERY_ROW = "all"


@dataclass(frozen=True)
class Checks:
    """Looks names of a document up among the facts, and names the place of a miss."""

    document: Document

    def fact(self, place: ItemPath, name: str) -> None:
        """Refuse a fact that does not exist."""
        try:
            fact_named(name)
        except UserError as problem:
            raise self.document.error(place, problem) from None

    def column(self, place: ItemPath, fact: str, name: str) -> None:
        """Refuse a column that `fact` does not have."""
        columns = facts()[fact].columns
        if name not in columns:
            raise self.document.error(
                place,
                later(
                    "the fact {fact} has no column {name!r}{nearest}",
                    fact=fact,
                    name=name,
                    nearest=nearest(name, columns),
                ),
            )

    def table(self, place: ItemPath, name: str) -> None:
        """Refuse a table that no fact is made from."""
        tables = {table for fact in facts().values() for table in fact.tables}
        if name not in tables:
            raise self.document.error(
                place,
                later(
                    "no fact is made from a table {name!r}{nearest}",
                    name=name,
                    nearest=nearest(name, tables),
                ),
            )

    def time(self, place: ItemPath, fact: str, name: str) -> None:
        """Refuse what is no time of `fact` with a reporting day."""
        self.column(place, fact, name)
        if not name.endswith(("_at", "_on")) or day_column(name) not in facts()[fact].columns:
            times = [c for c in facts()[fact].columns if c.endswith(("_at", "_on"))]
            raise self.document.error(
                place,
                later(
                    "{name!r} is no time of the fact {fact}{nearest}",
                    name=name,
                    fact=fact,
                    nearest=nearest(name, times),
                ),
            )

    def half(self, place: ItemPath, half: Half, spec: MetricSpec) -> Measure:
        """Return what `half` sums; refuse names that its fact does not have."""
        fact = half.fact or spec.fact
        self.fact((*place, "fact"), fact)
        if half.fact is not None and half.time is None:
            raise self.document.error(place, later("a half of another fact needs its time"))
        time = half.time or spec.time
        self.time((*place, "time"), fact, time)
        if half.count is not None:
            column = None if half.count == EVERY_ROW else half.count
            kind: Literal["count", "sum", "distinct"] = "count"
        else:
            kind, column = ("sum", half.sum) if half.sum else ("distinct", half.distinct)
        if column is not None:
            self.column((*place, kind), fact, column)
        return Measure(fact, time, kind, column, half.null_says, half.skip_nulls)
