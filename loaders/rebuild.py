"""Making derived things again: all facts, or the whole warehouse without one batch.

Undo replays the archive without the batch, each file with the time of receipt it had, so the
result is what it would have been had the batch never been loaded. That costs a full load; it is
exact, whatever was overwritten meanwhile.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from loaders import coverage, promised, replay
from loaders.derive import derive, derive_as_of
from loaders.publish import publish
from loaders.source import load_sources
from loaders.table import load_tables
from loaders.warehouse import Connection, get_setting, locked, opened, put_setting
from metrics.build import check_configuration
from metrics.language import later
from metrics.model import UnknownNameError, UserError
from metrics.settings import Settings

Progress = Callable[[str], None]


def rebuild(
    settings: Settings,
    as_of: dt.datetime | None = None,
    progress: Progress = lambda _: None,
    *,
    rejudge: bool = False,
) -> int:
    """Derive all facts again from the canonical tables, and publish; return the snapshot's number.

    With `as_of` the facts are what they were at that instant; the next load goes back to the
    data's own watermark. Promises that were judged by and are edited are refused with ConfigError,
    unless `rejudge` asks for them: then each change is told and kept in ``meta.rejudged``.
    """
    check_configuration(settings)  # refused before anything is touched
    tables = load_tables(settings)
    sources = load_sources(settings, tables)
    with locked(settings.home):
        with opened(settings, tables) as con:
            if not rejudge:
                promised.check(con, settings)
            con.execute("begin")
            try:
                promised.rejudge(con, settings, progress)
                coverage.renew(con, settings, tables, sources)
                progress(later("deriving facts"))
                if as_of is None:
                    derive(con, settings)
                else:
                    derive_as_of(con, settings, tables, as_of)
                number = int(get_setting(con, "snapshot") or 0) + 1
                put_setting(con, "snapshot", str(number))
                con.execute("commit")
                con.execute("checkpoint")
            except BaseException:
                con.execute("rollback")
                raise
        progress(later("publishing"))
        publish(settings, number)
    return number


def undo(settings: Settings, batch: str, progress: Progress = lambda _: None) -> int:
    """Take `batch` back as if it had never been loaded, and publish; return the snapshot's number.

    Batches that mend lines of it go with it. Raises UnknownNameError for a batch that does not
    exist, UserError for one undone already or whose neighbours' originals are missing from the
    archive.
    """
    check_configuration(settings)  # refused before anything is touched
    tables = load_tables(settings)
    sources = load_sources(settings, tables)
    with locked(settings.home):
        with opened(settings, tables) as con:
            promised.check(con, settings)
            states = dict(con.execute("select batch, state from meta.batches").fetchall())
            if batch not in states:
                raise UnknownNameError.of(later("batch"), batch, states)
            if states[batch] == "undone":
                raise UserError(later("batch {batch} is undone already", batch=batch))
            gone = [batch, *mending(con, batch)]
            try:
                replay.replay(con, settings, tables, sources, gone, progress)
                coverage.renew(con, settings, tables, sources)
                derive(con, settings)
                number = int(get_setting(con, "snapshot") or 0) + 1
                put_setting(con, "snapshot", str(number))
                con.execute("commit")
                con.execute("checkpoint")
            except BaseException:
                con.execute("rollback")
                raise
        progress(later("publishing"))
        publish(settings, number)
    return number


def mending(con: Connection, batch: str) -> list[str]:
    """Return the batches that mend lines of `batch`; without it they stand on nothing."""
    found = con.execute(
        "select distinct batch from meta.files join meta.batches using (batch) "
        "where mends = ? and state = 'loaded' order by batch",
        [batch],
    ).fetchall()
    return [name for (name,) in found]
