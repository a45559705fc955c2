"""What has been declared and loaded, as lists of plain rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb

from loaders import fixes
from loaders import quarantine as kept
from loaders.publish import current_number, published
from loaders.source import load_sources
from loaders.table import load_tables
from loaders.warehouse import Connection
from metrics.language import later
from metrics.model import UnknownNameError
from metrics.settings import Settings

Listed = tuple[str, list[dict[str, Any]]]


@contextmanager
def _snapshot(settings: Settings) -> Iterator[Connection | None]:
    """Open the published snapshot, which no load holds; None where nothing is published."""
    number = current_number(settings.home)
    if not number:
        yield None
        return
    path = published(settings.home) / f"andon-{number}.duckdb"
    con = duckdb.connect(str(path), read_only=True)
    try:
        con.execute("set timezone = 'UTC'")
        yield con
    finally:
        con.close()


def sources(settings: Settings) -> Listed:
    """Return the declared sources, and the tables whose own files need none."""
    tables = load_tables(settings)
    rows = [
        {
            "source": s.name,
            "files": s.files.pattern,
            "tables": list(s.tables),
            "timezone": s.timezone,
            "tried_on": s.tried_on or "never tried on a real export",
            "meaning": s.meaning,
        }
        for s in load_sources(settings, tables).values()
    ]
    rows += [
        {
            "source": t.name,
            "files": f"{t.name}.*",
            "tables": [t.name],
            "timezone": "UTC",
            "tried_on": "Andon's own format",
            "meaning": t.meaning,
        }
        for t in tables.values()
    ]
    return "sources", rows


def batches(settings: Settings) -> Listed:
    """Return the loads so far, oldest first, with their files."""
    with _snapshot(settings) as con:
        if con is None:
            return "batches", []
        found = con.execute(
            "select batch, state, started_at, finished_at, rows from meta.batches order by batch"
        ).fetchall()
        files = con.execute(
            "select batch, file, source, lines_read, lines_used, lines_quarantined, "
            "lines_duplicate, lines_left_out from meta.files order by batch, file"
        ).fetchall()
    names = ("file", "source", "lines_read", "lines_used", "lines_quarantined",
             "lines_duplicate", "lines_left_out")  # fmt: skip
    return "batches", [
        {
            "batch": batch,
            "state": state,
            "started_at": started,
            "finished_at": finished,
            "rows": rows,
            "files": [dict(zip(names, f[1:], strict=True)) for f in files if f[0] == batch],
        }
        for batch, state, started, finished, rows in found
    ]


def quarantine(settings: Settings, batch: str | None = None, mended: bool = False) -> Listed:
    """Return the lines in quarantine (of one batch), with `mended` those that were as well.

    UnknownNameError for a batch that there is not.
    """
    with _snapshot(settings) as con:
        _known(con, batch)
        return "quarantine", [] if con is None else kept.listed(con, batch, mended=mended)


def fix_file(settings: Settings, batch: str | None = None) -> bytes:
    """Return the lines in quarantine (of one batch) as a file to correct (`loaders.fixes`)."""
    with _snapshot(settings) as con:
        _known(con, batch)
        return fixes.written([] if con is None else kept.waiting(con, batch))


def _known(con: Connection | None, batch: str | None) -> None:
    if batch is None:
        return
    found = [] if con is None else con.execute("select batch from meta.batches").fetchall()
    names = [name for (name,) in found]
    if batch not in names:
        raise UnknownNameError.of(later("batch"), batch, names)


def print_table(rows: Sequence[dict[str, Any]], empty: str) -> None:
    """Print rows under their column names, nested ones as counts."""
    if not rows:
        print(empty)
        return
    names = list(rows[0])
    cells = [names, *[[_cell(row[name]) for name in names] for row in rows]]
    widths = [min(60, max(len(line[k]) for line in cells)) for k in range(len(names))]
    for line in cells:
        print("  ".join(cell[:60].ljust(w) for cell, w in zip(line, widths, strict=True)).rstrip())


def _cell(value: Any) -> str:
    if isinstance(value, list):
        if value and isinstance(value[0], dict):
            return str(len(value))
        return ", ".join(str(v) for v in value)
    return "" if value is None else str(value).replace("\n", "⏎")
