"""Which cases, and which tables, a load changes: what facts must be made anew for."""

from __future__ import annotations

from collections.abc import Collection

from loaders.sqltext import quoted
from loaders.warehouse import Connection
from metrics.increment import FAMILIES, TOUCHED

CASES = {
    table: (kind, column) for kind, family in FAMILIES.items() for table, column in family.items()
}


def begin(con: Connection) -> None:
    """Forget what an earlier load touched."""
    con.execute(f"create or replace temp table {_bare(TOUCHED)} (kind varchar, id varchar)")


def going(con: Connection, table: str, rows: str) -> None:
    """Remember the cases of the rows of `table` that are about to be deleted `where` `rows`.

    The row that replaces one may belong to another case. `rows` is an SQL condition of ours.
    """
    if table in CASES:
        kind, column = CASES[table]
        con.execute(
            f"insert into {TOUCHED} select distinct '{kind}', {column} "
            f"from main.{quoted(table)} where {rows}"
        )


def came(con: Connection, batch: str, tables: Collection[str]) -> None:
    """Remember the cases of the rows that `batch` brought to `tables`."""
    for table in tables:
        if table in CASES:
            kind, column = CASES[table]
            con.execute(
                f"insert into {TOUCHED} select distinct '{kind}', {column} "
                f"from main.{quoted(table)} where _batch = $batch",
                {"batch": batch},
            )
    con.execute(
        f"create or replace temp table {_bare(TOUCHED)} as select distinct kind, id from {TOUCHED}"
    )


def _bare(name: str) -> str:
    return name.rpartition(".")[2]
