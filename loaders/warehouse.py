"""The warehouse file: who may write it, what is in it, how it is opened.

`ANDON_HOME/warehouse.duckdb` belongs to the loaders; pages read published copies of it. A lock
file holds other loads off, and everything that one load does is one transaction.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb

from loaders.sqltext import quoted
from loaders.table import LINEAGE, SQL_TYPES, Table
from metrics.language import later
from metrics.model import BusyError, UserError
from metrics.settings import Settings

Connection = duckdb.DuckDBPyConnection
META: Mapping[str, Mapping[str, str]] = {
    "settings": {"name": "VARCHAR", "value": "VARCHAR"},
    "batches": {
        "batch": "VARCHAR", "started_at": "TIMESTAMPTZ", "finished_at": "TIMESTAMPTZ",
        "state": "VARCHAR", "files": "BIGINT", "rows": "BIGINT",
    },
    "files": {
        "batch": "VARCHAR", "file": "VARCHAR", "source": "VARCHAR", "hash": "VARCHAR",
        "bytes": "BIGINT", "lines_read": "BIGINT", "lines_used": "BIGINT",
        "lines_quarantined": "BIGINT", "lines_duplicate": "BIGINT", "lines_left_out": "BIGINT",
        "tables": "VARCHAR[]", "watermark": "TIMESTAMPTZ", "notes": "VARCHAR",
        "left_out": "VARCHAR", "received_at": "TIMESTAMPTZ", "times_repeated": "BIGINT",
        "times_skipped": "BIGINT", "archived": "VARCHAR", "mends": "VARCHAR",
    },
    "quarantine": {
        "batch": "VARCHAR", "file": "VARCHAR", "line": "BIGINT", "tbl": "VARCHAR",
        "rule": "VARCHAR", "reason": "VARCHAR", "raw": "VARCHAR", "reasons": "VARCHAR[]",
        "fields": "VARCHAR", "mended_by": "VARCHAR", "mended_as": "VARCHAR",
    },
    "checks": {
        "batch": "VARCHAR", "tbl": "VARCHAR", "rule": "VARCHAR", "col": "VARCHAR",
        "level": "VARCHAR", "ok": "BOOLEAN", "observed": "VARCHAR", "expected": "VARCHAR",
        "message": "VARCHAR", "bad_rows": "BIGINT", "checked_at": "TIMESTAMPTZ",
    },
    "covered": {"batch": "VARCHAR", "tbl": "VARCHAR", "until": "TIMESTAMPTZ"},
    "coverage": {"tbl": "VARCHAR", "first_day": "DATE", "covered_until": "TIMESTAMPTZ"},
    "promises": {"made_at": "TIMESTAMPTZ", "told": "VARCHAR"},
    "rejudged": {"made_at": "TIMESTAMPTZ", "change": "VARCHAR"},
    "missing_days": {"tbl": "VARCHAR", "day": "DATE"},
    "slices": {
        "source": "VARCHAR", "day": "DATE", "first_at": "VARCHAR", "last_at": "VARCHAR",
        "export": "TIMESTAMPTZ", "edge": "BOOLEAN",
    },
}  # fmt: skip


def warehouse_path(home: Path) -> Path:
    """Return where the warehouse of `home` is."""
    return home / "warehouse.duckdb"


@contextlib.contextmanager
def locked(home: Path) -> Iterator[None]:
    """Hold the warehouse of `home` for one load; BusyError when another has it."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        handle = (home / "load.lock").open("a+")
    except OSError as problem:
        raise UserError(
            later("{folder} cannot be written ({problem})", folder=home, problem=problem.strerror)
        ) from problem
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as problem:
            handle.seek(0)
            holder = handle.read().strip() or "unknown"
            raise BusyError(
                later(
                    "another load is running (process {holder}); wait until it is done",
                    holder=holder,
                )
            ) from problem
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        try:
            yield
        finally:
            handle.truncate(0)


@contextlib.contextmanager
def opened(settings: Settings, tables: Mapping[str, Table]) -> Iterator[Connection]:
    """Open the warehouse for writing, with a scratch database attached for staging.

    The caller holds the lock. Tables that are missing, and columns that a newer release added, are
    made. The scratch file is thrown away at the end, and one that a killed load left before that.
    """
    scratch = settings.home / "scratch"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    try:
        con = duckdb.connect(str(warehouse_path(settings.home)))
    except duckdb.Error as problem:
        raise UserError(
            later(
                "{file} cannot be opened: {problem}",
                file=warehouse_path(settings.home),
                problem=str(problem).splitlines()[0],
            )
        ) from problem
    try:
        con.execute("set timezone = 'UTC'")
        con.execute("set enable_progress_bar = false")
        con.execute("set temp_directory = ?", [str(scratch / "spill")])
        con.execute("set memory_limit = ?", [_memory_limit()])
        con.execute("set preserve_insertion_order = true")
        _create(con, tables)
        con.execute(f"attach '{_text(scratch / 'scratch.duckdb')}' as scratch")
        con.execute("create schema scratch.stage")
        yield con
    finally:
        con.close()
        shutil.rmtree(scratch, ignore_errors=True)


def _memory_limit() -> str:
    """Leave the laptop its memory: half of what there is, at most 6 GiB."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{max(512, min(6 * 1024, total // 2 // 2**20))}MiB"


def _text(path: Path) -> str:
    return str(path).replace("'", "''")


def _create(con: Connection, tables: Mapping[str, Table]) -> None:
    con.execute("begin")
    for schema in ("meta", "facts", "feeds"):
        con.execute(f"create schema if not exists {schema}")
    for name, columns in META.items():
        _create_table(con, f"meta.{name}", columns)
    for name, table in tables.items():
        types = {column: SQL_TYPES[spec.type] for column, spec in table.columns.items()}
        _create_table(con, f"main.{quoted(name)}", {**types, **LINEAGE})
    con.execute("commit")


def _create_table(con: Connection, name: str, columns: Mapping[str, str]) -> None:
    listed = ", ".join(f"{quoted(column)} {kind}" for column, kind in columns.items())
    con.execute(f"create table if not exists {name} ({listed})")
    there = {row[0] for row in con.execute(f"describe {name}").fetchall()}
    for column, kind in columns.items():
        if column not in there:
            con.execute(f"alter table {name} add column {quoted(column)} {kind}")


def get_setting(con: Connection, name: str) -> str | None:
    """Return a value of ``meta.settings``, None where there is none."""
    row = con.execute("select value from meta.settings where name = ?", [name]).fetchone()
    return None if row is None else str(row[0])


def put_setting(con: Connection, name: str, value: str) -> None:
    """Write a value of ``meta.settings``."""
    con.execute("delete from meta.settings where name = ?", [name])
    con.execute("insert into meta.settings values (?, ?)", [name, value])


def types_of(con: Connection, sql: str) -> dict[str, str]:
    """Return the columns of query `sql` with their DuckDB types, without running it."""
    return {row[0]: row[1] for row in con.execute(f"describe {sql}").fetchall()}
