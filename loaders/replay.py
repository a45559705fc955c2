"""Filling the canonical tables again from the archived originals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path

from loaders import archive, quarantine
from loaders.intake import take
from loaders.mapping import quoted
from loaders.read import stage_file
from loaders.recognise import recognise
from loaders.source import Source
from loaders.table import Table
from loaders.warehouse import Connection
from metrics.model import UserError
from metrics.settings import Settings


def replay(
    con: Connection, settings: Settings, tables: Mapping[str, Table],
    sources: Mapping[str, Source], progress: Callable[[str], None],
) -> None:  # fmt: skip
    """Empty the canonical tables and load every batch that still counts again, oldest first.

    UserError when an original is gone from the archive; the caller rolls back.
    """
    files = con.execute(
        "select batch, archived, hash, received_at, list(file), list(source), list(notes) "
        "from meta.files join meta.batches using (batch) where state = 'loaded' "
        "group by all order by batch, archived"
    ).fetchall()
    _empty(con, tables)
    for number, (batch, archived, digest, received, names, feeds, notes) in enumerate(files):
        original = settings.home / str(archived)
        if not original.is_file():
            raise UserError(
                f"{names[0]} of batch {batch} is gone from the archive; nothing was changed"
            )
        progress(f"{original.name}: again")
        workdir = settings.home / "scratch" / f"r{number}"
        workdir.mkdir()
        told = {n: (f, t) for n, f, t in zip(names, feeds, notes, strict=True)}
        _one(con, settings, tables, sources, original, workdir, f"r{number}", batch, digest,
             received, told)  # fmt: skip


def _one(
    con: Connection, settings: Settings, tables: Mapping[str, Table],
    sources: Mapping[str, Source], original: Path, workdir: Path, name: str, batch: str,
    digest: str, received: dt.datetime, told: Mapping[str, tuple[str, str]],
) -> None:  # fmt: skip
    for part, staged in enumerate(
        stage_file(con, original, schema="scratch.stage", workdir=workdir)
    ):
        feed_name, notes = told.get(staged.name, (None, ""))
        feed = recognise(staged, sources, tables, feed_name)
        result = take(con, feed, staged, tables, batch, f"{name}_{part}", received)
        quarantine.keep(con, batch, staged, result.bad)
        archive.note(
            con, batch, staged, feed, result, digest, original,
            str(original.relative_to(settings.home)), received, [notes] if notes else [],
        )  # fmt: skip


def _empty(con: Connection, tables: Mapping[str, Table]) -> None:
    for name in tables:
        con.execute(f"delete from main.{quoted(name)}")
    feeds = con.execute(
        "select table_name from information_schema.tables where table_schema = 'feeds' "
        "and table_catalog = current_database()"
    ).fetchall()
    for (feed,) in feeds:
        con.execute(f"delete from feeds.{quoted(feed)}")
    con.execute("delete from meta.slices")
    con.execute("delete from meta.quarantine")
    con.execute(
        "delete from meta.files where batch in "
        "(select batch from meta.batches where state = 'loaded')"
    )
