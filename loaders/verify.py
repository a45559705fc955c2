"""The checks of a batch inside its load: kept, reported, and drawn as Data Docs."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from loaders.checks import build_data_docs, check_tables, great_expectations
from loaders.report import Report
from loaders.table import Table
from loaders.warehouse import Connection


class Warming:
    """Imports Great Expectations, which costs seconds, while files are read."""

    def __init__(self) -> None:
        self.thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin, once."""
        if self.thread is None:
            self.thread = threading.Thread(target=great_expectations, daemon=True)
            self.thread.start()

    def wait(self) -> None:
        """Wait until it is done, where it was begun."""
        if self.thread is not None:
            self.thread.join()


def verify(
    con: Connection, tables: Mapping[str, Table], touched: Sequence[str], batch: str,
    received: dt.datetime, report: Report, docs: Path | None,
) -> str | None:  # fmt: skip
    """Check `batch`; keep the results in ``meta.checks`` and what failed in the report.

    With a home in `docs` the Data Docs are drawn there, of a refused batch too. Returns what is
    critical, which refuses the batch, else None.
    """
    checked = check_tables(con, tables, touched, batch, received)
    if docs is not None:
        build_data_docs(docs, batch, checked, received)
    for r in checked:
        con.execute(
            "insert into meta.checks values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [batch, r.tbl, r.rule, r.column, r.level, r.ok, r.observed, r.expected, r.message,
             r.bad_rows, received],
        )  # fmt: skip
        if not r.ok:
            report.checks.append(
                {"table": r.tbl, "rule": r.rule, "level": r.level, "message": r.message,
                 "rows": r.bad_rows}
            )  # fmt: skip
    return next((r.message for r in checked if not r.ok and r.level == "critical"), None)
