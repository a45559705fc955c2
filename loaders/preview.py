"""The first rows of a load as its tables hold them, before a dry run takes them back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from loaders.sqltext import quoted
from loaders.table import Table
from loaders.warehouse import Connection

SHOWN = 8


def first_rows(
    con: Connection, tables: Mapping[str, Table], touched: Iterable[str], batch: str
) -> list[dict[str, Any]]:
    """Return the first rows of `batch` in each of the `touched` tables: table, line, values.

    Values are text as it is read, times ISO 8601 in UTC; null is None.
    """
    rows: list[dict[str, Any]] = []
    for name in sorted(touched):
        columns = list(tables[name].columns)
        listed = ", ".join(map(quoted, columns))
        found = con.execute(
            f"select _line, {listed} from main.{quoted(name)} where _batch = ? "
            f"order by _line limit {SHOWN}",
            [batch],
        ).fetchall()
        rows += [
            {
                "table": name,
                "line": line,
                "values": dict(zip(columns, map(_said, values), strict=True)),
            }
            for line, *values in found
        ]
    return rows


def _said(value: Any) -> str | None:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return None if value is None else str(value)
