"""The derived tables of ``metrics/facts``: what each gives and what it is made from.

A file holds one query. Its first line names the canonical tables whose rows it counts::

    -- feed: tickets

Their coverage says which periods of the fact are whole. All other tables it reads are found in
the query itself: ``facts.x`` is another fact, a bare name a canonical table, a step, or a table of
the configuration (``config_tables``). A *step* says ``-- scratch`` on its second line: it lives
only while facts are built, for others to use. Beside tables a query may use what ``build`` makes:
``local_day(moment)``, ``reporting_currency()`` and ``as_of()``.

A fact that can be made for single cases says so, see ``metrics.increment``::

    -- by: ticket_id
    -- refresh: stopped_at is null
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import sqlglot
from sqlglot import exp

from metrics import config_tables
from metrics.language import later
from metrics.model import InternalError, UnknownNameError

HERE = Path(__file__).parent / "facts"
LINEAGE = ("_batch", "_file", "_line")
MADE = ("clock_rules", "business_slots", "business_buckets")  # of sla.yaml: metrics.sla.tables
HEADER = re.compile(
    r"-- feed: (?P<feed>[a-z_, ]+)\n(?P<scratch>-- scratch\n)?"
    r"(-- by: (?P<by>[a-z_, ]+)\n)?(-- refresh: (?P<refresh>.+)\n)?"
)


@dataclass(frozen=True)
class Fact:
    """One derived table: its query, columns, the facts and canonical tables it reads."""

    name: str
    sql: str
    columns: tuple[str, ...]
    feed: tuple[str, ...]
    needs: tuple[str, ...]
    tables: tuple[str, ...]
    scratch: bool = False
    by: tuple[str, ...] = ()
    refresh: str = ""
    reads_as_of: bool = False


def day_column(time: str) -> str:
    """Return the column that holds the reporting day of `time`: ``x_at`` has ``x_day``."""
    return time.removesuffix("_at") + "_day" if time.endswith("_at") else time


@lru_cache(maxsize=1)
def build_order() -> tuple[Fact, ...]:
    """Return all facts and steps, each after those that it needs."""
    found = {path.stem: _read(path) for path in sorted(HERE.glob("*.sql"))}
    ordered: dict[str, Fact] = {}

    def add(name: str, within: tuple[str, ...]) -> None:
        if name in within:
            raise InternalError(f"the facts {', '.join(within)} need each other")
        if name in ordered:
            return
        fact = found[name]
        reads = set(fact.tables)
        needs = {t for t in fact.needs if t in found} | {
            t for t in reads if t != name and t in found and found[t].scratch
        }
        for need in sorted(needs):
            add(need, (*within, name))
        tables = (reads - needs - config_tables.NAMES - set(MADE)).union(
            *(ordered[need].tables for need in needs)
        )
        ordered[name] = replace(
            fact,
            needs=tuple(sorted(needs)),
            tables=tuple(sorted(tables)),
            reads_as_of=fact.reads_as_of or any(ordered[need].reads_as_of for need in needs),
        )

    for name in found:
        add(name, ())
    return tuple(ordered.values())


@lru_cache(maxsize=1)
def facts() -> Mapping[str, Fact]:
    """Return the facts that a metric can use, by name."""
    return {fact.name: fact for fact in build_order() if not fact.scratch}


def fact_named(name: str) -> Fact:
    """Return the fact `name`; UnknownNameError with the nearest match if there is none."""
    known = facts()
    if name not in known:
        raise UnknownNameError.of(later("fact"), name, known)
    return known[name]


def _read(path: Path) -> Fact:
    sql = path.read_text(encoding="utf-8")
    header = HEADER.match(sql)
    if header is None:
        raise InternalError(f"{path.name}: the first line does not name its feed")
    tree = sqlglot.parse_one(sql, read="duckdb")
    if not isinstance(tree, exp.Query):
        raise InternalError(f"{path.name}: is no query")
    parts = {cte.alias for cte in tree.find_all(exp.CTE)}
    read = [table for table in tree.find_all(exp.Table) if table.db or table.name not in parts]
    return Fact(
        name=path.stem,
        sql=sql,
        columns=tuple(tree.named_selects),
        feed=_names(header["feed"]),
        needs=tuple(sorted({t.name for t in read if t.db == "facts"})),
        tables=tuple(sorted({t.name for t in read if not t.db})),
        scratch=header["scratch"] is not None,
        by=_names(header["by"] or ""),
        refresh=(header["refresh"] or "").strip(),
        reads_as_of="as_of()" in sql,
    )


def _names(listed: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in listed.split(",") if name.strip())
