"""Filling the canonical tables again from the archived originals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from loaders import archive, fixes, mend, quarantine, touched
from loaders.intake import take
from loaders.read import Staged, stage_file
from loaders.recognise import recognise
from loaders.source import Source
from loaders.sqltext import quoted
from loaders.table import Table
from loaders.warehouse import Connection
from metrics.language import later
from metrics.model import UserError
from metrics.settings import Settings


@dataclass(frozen=True)
class _File:
    """A file of the archive, to be taken in again as it was.

    `noted` has, by the batch that it mends (None: none) and its name, its source and its notes.
    """

    batch: str
    archived: str
    digest: str
    received: dt.datetime
    noted: Mapping[tuple[str | None, str], tuple[str, str]]


def replay(
    con: Connection, settings: Settings, tables: Mapping[str, Table],
    sources: Mapping[str, Source], gone: Collection[str], progress: Callable[[str], None],
) -> None:  # fmt: skip
    """Load every batch that still counts, without those `gone`, into emptied canonical tables.

    Leaves a transaction open, which the caller commits or rolls back. UserError when an original
    is gone from the archive.
    """
    # All is staged before the transaction begins: one transaction writes to one database only.
    staged = [
        (file, _staged(con, settings.home, f"r{number}", file, gone))
        for number, file in enumerate(_files(con, gone))
    ]
    con.execute("begin")
    touched.begin(con)
    _empty(con, tables, gone)
    for number, (file, parts) in enumerate(staged):
        progress(later("{file}: again", file=file.archived))
        for place, (again, part) in enumerate(parts):
            mends = again.batch if again else None
            feed_name, note = file.noted.get((mends, part.name), (None, ""))
            feed = recognise(part, sources, tables, feed_name)
            name = f"r{number}_{place}"
            corrected = mend.corrected(con, mends, part.name) if mends else None
            result = take(con, feed, part, tables, file.batch, name, file.received, corrected)
            if again is None:
                quarantine.keep(con, file.batch, part, result.bad)
            else:
                again.settle(con, file.batch, result.bad)
            archive.note(
                con, file.batch, part, feed, result, file.digest, settings.home / file.archived,
                file.archived, file.received, [note] if note else [], mends,
            )  # fmt: skip


def _files(con: Connection, gone: Collection[str]) -> list[_File]:
    found = con.execute(
        "select batch, archived, hash, received_at, list(mends), list(file), list(source), "
        "list(notes) from meta.files join meta.batches using (batch) where state = 'loaded' "
        "group by batch, archived, hash, received_at order by batch, archived"
    ).fetchall()
    return [
        _File(
            batch, archived, digest, received,
            {(m, n): (s, t) for m, n, s, t in zip(*noted, strict=True)},
        )
        for batch, archived, digest, received, *noted in found
        if batch not in gone
    ]  # fmt: skip


def _staged(
    con: Connection, home: Path, name: str, file: _File, gone: Collection[str]
) -> list[tuple[mend.Again | None, Staged]]:
    """Return the parts of `file`, each with what it corrects if it does."""
    original = home / file.archived
    if not original.is_file():
        raise UserError(
            later(
                "{file} of batch {batch} is gone from the archive; nothing was changed",
                file=original.name,
                batch=file.batch,
            )
        )
    workdir = home / "scratch" / name
    workdir.mkdir()
    parts = stage_file(con, original, schema="scratch.stage", workdir=workdir)
    if fixes.is_fixes(parts[0].headers):
        found = mend.again(con, home, parts[0], workdir, file.batch, gone)
        return [(again, again.staged) for again in found]
    return [(None, part) for part in parts]


def _empty(con: Connection, tables: Mapping[str, Table], gone: Collection[str]) -> None:
    for name in tables:
        con.execute(f"delete from main.{quoted(name)}")
    feeds = con.execute(
        "select table_name from information_schema.tables where table_schema = 'feeds' "
        "and table_catalog = current_database()"
    ).fetchall()
    for (feed,) in feeds:
        con.execute(f"delete from feeds.{quoted(feed)}")
    for batch in gone:
        con.execute("update meta.batches set state = 'undone' where batch = ?", [batch])
    con.execute("delete from meta.slices")
    con.execute("delete from meta.quarantine")
    con.execute(
        "delete from meta.files where batch in "
        "(select batch from meta.batches where state = 'loaded')"
    )
