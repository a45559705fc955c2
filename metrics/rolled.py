"""Which daily rollups a snapshot holds, and which of them answers a question.

A rollup holds, of one fact by one time, a row a day and member of its dimensions: what the fact's
rows of that day come to in each aggregate that some metric needs (``metrics.measures``). It has the
fact's own names for day and dimensions, so that a query reads the one as it reads the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from metrics.dialects import quoted
from metrics.measures import NONE, ROWS, Part, limited
from metrics.model import Query, Where

SCHEMA = "rollups"


@dataclass(frozen=True)
class Rollup:
    """One `table`: its dimensions, its `size` in rows, the column that keeps each aggregate."""

    table: str
    dimensions: frozenset[str]
    size: int
    columns: Mapping[str, str]

    def sum(self, aggregate: str, only: Where) -> str:
        """Return `aggregate` of the rows that `only` lets be counted, over the days asked for."""
        if aggregate == NONE:
            return NONE
        return f"coalesce(sum(t.{quoted(self.columns[limited(aggregate, only)])}), 0)"

    def rows(self, only: Where) -> str:
        """Return the column that counts the rows that `only` lets be counted."""
        return f"t.{quoted(self.columns[limited(ROWS, only)])}"

    def having(self, only: Where) -> str:
        """Return what leaves out groups that no row is in: the fact has no such group."""
        return f"\nhaving sum({self.rows(only)}) > 0"


@dataclass(frozen=True)
class Rollups:
    """All rollups of a snapshot, by fact and time, the smallest first."""

    tables: Mapping[Part, tuple[Rollup, ...]] = field(default_factory=dict)

    def find(self, part: Part, query: Query, only: Where, asked: Iterable[str]) -> Rollup | None:
        """Return the smallest one that holds all `asked` aggregates for `query`, if there is one.

        `only` is what the metric itself counts; `query` does not say it again.
        """
        if query.within:  # a rollup knows no instants
            return None
        needed = {*query.by, *(name for name, _ in (*query.where, *query.scope.only))}
        wanted = {limited(aggregate, only) for aggregate in (*asked, ROWS) if aggregate != NONE}
        for rollup in self.tables.get(part, ()):
            if needed <= rollup.dimensions and wanted <= rollup.columns.keys():
                return rollup
        return None

    def of_members(self, fact: str, dimensions: frozenset[str]) -> Rollup | None:
        """Return the smallest one of `fact`, by whatever time, that has all `dimensions`."""
        found = [
            rollup
            for (name, _), tables in self.tables.items()
            for rollup in tables
            if name == fact and dimensions <= rollup.dimensions
        ]
        return min(found, key=lambda rollup: rollup.size, default=None)
