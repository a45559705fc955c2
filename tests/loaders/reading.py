"""What the tests of the reader share: a database to stage in, and ways to look at what came."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from loaders.read import Limits, Staged, stage_file


@pytest.fixture(name="con")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        con.execute("set timezone = 'UTC'")
        con.execute("create schema stage")
        yield con


class Desk:
    """A folder, a database, and the handful of verbs that the tests need."""

    def __init__(self, con: duckdb.DuckDBPyConnection, folder: Path) -> None:
        self.con, self.folder = con, folder
        self.workdir = folder / "workdir"
        self.workdir.mkdir()

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def stage(self, path: Path, limits: Limits = Limits()) -> list[Staged]:  # noqa: B008
        return stage_file(self.con, path, workdir=self.workdir, limits=limits)

    def one(self, name: str, content: str | bytes, limits: Limits = Limits()) -> Staged:  # noqa: B008
        [staged] = self.stage(self.file(name, content), limits)
        return staged

    def rows(self, staged: Staged) -> list[tuple[Any, ...]]:
        """Line first, then the columns."""
        return self.con.execute(
            f"select _line, * exclude (_line) from {staged.table} order by _line"
        ).fetchall()

    def tables(self) -> list[str]:
        found = self.con.execute("select table_name from duckdb_tables()").fetchall()
        return [name for (name,) in found]


@pytest.fixture(name="desk")
def a_desk(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> Desk:
    return Desk(con, tmp_path)
