"""An archived file staged again, with corrected lines in their places.

The original is not touched, and no copy of it is written: a corrected line takes the place of the
one that could not be used, under its number, whatever the format is.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from loaders import fixes
from loaders.fixes import Cells, Fix
from loaders.read import Staged, stage_file
from loaders.sqltext import quoted
from loaders.warehouse import Connection
from metrics.language import later
from metrics.model import UserError

STAGE = "scratch.stage"


def restaged(
    con: Connection, home: Path, archived: str, mine: Sequence[Fix], workdir: Path,
    before: str | None = None, gone: Collection[str] = (),
) -> Staged:  # fmt: skip
    """Stage the file that `mine` corrects again, corrected; earlier corrections come first.

    Those are of the batches before `before` (None: of all), without those `gone`. UserError when
    an original is gone from the archive.
    """
    batch, file = mine[0].batch, mine[0].file
    parts = _stage(con, home, archived, workdir)
    for part in parts:
        if part.name != file:
            con.execute(f"drop table {part.table}")
    (staged,) = [part for part in parts if part.name == file]
    for number, path in enumerate(_earlier(con, batch, file, before, gone)):
        (part,) = _stage(con, home, path, workdir / f"e{number}")
        theirs = [f for f in fixes.read(con, part) if (f.batch, f.file) == (batch, file)]
        staged = _patched(con, staged, theirs)
    return _patched(con, staged, mine)


def _stage(con: Connection, home: Path, archived: str, workdir: Path) -> list[Staged]:
    path = home / archived
    if not path.is_file():
        raise UserError(
            later("{file} is gone from the archive; nothing was changed", file=path.name)
        )
    workdir.mkdir(parents=True)
    return stage_file(con, path, schema=STAGE, workdir=workdir)


def _earlier(
    con: Connection, batch: str, file: str, before: str | None, gone: Collection[str]
) -> list[str]:
    """Return the archived fix files that have corrected `file` of `batch`, oldest first."""
    number = "cast(substr(batch, 2) as bigint)"
    found = con.execute(
        "select batch, archived from meta.files join meta.batches using (batch) "
        f"where mends = $batch and file = $file and state = 'loaded' and ($before is null "
        f"or {number} < cast(substr($before, 2) as bigint)) order by {number}",
        {"batch": batch, "file": file, "before": before},
    ).fetchall()
    return [archived for name, archived in found if name not in gone]


def _patched(con: Connection, staged: Staged, mine: Sequence[Fix]) -> Staged:
    """Put the fixed lines in place of those that `staged` has, and of those it could not split."""
    asked = _numbers([fix.line for fix in mine])  # noqa: F841  DuckDB finds it by its name
    columns = ", ".join(quoted(name) for name in staged.headers)
    there = {
        line: dict(zip(staged.headers, row, strict=True))
        for line, *row in con.execute(
            f"select _line, {columns} from {staged.table} where _line in (select line from asked)"
        ).fetchall()
    }
    rejects = {reject.line: reject for reject in staged.rejects}
    rows: dict[int, Cells] = {}
    for fix in mine:
        said = there.get(fix.line)
        if said is None:
            fields = rejects[fix.line].fields or [""] * len(staged.headers)
            said = {name: text or None for name, text in zip(staged.headers, fields, strict=True)}
        told = fixes.fitted(fix, said, staged.name)
        if fix.right or told != said:
            rows[fix.line] = told
    patch = pa.table(  # noqa: F841  DuckDB finds it by its name
        [
            *(pa.array([row[n] for row in rows.values()], pa.string()) for n in staged.headers),
            pa.array(list(rows), pa.int64()),
        ],
        names=[*(f"c{at}" for at in range(len(staged.headers))), "line"],
    )
    renewed = _numbers(list(rows))  # noqa: F841
    con.execute(f"delete from {staged.table} where _line in (select line from renewed)")
    con.execute(f"insert into {staged.table} ({columns}, _line) select * from patch")
    left = tuple(reject for reject in staged.rejects if reject.line not in rows)
    rows_now = staged.rows + len(staged.rejects) - len(left)
    return replace(staged, rows=rows_now, rejects=left)


def _numbers(lines: list[int]) -> pa.Table:
    return pa.table({"line": pa.array(lines, pa.int64())})
