"""Newer rows win: incoming rows into a canonical table, by key, without an index.

Which of two rows of one key is the newer state: the greater `_version` (its own `updated_at`,
else the latest of its times), else the row of the newer export, else the one loaded later. An
equal row changes nothing. So the order in which exports are loaded does not matter.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from loaders import touched
from loaders.sqltext import quoted
from loaders.table import Table
from loaders.warehouse import Connection, types_of

LOWEST = "timestamptz '0001-01-01'"


@dataclass(frozen=True)
class Origin:
    """Where incoming rows come from."""

    batch: str
    file: str
    source: str
    export: dt.datetime | None  # the latest time in the file: the newer export has the later one


@dataclass(frozen=True)
class Outcome:
    """What became of incoming rows; `losers` is a table of the `_id`s that were not used."""

    inserted: int
    replaced: int
    losers: str


def upsert(con: Connection, table: Table, incoming: str, name: str, origin: Origin) -> Outcome:
    """Put the rows of relation `incoming` into `table`.

    `incoming` has the table's columns, `_id` (unique), `_line`, `_lines`, `_version`; its keys
    have no nulls. `name` prefixes the scratch tables that are made.
    """
    losers = f"temp.main.{quoted(name + '_losers')}"
    target = f"main.{quoted(table.name)}"
    keys = ", ".join(quoted(k) for k in table.key)
    # Where a key may have a null, `in` would not find the double.
    doubled = f"where ({keys}) in (select ({keys}) from {incoming} group by {keys} "
    doubled += "having count(*) > 1)"
    con.execute(
        f"create temp table {losers} as select _id from (select _id, row_number() over "
        f"(partition by {keys} order by _version desc nulls last, _line desc, _id desc) as nth "
        f"from {incoming} {'' if _nullable(table) else doubled}) where nth > 1"
    )
    replaced = 0
    if con.execute(f"select 1 from {target} limit 1").fetchone():
        replaced = _settle(con, table, incoming, losers, name, origin)
    columns = [quoted(c) for c in table.columns]
    sliced = "_at_file" in types_of(con, f"select * from {incoming}")
    file = "_at_file" if sliced else "cast($file as varchar)"
    inserted = con.execute(
        f"insert into {target} ({', '.join(columns)}, _batch, _file, _line, _lines, _source, "
        f"_version, _export, _slice) select {', '.join(columns)}, $batch, {file}, _line, _lines, "
        f"$source, _version, cast($export as timestamptz), {'_slice' if sliced else 'null'} "
        f"from {incoming} {_not_in(con, losers)}",
        {
            "batch": origin.batch,
            "source": origin.source,
            "export": origin.export,
            **({} if sliced else {"file": origin.file}),
        },
    ).fetchone()
    return Outcome(int(inserted[0]) if inserted else 0, replaced, losers)


def _not_in(con: Connection, losers: str) -> str:
    if con.execute(f"select 1 from {losers} limit 1").fetchone() is None:
        return ""
    return f"where _id not in (select _id from {losers})"


def _settle(
    con: Connection, table: Table, incoming: str, losers: str, name: str, origin: Origin
) -> int:
    """Compare with the rows that are there: losers join `losers`, beaten rows are deleted."""
    target = f"main.{quoted(table.name)}"
    clash = f"temp.main.{quoted(name + '_clash')}"
    nullable = _nullable(table)
    match = " and ".join(
        f"o.{quoted(k)} {'is not distinct from' if k in nullable else '='} i.{quoted(k)}"
        for k in table.key
    )
    mine, theirs = f"coalesce(i._version, {LOWEST})", f"coalesce(o._version, {LOWEST})"
    export = f"coalesce(cast($export as timestamptz), {LOWEST})"
    equal = " and ".join(f"o.{quoted(c)} is not distinct from i.{quoted(c)}" for c in table.columns)
    con.execute(
        f"create temp table {clash} as select i._id as _id, o.rowid as there, {equal} as equal, "
        f"case when {equal} then true when {theirs} <> {mine} then {theirs} > {mine} "
        f"else coalesce(o._export, {LOWEST}) > {export} end as loses "
        f"from {incoming} i join {target} o on {match} "
        f"where i._id not in (select _id from {losers})",
        {"export": origin.export},
    )
    con.execute(f"insert into {losers} select _id from {clash} where loses")
    # A newer export that says the same again makes the row as new as that export.
    con.execute(
        f"update {target} set _export = cast($export as timestamptz) where "
        f"rowid in (select there from {clash} where equal) "
        f"and coalesce(_export, {LOWEST}) < {export}",
        {"export": origin.export},
    )
    beaten = f"rowid in (select there from {clash} where not loses)"
    touched.going(con, table.name, beaten)
    gone = con.execute(f"delete from {target} where {beaten}").fetchone()
    return int(gone[0]) if gone else 0


def _nullable(table: Table) -> set[str]:
    """Return the parts of the key that may be null: text is stored as the empty string."""
    return {
        name
        for name in table.key
        if not table.columns[name].required and table.columns[name].type != "text"
    }
