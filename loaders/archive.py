"""The archive: originals by content, and the record of what each file gave."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

from loaders.intake import Intake
from loaders.read import Staged
from loaders.source import Source
from loaders.warehouse import Connection
from metrics.language import later
from metrics.model import UserError


def keep(home: Path, path: Path, digest: str) -> str:
    """Copy `path` into the archive, once per content; return its place under `home`."""
    place = Path("archive") / digest[:2] / digest / path.name
    target = home / place
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(target.name + ".partial")
        try:
            shutil.copyfile(path, partial)
        except OSError as problem:
            partial.unlink(missing_ok=True)
            raise UserError(
                later(
                    "{file} cannot be archived ({problem})",
                    file=path.name,
                    problem=problem.strerror,
                )
            ) from problem
        partial.replace(target)
    return str(place)


def note(
    con: Connection, batch: str, staged: Staged, feed: Source, result: Intake, digest: str,
    path: Path, archived: str | None, received: dt.datetime, notes: list[str],
    mends: str | None = None,
) -> None:  # fmt: skip
    """Record in ``meta.files`` what one file gave; `mends` is the batch whose lines it corrects."""
    con.execute(
        "insert into meta.files (batch, file, source, hash, bytes, lines_read, lines_used, "
        "lines_quarantined, lines_duplicate, lines_left_out, tables, watermark, notes, left_out, "
        "received_at, times_repeated, times_skipped, archived, mends) "
        "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [batch, staged.name, feed.name, digest, path.stat().st_size, result.lines_read,
         result.used, result.quarantined, result.duplicates, sum(result.left_out.values()),
         list(feed.tables), result.watermark, "; ".join(notes), json.dumps(result.left_out),
         received, result.times_repeated, result.times_skipped, archived, mends],
    )  # fmt: skip
