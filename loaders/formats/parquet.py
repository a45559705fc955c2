"""Parquet: typed columns as text, objects inside rows as dotted names, lists as JSON text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from pyarrow import parquet as pq

from loaders.formats.header import named
from loaders.formats.workbook import as_json
from loaders.opening import Source
from loaders.sqltext import literal, quoted
from loaders.staged import Part, Tally, by_line
from metrics.language import later
from metrics.model import FileRefusedError

BATCH = 50_000  # rows
REAL = ("float", "double")
NESTED = ("list", "array", "map", "union")


def parquet(source: Source) -> list[Part]:
    """Make the one part of a Parquet file."""
    origin = ParquetOrigin(source.spooled(".parquet"), source)
    columns = origin.columns()
    header = named([name for name, _ in columns], source.shown, source.budget.limits)
    return [
        Part(
            name=source.shown,
            format="parquet",
            encoding="utf-8",
            headers=header.names,
            batches=origin.batches(),
            tally=Tally(source.budget.limits),
            origin=origin,
            unnamed=header.unnamed,
        )
    ]


@dataclass(frozen=True)
class ParquetOrigin:
    """A Parquet file, read for each pass; its lines are the ordinals of rows, from 1."""

    path: Path
    source: Source

    def _open(self) -> pq.ParquetFile:
        try:
            return pq.ParquetFile(self.path)
        except (pa.ArrowException, OSError) as problem:
            raise self._damaged(problem) from problem

    def _damaged(self, problem: Exception) -> FileRefusedError:
        says = str(problem).splitlines()[0] if str(problem) else type(problem).__name__
        return FileRefusedError(
            later(
                "{file} is a damaged Parquet file: {problem}",
                file=self.source.shown,
                problem=says,
            )
        )

    def columns(self) -> list[tuple[str, str]]:
        """Return each column's dotted name and the SQL that makes text of it."""
        schema = self._open().schema_arrow
        named(schema.names, self.source.shown, self.source.budget.limits)
        with duckdb.connect() as con:
            con.register("incoming", schema.empty_table())
            found = con.table("incoming")
            return [
                column
                for name, kind in zip(found.columns, found.types, strict=True)
                for column in _columns(name, quoted(name), kind)
            ]

    def batches(self) -> Iterator[pa.Table]:
        """Yield the rows as text, with their ordinals."""
        expressions = ", ".join(f"{sql} as c{at}" for at, (_, sql) in enumerate(self.columns()))
        rows = size = 0
        with self._open() as file, duckdb.connect() as con:
            con.execute("set timezone = 'UTC'")
            con.execute("set enable_progress_bar = false")
            try:
                for batch in file.iter_batches(BATCH):
                    con.register("incoming", pa.table(batch))
                    told = con.sql(f"select {expressions} from incoming")
                    table: pa.Table = told.to_arrow_table()
                    size += table.nbytes
                    # Millions of equal values are one in Parquet: the ratio says nothing here.
                    self.source.budget.spend(f"{self.source.shown} (inside)", size, size)
                    numbers = pa.array(range(rows + 1, rows + 1 + table.num_rows), pa.int64())
                    rows += table.num_rows
                    yield table.append_column("line", numbers)
            except (pa.ArrowException, OSError, duckdb.Error) as problem:
                raise self._damaged(problem) from problem

    def raw(self, lines: Sequence[int]) -> dict[int, str]:
        """Return the rows as JSON objects of what is filled."""
        headers = [name for name, _ in self.columns()]
        wanted = set(lines)
        found = {}
        for table in self.batches():
            numbers = table.column(table.num_columns - 1).to_pylist()
            for at, number in enumerate(numbers):
                if number in wanted:
                    *row, _ = (column[at].as_py() for column in table.itercolumns())
                    found[number] = as_json(headers, row)
        return by_line(lines, found)


def _columns(name: str, sql: str, kind: Any) -> Iterator[tuple[str, str]]:
    """Yield name and text expression of a column of DuckDB's type `kind`, or of its fields."""
    if kind.id == "struct":
        for field, inner in kind.children:
            part = f"struct_extract({sql}, {literal(field)})"
            yield from _columns(f"{name}.{field}", part, inner)
    elif kind.id in NESTED:
        yield name, f"cast(to_json({sql}) as varchar)"
    elif kind.id in REAL:
        whole = f"{sql} = trunc({sql}) and abs({sql}) < 1e15"
        short = f"cast(cast({sql} as bigint) as varchar)"
        yield name, f"case when {whole} then {short} else cast({sql} as varchar) end"
    elif kind.id == "blob":
        yield name, f"coalesce(try(decode({sql})), hex({sql}))"
    else:
        yield name, f"cast({sql} as varchar)"
