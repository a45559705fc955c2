"""Parts of files into text tables of DuckDB."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator
from dataclasses import replace

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from loaders.sqltext import quoted
from loaders.staged import LINE, Part, Staged
from metrics.language import kept, later
from metrics.model import FileRefusedError, InternalError

INCOMING = "andon_incoming"
REPEATED, EMPTY = kept("repeated header"), kept("empty row")


def stage(con: duckdb.DuckDBPyConnection, part: Part, table: str) -> Staged:
    """Create `table` (qualified and quoted) and fill it with the rows of `part`.

    FileRefusedError when more than half of the rows do not fit the header. Whatever ends the
    reading early, no table stays behind.
    """
    columns = "".join(f"{quoted(name)} varchar, " for name in part.headers)
    con.execute(f"create table {table} ({columns}{LINE} bigint)")
    feed = _Feed(part)
    try:
        _fill(con, feed, table)
        staged = _finished(part, feed, table)
        _drop_unnamed(con, part, feed, table)
    except BaseException:
        drop(con, table)
        raise
    return staged


def drop(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """Drop `table` after an error, which is the one to be told if the database is full or gone."""
    with contextlib.suppress(duckdb.Error):
        con.execute(f"drop table {table}")


class _Feed:
    """The batches of a part on their way: what is no data is left out and counted."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.rows = 0
        self.left_out = {REPEATED: 0, EMPTY: 0}
        self.filled = [False] * len(part.headers)
        self.problem: BaseException | None = None
        fields = [pa.field(f"c{n}", pa.string()) for n in range(len(part.headers))]
        self.schema = pa.schema([*fields, pa.field(LINE, pa.int64())])

    def batches(self) -> Iterator[pa.RecordBatch]:
        # DuckDB would report an exception of ours as text only.
        try:
            for table in self.part.batches:
                if self.part.tally.overflowed:
                    raise _unsplit(self.part, self.rows + sum(self.left_out.values()))
                kept = self._kept(table)
                self.rows += kept.num_rows
                for at in range(len(self.filled)):
                    self.filled[at] |= kept.column(at).null_count < kept.num_rows
                yield from kept.rename_columns(self.schema.names).to_batches()
        except BaseException as problem:
            self.problem = problem
            raise

    def _kept(self, table: pa.Table) -> pa.Table:
        table = self._without(table, EMPTY, [(at, None) for at in range(len(self.filled))])
        if self.part.header_row is not None:
            table = self._without(table, REPEATED, list(enumerate(self.part.header_row)))
        return table

    def _without(self, table: pa.Table, why: str, row: list[tuple[int, str | None]]) -> pa.Table:
        """Return `table` without the rows that are `row`; most have none in the first column."""
        masks = []
        for at, value in row:
            column = table.column(at)
            if value is None:
                mask = column.is_null()
            else:
                mask = pc.fill_null(pc.equal(column, value), fill_value=False)
            if not pc.any(mask).as_py():
                return table
            masks.append(mask)
        # A table without columns has only rows without values.
        kept = table.filter(pc.invert(functools.reduce(pc.and_, masks))) if masks else table[:0]
        self.left_out[why] += table.num_rows - kept.num_rows
        return kept


def _fill(con: duckdb.DuckDBPyConnection, feed: _Feed, table: str) -> None:
    shown = feed.part.name
    con.register(INCOMING, pa.RecordBatchReader.from_batches(feed.schema, feed.batches()))
    try:
        con.execute(f"insert into {table} select * from {INCOMING}")
    except duckdb.Error as problem:
        if feed.problem is not None:
            raise feed.problem from None
        says = str(problem).splitlines()[0]
        if isinstance(problem, duckdb.IOException | duckdb.OutOfMemoryException):
            raise FileRefusedError(
                later("{file} cannot be staged: {problem}", file=shown, problem=says)
            ) from problem
        raise InternalError(f"{shown} cannot be staged: {says}") from problem
    finally:
        con.unregister(INCOMING)


def _finished(part: Part, feed: _Feed, table: str) -> Staged:
    left_out = tuple((why, count) for why, count in feed.left_out.items() if count)
    read = feed.rows + sum(count for _, count in left_out)
    rejects = tuple(part.tally.rejects)
    if part.tally.overflowed or len(rejects) * 2 > read + len(rejects):
        raise _unsplit(part, read)
    kept = [at for at in range(len(part.headers)) if not _unused(part, feed, at)]
    return Staged(
        name=part.name,
        table=table,
        headers=tuple(part.headers[at] for at in kept),
        rows=feed.rows,
        lines_read=read + len(rejects),
        left_out=left_out,
        rejects=tuple(
            replace(one, fields=tuple(one.fields[at] for at in kept if one.fields))
            for one in rejects
        ),
        encoding=part.encoding,
        format=part.format,
        origin=part.origin,
    )


def _unsplit(part: Part, others: int) -> FileRefusedError:
    rejects = part.tally.rejects
    total, first = len(rejects) + others, rejects[0]
    ask = (
        "" if part.header_row is None else later("; is the delimiter right, and the header whole?")
    )
    return FileRefusedError(
        later(
            "{file}: {rejects:,} of {total:,} lines cannot be used, the first is line {line}: "
            "{problem}{nearest}",
            file=part.name,
            rejects=len(rejects),
            total=total,
            line=first.line,
            problem=first.reason,
            nearest=ask,
        )
    )


def _unused(part: Part, feed: _Feed, at: int) -> bool:
    return at in part.unnamed and not feed.filled[at]


def _drop_unnamed(con: duckdb.DuckDBPyConnection, part: Part, feed: _Feed, table: str) -> None:
    for at, name in enumerate(part.headers):
        if _unused(part, feed, at):
            con.execute(f"alter table {table} drop column {quoted(name)}")
