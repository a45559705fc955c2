"""Quarantine: bad lines with every reason, their place and their raw text."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from loaders.intake import Bad
from loaders.read import Staged, raw_lines
from loaders.warehouse import Connection


def keep(con: Connection, batch: str, staged: Staged, bad: list[Bad]) -> None:
    """Write the bad lines of one file to ``meta.quarantine``."""
    if not bad:
        return
    raw = {reject.line: reject.raw for reject in staged.rejects}
    raw |= raw_lines(staged, sorted(line for line, _, _ in bad if line not in raw))
    firsts = [reasons[0].partition(": ") for _, _, reasons in bad]
    bad_lines = pa.table(  # noqa: F841  DuckDB finds it by its name
        {
            "line": pa.array([line for line, _, _ in bad], pa.int64()),
            "tbl": pa.array([table for _, table, _ in bad], pa.string()),
            "rule": pa.array([rule for rule, _, _ in firsts], pa.string()),
            "reason": pa.array([reason for _, _, reason in firsts], pa.string()),
            "raw": pa.array([raw.get(line) for line, _, _ in bad], pa.string()),
            "reasons": pa.array([reasons for _, _, reasons in bad], pa.list_(pa.string())),
        }
    )
    con.execute(
        "insert into meta.quarantine (batch, file, line, tbl, rule, reason, raw, reasons) "
        "select ?, ?, line, tbl, rule, reason, raw, reasons from bad_lines order by line",
        [batch, staged.name],
    )


def listed(con: Connection, batch: str | None = None) -> list[dict[str, Any]]:
    """Return quarantined lines (of one batch), oldest first, as the command line prints them."""
    found = con.execute(
        "select q.batch, file, line, tbl, rule, reason, reasons, raw from meta.quarantine q "
        "where $batch is null or q.batch = $batch order by q.batch, file, line",
        {"batch": batch},
    ).fetchall()
    names = ("batch", "file", "line", "table", "rule", "reason", "reasons", "raw")
    return [dict(zip(names, row, strict=True)) for row in found]
