"""Filling the canonical tables again from the archived originals."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from loaders import archive, quarantine, touched
from loaders.intake import take
from loaders.read import Staged, stage_file
from loaders.recognise import recognise
from loaders.source import Source
from loaders.sqltext import quoted
from loaders.table import Table
from loaders.warehouse import Connection
from metrics.model import UserError
from metrics.settings import Settings


def replay(
    con: Connection, settings: Settings, tables: Mapping[str, Table],
    sources: Mapping[str, Source], gone: str, progress: Callable[[str], None],
) -> None:  # fmt: skip
    """Load every batch that still counts, without batch `gone`, into emptied canonical tables.

    Leaves a transaction open, which the caller commits or rolls back. UserError when an original
    is gone from the archive.
    """
    files = con.execute(
        "select batch, archived, hash, received_at, list(file), list(source), list(notes) "
        "from meta.files join meta.batches using (batch) where state = 'loaded' and batch <> ? "
        "group by batch, archived, hash, received_at order by batch, archived",
        [gone],
    ).fetchall()
    # All is staged before the transaction begins: one transaction writes to one database only.
    staged = [(file, _staged(con, settings, number, *file)) for number, file in enumerate(files)]
    con.execute("begin")
    touched.begin(con)
    _empty(con, tables, gone)
    for number, ((batch, archived, digest, received, names, feeds, notes), parts) in enumerate(
        staged
    ):
        progress(f"{archived}: again")
        told = {n: (f, t) for n, f, t in zip(names, feeds, notes, strict=True)}
        for place, part in enumerate(parts):
            feed_name, note = told.get(part.name, (None, ""))
            feed = recognise(part, sources, tables, feed_name)
            result = take(con, feed, part, tables, batch, f"r{number}_{place}", received)
            quarantine.keep(con, batch, part, result.bad)
            archive.note(
                con, batch, part, feed, result, digest, settings.home / archived, archived,
                received, [note] if note else [],
            )  # fmt: skip


def _staged(
    con: Connection, settings: Settings, number: int, batch: str, archived: str, *_: object
) -> list[Staged]:
    original = settings.home / archived
    if not original.is_file():
        raise UserError(
            f"{original.name} of batch {batch} is gone from the archive; nothing was changed"
        )
    workdir = settings.home / "scratch" / f"r{number}"
    workdir.mkdir()
    return stage_file(con, original, schema="scratch.stage", workdir=workdir)


def _empty(con: Connection, tables: Mapping[str, Table], gone: str) -> None:
    for name in tables:
        con.execute(f"delete from main.{quoted(name)}")
    feeds = con.execute(
        "select table_name from information_schema.tables where table_schema = 'feeds' "
        "and table_catalog = current_database()"
    ).fetchall()
    for (feed,) in feeds:
        con.execute(f"delete from feeds.{quoted(feed)}")
    con.execute("update meta.batches set state = 'undone' where batch = ?", [gone])
    con.execute("delete from meta.slices")
    con.execute("delete from meta.quarantine")
    con.execute(
        "delete from meta.files where batch in "
        "(select batch from meta.batches where state = 'loaded')"
    )
