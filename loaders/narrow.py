"""What a corrected copy of a file may change: the rows that its corrected lines reach, no others.

All other lines came with the original. To take them in again could overwrite what an export of
the same instant said since.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pyarrow as pa

from loaders import touched
from loaders.source import TableMap
from loaders.sqltext import literal, quoted
from loaders.table import Table
from loaders.upsert import Origin
from loaders.warehouse import Connection

CASE = "ticket_id"  # what tells the cases of a log of states apart
NEWER = dt.timedelta(microseconds=1)


@dataclass(frozen=True)
class Corrected:
    """The `lines` that may be new, and the `batches` that brought rows of this file before."""

    lines: tuple[int, ...]
    batches: tuple[str, ...]

    def newer(self, export: dt.datetime | None) -> dt.datetime | None:
        """Return the instant of the corrected export, whose original has the instant `export`.

        A microsecond later: so the original, loaded again under another name, does not win.
        """
        return None if export is None else export + NEWER


def lines_sql(con: Connection, name: str, corrected: Corrected) -> str:
    """Keep the lines in a scratch table called after `name`; return a query of them."""
    lines = pa.table({"line": pa.array(corrected.lines, pa.int64())})  # noqa: F841  by its name
    table = f"temp.main.{quoted(name + '_corrected')}"
    con.execute(f"create temp table {table} as select line from lines")
    return f"select line from {table}"


def narrow(
    con: Connection, table: Table, mapping: TableMap, relation: str, lines: str,
    corrected: Corrected, origin: Origin,
) -> None:  # fmt: skip
    """Leave in `relation`, the incoming rows of `table`, what the corrected `lines` reach.

    Events made out of a log of states depend on the lines before, and are numbered: they are
    looked at by case, and those that the log without the corrected line gave go.
    """
    key = CASE if mapping.changes else "_id"
    con.execute(
        f"delete from {relation} where {key} not in (select {key} from (select {key}, "
        f"unnest(coalesce(_lines, [_line])) as line from {relation}) where line in ({lines}))"
    )
    if not mapping.changes:
        return
    keys = ", ".join(quoted(k) for k in table.key)
    batches = ", ".join(literal(batch) for batch in corrected.batches)
    stale = (
        f"_source = {literal(origin.source)} and _file = {literal(origin.file)} "
        f"and _batch in ({batches}) and {CASE} in (select {CASE} from {relation}) "
        f"and ({keys}) not in (select ({keys}) from {relation})"
    )
    touched.going(con, table.name, stale)
    con.execute(f"delete from main.{quoted(table.name)} where {stale}")
