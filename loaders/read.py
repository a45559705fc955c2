"""Any export file as text tables in DuckDB, with exact line numbers, or a clear refusal.

What a file is, its content says and its name must not contradict. Nothing of its values is
changed: an empty field of a delimited text or of a sheet is null, all else stays as it stands.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb

from loaders import kinds
from loaders.formats.delimited import delimited
from loaders.formats.parquet import parquet
from loaders.formats.trees import trees
from loaders.formats.workbook import old_kind, workbook, zip_kind
from loaders.guess import encoding_of, guess
from loaders.opening import Budget, Source, members
from loaders.sqltext import quoted
from loaders.staged import Limits, Part, Reject, Staged
from loaders.staging import drop, stage
from loaders.text import UndecodableError
from metrics.language import later
from metrics.model import FileRefusedError

__all__ = ["Limits", "Reject", "Staged", "fingerprint", "raw_lines", "stage_file"]


def stage_file(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    *,
    schema: str = "stage",
    workdir: Path,
    limits: Limits = Limits(),  # noqa: B008  frozen
) -> list[Staged]:
    """Stage every table of the file at `path` in `schema`, which exists and goes into SQL as is.

    `workdir` takes copies of packed Parquet files and workbooks; `raw_lines` may still need them.
    FileRefusedError, with no table left behind, when any part of the file cannot be read.
    """
    before = _examined(path)
    staged: list[Staged] = []
    try:
        for source, kind in _sources(Source(path, path.name, path.name, Budget(limits, workdir))):
            for part in _staged(con, source, kind, schema):
                staged.append(part)  # noqa: PERF402  an error later on must find it
        if _stamp(path.stat()) != before:
            raise FileRefusedError(
                later("{file} was changed while it was read; load it again", file=path.name)
            )
    except BaseException:
        for one in staged:
            drop(con, one.table)
        raise
    return staged


def raw_lines(staged: Staged, lines: Sequence[int]) -> dict[int, str]:
    """Return the original text of the rows on `lines`, all of them in one pass over the file.

    For text that is the record with all its physical lines, for other formats compact JSON.
    """
    return staged.origin.raw(lines) if lines else {}


def fingerprint(path: Path) -> str:
    """Return the BLAKE2b hash of the file as it was delivered, 32 hexadecimal digits."""
    _examined(path)
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
    except OSError as problem:
        raise FileRefusedError(
            later("{file} cannot be read ({problem})", file=path.name, problem=problem.strerror)
        ) from problem


def _examined(path: Path) -> tuple[int, int, int]:
    """Refuse what is no plain file with something in it; return what tells that it changed."""
    try:
        found = path.stat()
    except FileNotFoundError as problem:
        raise FileRefusedError(later("{file} does not exist", file=path)) from problem
    except OSError as problem:
        raise FileRefusedError(
            later("{file} cannot be read ({problem})", file=path, problem=problem.strerror)
        ) from problem
    if not stat.S_ISREG(found.st_mode):
        raise FileRefusedError(later("{file} is not a file", file=path))
    if found.st_size == 0:
        raise FileRefusedError(later("{file} is empty", file=path.name))
    return _stamp(found)


def _stamp(found: os.stat_result) -> tuple[int, int, int]:
    return (found.st_ino, found.st_size, found.st_mtime_ns)


def _sources(delivered: Source) -> list[tuple[Source, kinds.Kind]]:
    """Return the streams of a delivered file, unpacked once, each with its kind."""
    kind = _kind(delivered)
    kinds.agree(delivered.name, delivered.shown, kind)
    if kind is kinds.ZIP:
        inside = members(delivered)
    elif kind.key in kinds.PACKED:
        inside = [delivered.unpacked(kind.key, kinds.inner_name(delivered.name))]
    else:
        return [(delivered, kind)]
    found = []
    for source in inside:
        inner = _kind(source)
        if inner.key in kinds.PACKED:
            raise FileRefusedError(
                later("{file} is an archive inside an archive; unpack it", file=source.shown)
            )
        kinds.agree(source.name, source.shown, inner)
        found.append((source, inner))
    return found


def _kind(source: Source) -> kinds.Kind:
    head = source.head()
    if not head:
        raise FileRefusedError(later("{file} is empty", file=source.shown))
    kind = kinds.kind_of(head)
    if kind is kinds.ZIP:
        return zip_kind(source)
    return old_kind(source) if kind is kinds.OLE else kind


def _staged(
    con: duckdb.DuckDBPyConnection, source: Source, kind: kinds.Kind, schema: str
) -> Iterator[Staged]:
    if kind.key == "parquet":
        yield from _all(con, parquet(source), schema)
    elif kind.key == "workbook":
        yield from _all(con, workbook(source, old=kind is kinds.OLD_WORKBOOK), schema)
    else:
        read = trees if kind is kinds.JSON or _promises_json(source) else delimited
        try:
            yield from _all(con, read(source, encoding_of(source)), schema)
        except UndecodableError:
            yield from _all(con, read(source, guess(source)), schema)


def _promises_json(source: Source) -> bool:
    return kinds.SUFFIXES.get(kinds.suffix_of(source.name)) == "json"


def _all(con: duckdb.DuckDBPyConnection, parts: list[Part], schema: str) -> Iterator[Staged]:
    for part in parts:
        yield stage(con, part, f"{schema}.{quoted(_free_name(con))}")


def _free_name(con: duckdb.DuckDBPyConnection) -> str:
    """Return ``s<n>`` with a number that no table of any schema has."""
    row = con.execute(
        "select coalesce(max(try_cast(table_name[2:] as bigint)), 0) + 1 from duckdb_tables() "
        "where table_name similar to 's[0-9]+'"
    ).fetchone()
    return f"s{row[0] if row else 1}"
