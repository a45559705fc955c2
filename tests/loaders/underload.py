"""A warehouse in the middle of a load, for tests of the checks."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from loaders.checks import Checked, CheckResult, check_tables
from loaders.sqltext import quoted
from loaders.table import Table, load_tables
from loaders.warehouse import opened
from metrics.settings import load_settings

NOON = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)


class House:
    """A warehouse under load: rows go in as the loader would leave them, uncommitted."""

    def __init__(self, con: duckdb.DuckDBPyConnection, tables: dict[str, Table]) -> None:
        self.con, self.tables = con, tables
        self.lines = 1

    def batch(self, batch: str, at: dt.datetime = NOON, state: str = "loaded") -> None:
        self.con.execute(
            "insert into meta.batches values (?, ?, ?, ?, 1, 1)", [batch, at, at, state]
        )

    def file(self, batch: str, name: str, lines: int, table: str, at: dt.datetime = NOON) -> None:
        self.con.execute(
            "insert into meta.files (batch, file, source, lines_read, tables, received_at) "
            "values (?, ?, 'desk', ?, ?, ?)",
            [batch, name, lines, [table], at],
        )

    def put(self, table: str, batch: str, *rows: dict[str, object]) -> None:
        for row in rows:
            self.lines += 1
            full = {**row, "_batch": batch, "_file": f"{table}.csv", "_line": self.lines}
            names = ", ".join(quoted(n) for n in full)
            marks = ", ".join("?" * len(full))
            self.con.execute(
                f"insert into main.{table} ({names}) values ({marks})", list(full.values())
            )

    def tickets(self, batch: str, count: int, prefix: str = "T", **columns: object) -> None:
        fixed = {"created_at": NOON, "status": "open", **columns}
        names = ", ".join(quoted(n) for n in fixed)
        values = ", ".join(f"${n}" for n in fixed)
        self.con.execute(
            f"insert into main.tickets (ticket_id, {names}, _batch, _file, _line) "
            f"select $prefix || i, {values}, $batch, 'tickets.csv', i + 2 from range({count}) r(i)",
            {**fixed, "prefix": prefix, "batch": batch},
        )

    def checked(self, *touched: str, batch: str = "b0001", at: dt.datetime = NOON) -> Checked:
        return check_tables(self.con, self.tables, touched, batch, at)

    def check(
        self, *touched: str, batch: str = "b0001", at: dt.datetime = NOON
    ) -> dict[tuple[str, str], CheckResult]:
        return {(r.tbl, r.rule): r for r in self.checked(*touched, batch=batch, at=at)}


def failures(results: dict[tuple[str, str], CheckResult]) -> set[str]:
    return {rule for (_, rule), result in results.items() if not result.ok}


@contextmanager
def under_load(home: Path) -> Iterator[House]:
    """Open a new warehouse at `home`, inside the transaction of batch b0001."""
    settings = load_settings(home=home)
    tables = load_tables(settings)
    with opened(settings, tables) as con:
        con.execute("begin")
        house = House(con, tables)
        house.batch("b0001")
        yield house
