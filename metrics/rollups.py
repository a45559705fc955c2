"""Daily rollups of facts: made with them, and moved along with the rows that a load replaces.

A rollup is worth its place where it is much smaller than its fact; it never gives another answer
than the fact, because it holds sums of whole numbers and decimals only, which add up exactly.
When rows of a fact are replaced, a rollup gets rows that take the old ones away and rows that add
the new ones: sums over it see the difference only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from math import prod
from typing import Any

import duckdb

from metrics.catalogue import Catalogue, load_catalogue
from metrics.dialects import quoted
from metrics.fact import Fact, day_column
from metrics.measures import NONE, ROWS, Part, limited, parts_of
from metrics.model import Metric, UserError
from metrics.rolled import SCHEMA, Rollup, Rollups
from metrics.settings import Settings

Connection = duckdb.DuckDBPyConnection

SMALLER = 8  # a rollup is kept where its fact has so many times its rows
GROWN = 2  # a rollup with so many times the rows that it was made with is summed up again
TRUE = re.compile(r"^sum\(case when (.+?) then 1 else 0 end\)")
INEXACT = ("DOUBLE", "FLOAT")  # types whose sums depend on the order of the rows


@dataclass(frozen=True)
class Wanted:
    """What is rolled up of a fact by one time: by which dimensions, and which aggregates.

    By `pairs` of dimensions too where a stock is counted: what stands is the sum of all that ever
    moved, so that no span of days makes its question small.
    """

    dimensions: tuple[str, ...]
    aggregates: tuple[str, ...]
    pairs: bool


def wanted(catalogue: Catalogue, fact: Fact) -> dict[str, Wanted]:
    """Return what the metrics of `catalogue` ask of `fact`, by time."""
    found: dict[str, tuple[dict[str, None], dict[str, None]]] = {}
    stocks: set[str] = set()
    for metric in catalogue.metrics.values():
        for (name, time), sums in _parts(metric).items():
            if name != fact.name:
                continue
            dimensions, aggregates = found.setdefault(time, ({}, {ROWS: None}))
            dimensions |= dict.fromkeys(d for d in metric.slice_by if d in fact.columns)
            aggregates |= {limited(one, metric.where): None for one in (ROWS, *sums.values())}
            stocks |= {time} if metric.kind == "stock" else set()
    return {
        time: Wanted(tuple(sorted(dimensions)), tuple(aggregates), time in stocks)
        for time, (dimensions, aggregates) in found.items()
    }


def _parts(metric: Metric) -> Mapping[Part, Mapping[str, str]]:
    """Return what `metric` sums and a rollup can keep: nothing that is counted distinct."""
    if metric.kind not in ("total", "ratio", "stock"):
        return {}
    return {
        part: {
            name: one
            for name, one in sums.items()
            if one != NONE and not one.startswith("count(distinct")
        }
        for part, sums in parts_of(metric).items()
    }


class Roller:
    """Keeps the rollups of an open warehouse in step with its facts."""

    def __init__(self, con: Connection, settings: Settings) -> None:
        """Begin with what `con` has; what is rolled up follows from the metrics of `settings`."""
        self.con = con
        try:
            self.catalogue = load_catalogue(settings)
        except UserError:  # a metric that cannot be read must not stop a load: ask the shipped ones
            self.catalogue = load_catalogue(replace(settings, config=None))
        self.fresh = not there(con)  # a warehouse of before there were any
        con.execute(f"create schema if not exists {SCHEMA}")
        con.execute(
            f"create table if not exists {SCHEMA}.made (fact varchar, time varchar, name varchar,"
            " dimensions varchar[], aggregates varchar[], size bigint)"
        )

    def make(self, fact: Fact) -> None:
        """Make the rollups of `fact` from all its rows, in place of those that there are."""
        for made in self._made(fact):
            self.con.execute(f"drop table {made.table}")
        self.con.execute(f"delete from {SCHEMA}.made where fact = ?", [fact.name])
        for time, asked in wanted(self.catalogue, fact).items():
            worth = self._worth(fact, time, asked)
            aggregates = self._exact(fact, asked.aggregates) if worth else []
            for by in worth:
                self._make(fact, time, by, aggregates)

    def exchange(self, fact: Fact, gone: str, renewed: str) -> None:
        """Take the rows `gone` (FROM and WHERE) out of the rollups of `fact`, put `renewed` in.

        `renewed` is a table with the columns of `fact`.
        """
        there = self._made(fact)
        if not there:
            return
        needed = ", ".join(sorted({quoted(c) for made in there for c in made.reads}))
        self.con.execute(f"create or replace temp table replaced as select {needed} {gone}")
        for made in there:
            self._add(made, "temp.main.replaced", "-")
            self._add(made, renewed, "")
            self._settle(made)
        self.con.execute("drop table temp.main.replaced")

    def _add(self, made: Made, rows: str, sign: str) -> None:
        sums = ", ".join(f"{sign}({aggregate})" for aggregate in made.aggregates)
        self.con.execute(
            f"insert into {made.table} select {made.lead}, {sums} from {rows} as t"
            f" group by {made.lead}"
        )

    def _settle(self, made: Made) -> None:
        """Sum `made` up again if it has grown much by what was added to it."""
        if self._one(f"select count(*) from {made.table}")[0] <= GROWN * made.size:
            return
        sums = ", ".join(
            f"cast(sum(t.{quoted(column)}) as {kind}) as {quoted(column)}"
            for column, kind in self._types(f"from {made.table}").items()
            if column in made.columns.values()
        )
        self.con.execute(
            f"create or replace table {made.table} as select {made.lead}, {sums}"
            f" from {made.table} as t group by {made.lead}"
            f" having sum(t.{quoted(made.columns[ROWS])}) <> 0 order by {made.lead}"
        )

    def _make(self, fact: Fact, time: str, by: tuple[str, ...], aggregates: list[str]) -> None:
        made = Made(".".join((fact.name, time, *by)), time, by, tuple(aggregates), 0)
        sums = ", ".join(
            f"{_narrow(aggregate)} as {quoted(column)}"
            for aggregate, column in made.columns.items()
        )
        self.con.execute(
            f"create table {made.table} as select {made.lead}, {sums}"
            f" from facts.{quoted(fact.name)} as t group by {made.lead} order by {made.lead}"
        )
        self.con.execute(
            f"insert into {SCHEMA}.made select ?, ?, ?, ?, ?, count(*) from {made.table}",
            [fact.name, time, made.name, list(by), aggregates],
        )

    def _worth(self, fact: Fact, time: str, asked: Wanted) -> list[tuple[str, ...]]:
        """Return by what `fact` is worth rolling up: by the day alone, and by which dimensions."""
        source = f"from facts.{quoted(fact.name)} as t"
        kinds = self._types(source)
        named = [name for name in asked.dimensions if kinds[name] == "VARCHAR"]
        counted = ", ".join(
            f"approx_count_distinct(t.{quoted(c)}) + 1" for c in (day_column(time), *named)
        )
        rows, days, *members = self._one(f"select count(*), {counted} {source}")
        counts = dict(zip(named, members, strict=True))
        paired = [name for name in named if asked.pairs and counts[name] > 1]
        return [
            by
            for by in ((), *combinations(named, 1), *combinations(paired, 2))
            if days * prod(counts[name] for name in by) * SMALLER <= rows
        ]

    def _exact(self, fact: Fact, aggregates: tuple[str, ...]) -> list[str]:
        """Return those of `aggregates` whose sum does not depend on the order of the rows."""
        listed = ", ".join(f"{one} as {quoted(one)}" for one in aggregates)
        kinds = self._types(f"select {listed} from facts.{quoted(fact.name)} as t")
        return [one for one in aggregates if kinds[one] not in INEXACT]

    def _types(self, query: str) -> dict[str, str]:
        return {row[0]: row[1] for row in self.con.execute(f"describe {query}").fetchall()}

    def _made(self, fact: Fact) -> list[Made]:
        return [
            Made(name, time, tuple(dimensions), tuple(aggregates), size)
            for _, time, name, dimensions, aggregates, size in self.con.execute(
                f"select * from {SCHEMA}.made where fact = ?", [fact.name]
            ).fetchall()
        ]

    def _one(self, query: str) -> tuple[Any, ...]:
        return self.con.execute(query).fetchone() or ()


@dataclass(frozen=True)
class Made:
    """A rollup as the warehouse keeps it; `size` is how many rows it was made with."""

    name: str
    time: str
    dimensions: tuple[str, ...]
    aggregates: tuple[str, ...]
    size: int

    @property
    def table(self) -> str:
        """The table as SQL names it."""
        return f"{SCHEMA}.{quoted(self.name)}"

    @property
    def lead(self) -> str:
        """Its day and dimensions, as a list of SQL over the alias ``t``."""
        return ", ".join(f"t.{quoted(c)}" for c in (day_column(self.time), *self.dimensions))

    @property
    def reads(self) -> set[str]:
        """The columns of the fact that it is made from."""
        return set(re.findall(r't\."(\w+)"', " ".join((self.lead, *self.aggregates))))

    @property
    def columns(self) -> dict[str, str]:
        """The column in which each aggregate is kept."""
        return {aggregate: f"a{number}" for number, aggregate in enumerate(self.aggregates)}


def there(con: Connection, database: str | None = None) -> bool:
    """Tell whether `database` (None: the current one) has rollups, if only none that are worth it.

    One that was published by an earlier release has none.
    """
    found = con.execute(
        "select 1 from duckdb_tables() where schema_name = ? and table_name = 'made'"
        " and database_name = coalesce(?, current_database())",
        [SCHEMA, database],
    ).fetchone()
    return found is not None


def read(con: Connection, database: str) -> Rollups:
    """Return which rollups `database` has."""
    if not there(con, database):
        return Rollups()
    found: dict[Part, list[Rollup]] = {}
    for fact, time, name, dimensions, aggregates, size in con.execute(
        f"select * from {quoted(database)}.{SCHEMA}.made order by size, name"
    ).fetchall():
        made = Made(name, time, tuple(dimensions), tuple(aggregates), size)
        rollup = Rollup(made.table, frozenset(dimensions), size, made.columns)
        found.setdefault((fact, time), []).append(rollup)
    return Rollups({part: tuple(rollups) for part, rollups in found.items()})


def _narrow(aggregate: str) -> str:
    """Return `aggregate` as it is made and kept: a count is small, and quicker than a sum."""
    return TRUE.sub(r"count_if(\1)", aggregate)
