"""One SELECT of a reader's own on a published snapshot: locked, read-only, of limited size.

It never runs on the hub, whose connection may read a folder: a database of its own opens the
snapshot's file read-only, without access to any other file, extension or setting, and lives as
long as somebody asks. What a viewer may see is a condition of every compiled question, and cannot
be one of a reader's own SQL: whoever is limited is refused.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from metrics.engine import Store
from metrics.language import later
from metrics.model import EVERYTHING, QueryError, Scope

SECONDS = 10.0
MOST_ROWS = 1_000
LONGEST = 20_000  # characters of a question
THREADS = 2
_LOCKED = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",  # else a name finds this program's own variables
    "temp_directory": "",  # what does not fit into memory is refused, not written to disk
    "memory_limit": "512MB",
    "threads": str(THREADS),
}
TABLES = (
    "select c.schema_name as schema_name, c.table_name as table_name, c.column_name as column_name"
    " from duckdb_columns() as c where not c.internal and c.schema_name <> 'rollups'"
    " order by c.schema_name, c.table_name, c.column_index"
)


@dataclass(frozen=True)
class Sheet:
    """The answer: columns and rows; `cut` when there were more than `MOST_ROWS` of them."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    cut: bool


class Sandbox:
    """Runs readers' own SQL on the snapshots of `store`; one a process, for all threads."""

    def __init__(self, store: Store, seconds: float = SECONDS) -> None:
        """Open nothing yet; a question that takes longer than `seconds` is stopped."""
        self._store = store
        self._seconds = seconds
        self._lock = threading.Lock()
        self._open: dict[Path, tuple[duckdb.DuckDBPyConnection, int]] = {}

    def run(self, sql: str, scope: Scope = EVERYTHING, snapshot: int | None = None) -> Sheet:
        """Answer one SELECT on snapshot `snapshot` (None: the newest); times are in UTC.

        QueryError, with a sentence, for a viewer whose `scope` is limited, for anything but one
        SELECT, for what the database refuses, and for what takes too long.
        """
        if scope != EVERYTHING:
            raise QueryError(
                later(
                    "what you may see is limited, and SQL of your own cannot be narrowed to it; "
                    "the looks above are"
                )
            )
        with self._store.pinned(snapshot) as pinned, self._cursor(pinned.path) as cursor:
            return self._answer(cursor, _single(cursor, sql))

    def tables(self, snapshot: int | None = None) -> dict[str, tuple[str, ...]]:
        """Return the tables that can be asked, by ``schema.table``, with their columns."""
        found: dict[str, list[str]] = {}
        with self._store.pinned(snapshot) as pinned, self._cursor(pinned.path) as cursor:
            for schema, table, column in cursor.execute(TABLES).fetchall():
                name = table if schema == "main" else f"{schema}.{table}"
                found.setdefault(name, []).append(column)
        return {name: tuple(columns) for name, columns in found.items()}

    @contextmanager
    def _cursor(self, path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
        """Lend a cursor; the file is let go when nobody asks any more."""
        with self._lock:
            con, users = self._open.get(path) or (_locked(path), 0)
            self._open[path] = (con, users + 1)
            cursor = con.cursor()
        try:
            yield cursor
        finally:
            cursor.close()
            with self._lock:
                con, users = self._open.pop(path)
                if users > 1:
                    self._open[path] = (con, users - 1)
                else:
                    con.close()

    def _answer(self, cursor: duckdb.DuckDBPyConnection, sql: str) -> Sheet:
        late = threading.Event()

        def stop() -> None:
            late.set()
            cursor.interrupt()

        timer = threading.Timer(self._seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            # The question stands alone in brackets: it was parsed as one SELECT before.
            cursor.execute(f"select * from (\n{sql}\n) as asked limit {MOST_ROWS + 1}")
            columns = tuple(column[0] for column in cursor.description or ())
            rows = cursor.fetchall()
        except (duckdb.Error, RuntimeError) as problem:
            if late.is_set():
                limit = self._seconds
                raise QueryError(
                    later("it was stopped after {limit:g} seconds; ask for less", limit=limit)
                ) from problem
            raise QueryError(_said(problem)) from problem
        finally:
            timer.cancel()
        return Sheet(columns, tuple(rows[:MOST_ROWS]), len(rows) > MOST_ROWS)


def _locked(path: Path) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(str(path), read_only=True, config=dict(_LOCKED))
    con.execute("set enable_progress_bar = false")
    con.execute("set global TimeZone = 'UTC'")
    con.execute("set lock_configuration = true")
    return con


def _single(cursor: duckdb.DuckDBPyConnection, sql: str) -> str:
    """Return the one SELECT that `sql` is; QueryError for anything else."""
    if len(sql) > LONGEST:
        raise QueryError(
            later(
                "a question has at most {most:,} characters; this one {n:,}",
                most=LONGEST,
                n=len(sql),
            )
        )
    try:
        found = cursor.extract_statements(sql)
    except (duckdb.Error, RuntimeError) as problem:
        raise QueryError(_said(problem)) from problem
    if not found:
        raise QueryError(later("there is no question yet: write one SELECT"))
    if len(found) > 1:
        raise QueryError(later("one SELECT at a time, and these are {n} statements", n=len(found)))
    kind = found[0].type.name
    if found[0].type != duckdb.StatementType.SELECT:
        raise QueryError(
            later(
                "only a SELECT is run here, and this is {kind}; nothing can be changed", kind=kind
            )
        )
    return str(found[0].query).strip().rstrip(";")


def _said(problem: Exception) -> str:
    """Return what the database says in one sentence, with the line that it points at."""
    lines = [line.strip() for line in str(problem).splitlines() if line.strip()]
    first = lines[0] if lines else later("the database refused it")
    place = next((line for line in lines[1:] if line.startswith("LINE ")), "")
    return f"{first[:400]} ({place[:160]})" if place else first[:400]
