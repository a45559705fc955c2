"""Quarantine: bad lines with every reason, their place, their raw text and what became of them.

A line stays listed under the batch and file that it came with. Once a corrected copy of the file
has it right, `mended_by` names the batch of that copy, and the line is history.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pyarrow as pa

from loaders.intake import Bad
from loaders.read import Staged, raw_lines
from loaders.sqltext import literal, quoted
from loaders.warehouse import Connection

# line -> what each column says (nothing, where an older release kept it), and the mending batch
Held = dict[int, tuple[dict[str, str | None], str | None]]


def keep(con: Connection, batch: str, staged: Staged, bad: Sequence[Bad]) -> None:
    """Write the bad lines of one file to ``meta.quarantine``."""
    if not bad:
        return
    lines = [line for line, _, _ in bad]
    raw = {reject.line: reject.raw for reject in staged.rejects}
    raw |= raw_lines(staged, sorted(line for line in lines if line not in raw))
    fields = _fields(con, staged, lines)
    firsts = [reasons[0].partition(": ") for _, _, reasons in bad]
    bad_lines = pa.table(  # noqa: F841  DuckDB finds it by its name
        {
            "line": pa.array(lines, pa.int64()),
            "tbl": pa.array([table for _, table, _ in bad], pa.string()),
            "rule": pa.array([rule for rule, _, _ in firsts], pa.string()),
            "reason": pa.array([reason for _, _, reason in firsts], pa.string()),
            "raw": pa.array([raw.get(line) for line in lines], pa.string()),
            "reasons": pa.array([reasons for _, _, reasons in bad], pa.list_(pa.string())),
            "fields": pa.array([fields.get(line) for line in lines], pa.string()),
        }
    )
    con.execute(
        "insert into meta.quarantine (batch, file, line, tbl, rule, reason, raw, reasons, fields) "
        "select ?, ?, line, tbl, rule, reason, raw, reasons, fields from bad_lines order by line",
        [batch, staged.name],
    )


def _fields(con: Connection, staged: Staged, lines: Sequence[int]) -> dict[int, str]:
    """Return what each column says on each of `lines`, as a JSON object in the header's order."""
    wanted = pa.table({"line": pa.array(lines, pa.int64())})  # noqa: F841  found by its name
    pairs = ", ".join(f"{literal(name)}, {quoted(name)}" for name in staged.headers)
    found: dict[int, str] = dict(
        con.execute(
            f"select _line, cast(json_object({pairs}) as varchar) from {staged.table} "
            "where _line in (select line from wanted)"
        ).fetchall()
    )
    for reject in staged.rejects:
        said = [field or None for field in reject.fields] or [None] * len(staged.headers)
        told = dict(zip(staged.headers, said, strict=True))
        found[reject.line] = json.dumps(told, ensure_ascii=False)
    return found


def fields_of(con: Connection, batch: str, file: str) -> Held:
    """Return the lines of `file` of `batch`: what their columns say, and who mended them."""
    found = con.execute(
        "select line, fields, mended_by from meta.quarantine where batch = ? and file = ?",
        [batch, file],
    ).fetchall()
    return {line: (json.loads(fields or "{}"), by) for line, fields, by in found}


def open_lines(con: Connection, batch: str, file: str) -> list[int]:
    """Return the lines of `file`, as `batch` brought it, that nobody has mended yet."""
    found = con.execute(
        "select line from meta.quarantine where batch = ? and file = ? and mended_by is null "
        "order by line",
        [batch, file],
    ).fetchall()
    return [line for (line,) in found]


def waiting(con: Connection, batch: str | None = None) -> list[dict[str, Any]]:
    """Return the lines (of one batch) that nobody has mended yet, with what their columns say."""
    found = con.execute(
        "select batch, file, line, tbl, rule, reasons, raw, fields from meta.quarantine "
        "where mended_by is null and ($batch is null or batch = $batch) "
        "order by batch, file, line",
        {"batch": batch},
    ).fetchall()
    names = ("batch", "file", "line", "tbl", "rule", "reasons", "raw", "fields")
    return [dict(zip(names, row, strict=True)) for row in found]


def mark(
    con: Connection, batch: str, file: str, by: str, lines: Collection[int],
    changes: Mapping[int, str],
) -> None:  # fmt: skip
    """Mark `lines` of `file` of `batch` as mended by the batch `by`; `changes` says how."""
    mended = pa.table(  # noqa: F841  DuckDB finds it by its name
        {
            "line": pa.array(lines, pa.int64()),
            "change": pa.array([changes.get(line) for line in lines], pa.string()),
        }
    )
    con.execute(
        "update meta.quarantine as q set mended_by = $by, mended_as = m.change from mended as m "
        "where q.batch = $batch and q.file = $file and q.line = m.line and q.mended_by is null",
        {"by": by, "batch": batch, "file": file},
    )


def listed(
    con: Connection, batch: str | None = None, *, mended: bool = False
) -> list[dict[str, Any]]:
    """Return the lines in quarantine (of one batch), oldest first, as the command line prints them.

    With `mended` also those that were mended since, each with the batch that did it and how.
    """
    found = con.execute(
        "select q.batch, file, line, tbl, rule, reason, reasons, raw, mended_by, mended_as "
        "from meta.quarantine q where ($batch is null or q.batch = $batch) "
        "and ($mended or mended_by is null) order by q.batch, file, line",
        {"batch": batch, "mended": mended},
    ).fetchall()
    names = ("batch", "file", "line", "table", "rule", "reason", "reasons", "raw")
    rows = [dict(zip(names, row[:8], strict=True)) for row in found]
    if mended:
        for row, (*_, by, changes) in zip(rows, found, strict=True):
            row |= {"mended_by": by, "changes": json.loads(changes) if changes else []}
    return rows
