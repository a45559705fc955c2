"""A published snapshot's clocks made again in a database of their own, which is thrown away.

What explains a clock, and what asks "what if", runs the very queries that made the published one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from metrics.build import create_macros
from metrics.dialects import quoted, text
from metrics.fact import build_order, fact_named
from metrics.hub import Snapshot
from metrics.increment import FAMILIES, Stage
from metrics.settings import Settings
from metrics.sla.policies import Promises
from metrics.sla.tables import make_tables

CLOCKS = "sla_clocks"
Connection = duckdb.DuckDBPyConnection


@contextmanager
def workbench(
    snapshot: Snapshot, settings: Settings, promises: Promises,
    place: Path | None = None, tickets: tuple[str, ...] | None = None,
) -> Iterator[tuple[Connection, Stage]]:  # fmt: skip
    """Lend a database in which the steps of the clocks are made, under `promises`.

    It reads the canonical tables and the tickets of `snapshot`; with `tickets`, these only. It lies
    in memory, or in the new file `place`. The steps are temporary tables named as in
    ``metrics/facts``.
    """
    con = duckdb.connect(str(place or ":memory:"))
    try:
        con.execute("set TimeZone = 'UTC'")
        con.execute("set enable_progress_bar = false")
        con.execute(f"attach {text(str(snapshot.path))} as published (read_only)")
        con.execute("create schema facts")
        named = con.execute(
            "select schema_name, table_name from duckdb_tables() "
            "where database_name = 'published' and schema_name in ('main', 'facts')"
        ).fetchall()
        for schema, name in named:
            if name != CLOCKS:
                _borrow(con, f"{schema}.{quoted(name)}", name, tickets)
        create_macros(con, settings, snapshot.as_of)
        make_tables(con, settings, promises, snapshot.as_of)
        stage = Stage(con, build_order())
        stage.set(fact_named(CLOCKS), ())
        yield con, stage
    finally:
        con.close()


def _borrow(con: Connection, place: str, name: str, tickets: tuple[str, ...] | None) -> None:
    """Make a view of a published table; with `tickets`, a copy of theirs, and no other cases."""
    kind = next((kind for kind, family in FAMILIES.items() if name in family), None)
    if tickets is None or kind is None:
        con.execute(f"create view {place} as select * from published.{place}")
        return
    named = f"{FAMILIES[kind][name]} in (select unnest($tickets))" if kind == "ticket" else "false"
    bound = {"tickets": list(tickets)} if kind == "ticket" else {}
    con.execute(f"create table {place} as select * from published.{place} where {named}", bound)
