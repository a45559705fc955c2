"""Facts made anew for the touched cases only, which must equal making them whole.

A fact says what its rows depend on. ``-- by: ticket_id`` means: the rows of one ticket follow from
that ticket's own rows in the canonical tables, from lists (staff, products …) and from nothing
else. After a load that changed no list, such a fact is made for the touched tickets alone: its
query runs while the canonical tables are hidden behind their touched rows. ``-- refresh:`` gives
the condition of the rows that the passing of time changes (open clocks). ``-- by: customer_id``
means: the rows of one customer follow from that customer's rows in ``facts.tickets`` and from
nothing else. Every other fact that reads a changed table, or the as-of, is made whole; one that
reads neither is kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import duckdb

from metrics.dialects import quoted
from metrics.fact import Fact
from metrics.model import InternalError
from metrics.rollups import Roller

Connection = duckdb.DuckDBPyConnection
Verdict = Literal["kept", "cases", "whole"]

TOUCHED = "temp.main.touched"  # kind, id: the cases that a load touched
# Kinds of cases, and the canonical tables whose rows belong to one case.
FAMILIES: Mapping[str, Mapping[str, str]] = {
    "ticket": {"tickets": "ticket_id", "ticket_events": "ticket_id"},
    "complaint": {"complaints": "complaint_id"},
    "refund": {"refunds": "refund_id"},
}
# Few, and they read one another: all of them are touched whenever any case is.
ALWAYS: Mapping[str, Mapping[str, str]] = {
    "andon": {"andons": "andon_id"},
    "rca": {"rcas": "rca_id"},
    "action": {"actions": "action_id"},
}
# Kinds of groups of cases: the one fact that theirs are made from, and its column that names them.
GROUPS: Mapping[str, tuple[str, str]] = {"customer": ("tickets", "customer_id")}
EVERY_KIND = ("case_kind", "case_id")  # a fact of cases of all kinds names them in these columns


@dataclass(frozen=True)
class Changes:
    """What a load changed: canonical tables in which rows came or went; cases in `TOUCHED`."""

    tables: frozenset[str]
    as_of_moved: bool


def kinds_of(fact: Fact) -> tuple[str, ...]:
    """Return the kinds of cases whose rows `fact` is made from case by case; none: it is not."""
    if not fact.by:
        return ()
    if fact.by == EVERY_KIND:
        return tuple(FAMILIES)
    found = tuple(
        kind for kind, family in FAMILIES.items() if (next(iter(family.values())),) == fact.by
    ) + tuple(kind for kind, (_, column) in GROUPS.items() if (column,) == fact.by)
    if not found:
        raise InternalError(f"{fact.name}: there is no kind of case by {', '.join(fact.by)}")
    return found


def verdict(fact: Fact, changes: Changes | None) -> Verdict:
    """Tell how `fact` is brought up to date; without `changes` everything is made whole."""
    if changes is None:
        return "whole"
    moved = changes.as_of_moved and fact.reads_as_of
    changed = changes.tables.intersection(fact.tables)
    if not changed and not moved:
        return "kept"
    kinds = kinds_of(fact)
    own = {table for kind in kinds for table in _family(kind)}
    if fact.by == EVERY_KIND:
        own |= {table for family in ALWAYS.values() for table in family}
    if kinds and changed <= own and (not moved or fact.refresh):
        return "cases"
    return "whole"


def _family(kind: str) -> Mapping[str, str]:
    """Return the canonical tables of the cases of `kind`, or of those that its groups are of."""
    of_cases: Mapping[str, str] = {}
    if kind in GROUPS:
        of_cases = next(family for family in FAMILIES.values() if GROUPS[kind][0] in family)
    return FAMILIES.get(kind, of_cases)


def widen(con: Connection, order: Sequence[Fact], changes: Changes) -> None:
    """Add to `TOUCHED` what else must be made anew: groups, ``refresh``, `ALWAYS` and merges."""
    _grouped(con, order)
    for fact in order:
        if fact.refresh and changes.as_of_moved and verdict(fact, changes) == "cases":
            kind = "case_kind" if fact.by == EVERY_KIND else f"'{kinds_of(fact)[0]}'"
            con.execute(
                f"insert into {TOUCHED} select distinct {kind}, {quoted(fact.by[-1])} "
                f"from facts.{quoted(fact.name)} where {fact.refresh}"
            )
    for kind, family in ALWAYS.items():
        for table, column in family.items():
            con.execute(f"insert into {TOUCHED} select '{kind}', {column} from {table}")
    _merged(con)


def _grouped(con: Connection, order: Sequence[Fact]) -> None:
    """Touch the groups of the cases that the load touched, as they were and as they are.

    Before anything else is touched: only what a load brought can move a case to another group.
    """
    for kind, (name, column) in GROUPS.items():
        (case,) = next(fact.by for fact in order if fact.name == name)
        of_case = next(kind for kind, family in FAMILIES.items() if case in family.values())
        touched = f"select id from {TOUCHED} where kind = '{of_case}'"
        con.execute(
            f"insert into {TOUCHED} select distinct '{kind}', {column} from ("
            f"select {column} from {quoted(name)} where {case} in ({touched}) union all "
            f"select {column} from facts.{quoted(name)} where {case} in ({touched})"
            f") where {column} is not null"
        )


def _merged(con: Connection) -> None:
    """Touch whoever was merged into a touched ticket, or took one over, however far."""
    con.execute(
        "create or replace temp table merges as "
        "select ticket_id as child, merged_into as parent from tickets "
        "where merged_into is not null union all "
        "select ticket_id, new_value from ticket_events "
        "where kind = 'merged' and new_value is not null"
    )
    seen = -1
    while seen != (seen := _count(con)):
        con.execute(
            f"insert into {TOUCHED} select distinct 'ticket', other from ("
            f"select child as one, parent as other from merges union all "
            f"select parent, child from merges) "
            f"where one in (select id from {TOUCHED} where kind = 'ticket') "
            f"and other not in (select id from {TOUCHED} where kind = 'ticket')"
        )
    con.execute("drop table temp.main.merges")


def _count(con: Connection) -> int:
    row = con.execute(f"select count(*) from {TOUCHED}").fetchone()
    return int(row[0]) if row else 0


class Stage:
    """The steps and the hidden tables that a fact's query finds, one way of making at a time."""

    def __init__(self, con: Connection, order: Sequence[Fact]) -> None:
        self.con = con
        self.steps = {fact.name: fact for fact in order if fact.scratch}
        self.facts = {fact.name: fact for fact in order if not fact.scratch}
        self.kinds: tuple[str, ...] = ()
        self.there: list[str] = []  # temp tables, in the order in which they were made
        self.hiding: list[str] = []  # canonical tables that a view of touched rows hides
        self.kept: set[str] = set()  # temp tables of touched rows, which serve all facts
        row = con.execute("select current_database()").fetchone()
        self.main = f"{quoted(row[0] if row else '')}.main"

    def set(self, fact: Fact, kinds: tuple[str, ...]) -> None:
        """Make what `fact` reads: all rows without `kinds`, else the rows of touched cases."""
        if kinds != self.kinds:
            self.clear()
            self.kinds = kinds
            for kind in kinds:
                for table, column in FAMILIES.get(kind, {}).items():
                    self._hide(table, column, kind)
        self._steps_of(fact)
        self._narrow(fact)

    def query(self, fact: Fact) -> str:
        """Return the query of `fact`: other facts of the touched cases stand in for the whole."""
        sql = fact.sql
        for need, kind in self._narrowed(fact).items():
            sql = re.sub(rf"\bfacts\.{need}\b", _hidden(need, kind), sql)
        return sql

    def _narrowed(self, fact: Fact) -> dict[str, str]:
        """Return the facts that `fact` reads and whose touched rows alone it needs, by which kind.

        A group is told by the fact that its cases are in.
        """
        grouped = {GROUPS[kind][0]: kind for kind in self.kinds if kind in GROUPS}
        found = {}
        for need in fact.needs:
            own = kinds_of(self.facts[need]) if need in self.facts else ()
            if need in grouped:
                found[need] = grouped[need]
            elif len(own) == 1 and set(own) <= set(self.kinds):
                found[need] = own[0]
        return found

    def _narrow(self, fact: Fact) -> None:
        """Make what `query` names, once: a fact is made before all that need it."""
        for need, kind in self._narrowed(fact).items():
            name = _hidden(need, kind)
            if name not in self.kept:
                by = GROUPS[kind][1] if kind in GROUPS else self.facts[need].by[0]
                self.con.execute(
                    f"create or replace temp table {quoted(name)} as "
                    f"select * from facts.{quoted(need)} where {quoted(by)} in "
                    f"(select id from {TOUCHED} where kind = '{kind}')"
                )
                self.kept.add(name)

    def _steps_of(self, fact: Fact) -> None:
        for need in fact.needs:
            if need in self.steps and need not in self.there:
                self._steps_of(self.steps[need])
                self._narrow(self.steps[need])
                self._make(need, self.query(self.steps[need]))

    def _hide(self, table: str, column: str, kind: str) -> None:
        """Put the touched rows of `table` in its place; they are looked for once a load."""
        rows = f"temp.main.{quoted(f'rows_of_{table}')}"
        if f"rows_of_{table}" not in self.kept:
            self.con.execute(
                f"create or replace temp table {quoted(f'rows_of_{table}')} as "
                f"select * from {self.main}.{quoted(table)} where {quoted(column)} in "
                f"(select id from {TOUCHED} where kind = '{kind}')"
            )
            self.kept.add(f"rows_of_{table}")
        self.con.execute(f"create temp view {quoted(table)} as select * from {rows}")
        self.hiding.append(table)

    def _make(self, name: str, sql: str) -> None:
        self.con.execute(f"create or replace temp table {quoted(name)} as {sql}")
        self.there.append(name)

    def clear(self) -> None:
        """Drop everything that was made: a hidden table must not stay in the way."""
        for name in self.there:
            self.con.execute(f"drop table temp.main.{quoted(name)}")
        for table in self.hiding:
            self.con.execute(f"drop view temp.main.{quoted(table)}")
        self.there, self.hiding, self.kinds = [], [], ()

    def close(self) -> None:
        """Drop the touched rows too."""
        self.clear()
        for table in self.kept:
            self.con.execute(f"drop table temp.main.{quoted(table)}")
        self.kept = set()


def _hidden(fact: str, kind: str) -> str:
    return f"touched_{fact}_by_{kind}"


def make(con: Connection, stage: Stage, fact: Fact, how: Verdict, roller: Roller) -> None:
    """Bring ``facts.<fact>`` up to date, and where single cases are made anew its rollups too."""
    target = f"facts.{quoted(fact.name)}"
    if how == "whole":
        stage.set(fact, ())
        con.execute(f"create or replace table {target} as {fact.sql}")
        return
    kinds = kinds_of(fact)
    stage.set(fact, kinds)
    key = ", ".join(quoted(column) for column in fact.by)
    if fact.by == EVERY_KIND:
        touched = f"select kind, id from {TOUCHED}"
    else:
        touched = f"select id from {TOUCHED} where kind = '{kinds[0]}'"
    con.execute(f"create or replace temp table renewed as {stage.query(fact)}")
    gone = f"from {target} where ({key}) in ({touched})"
    roller.exchange(fact, gone, "temp.main.renewed")
    con.execute(f"delete {gone}")
    con.execute(f"insert into {target} select * from temp.main.renewed")
    con.execute("drop table temp.main.renewed")
