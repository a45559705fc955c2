"""Answers as text: JSON, CSV that no spreadsheet takes for formulas, and a plain table."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Literal

from metrics.model import Point, Result, Rows

Format = Literal["table", "csv", "json"]
FORMATS: tuple[Format, ...] = ("table", "csv", "json")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

Table = tuple[Sequence[str], Sequence[Sequence[Any]]]


def plain(value: Any) -> Any:
    """Return `value` as JSON has it: instants in UTC with ``Z``, days as YYYY-MM-DD."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


def result_table(result: Result) -> Table:
    """Return an answer as columns and rows, in the order of the command line's contract."""
    return points_table(result.query.by, result.points)


def points_table(by: Sequence[str], points: Iterable[Point]) -> Table:
    """Return the points of an answer cut by the dimensions `by` as columns and rows."""
    fields = ("value", "numerator", "denominator", "low", "high", "n", "undecided", "partial")
    columns = [*by, "period", *fields, "blank", "reason"]

    def row(point: Point) -> list[Any]:
        cells = [getattr(point, name) for name in (*fields, "blank", "reason")]
        return [*point.members, point.period, *cells]

    return columns, [row(point) for point in points]


def rows_table(rows: Rows) -> Table:
    """Return rows as columns and rows."""
    return rows.columns, rows.rows


def written(table: Table, form: Format) -> str:
    """Return `table` as text in one of `FORMATS`, ending with a line break."""
    columns, rows = table
    if form == "json":
        return as_json([dict(zip(columns, row, strict=True)) for row in rows])
    if form == "csv":
        return _csv(columns, rows)
    return _aligned(columns, rows)


def as_json(value: Any) -> str:
    """Return `value` as JSON text."""
    return json.dumps(plain(value), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def safe_cell(value: Any) -> Any:
    """Return `value` for a CSV cell; text that a spreadsheet would run gets a quote before it."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    if isinstance(value, bool):
        return "true" if value else "false"
    return plain(value)


def _csv(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    lines = [columns, *([safe_cell(value) for value in row] for row in rows)]
    return "".join(",".join(map(_quoted, line)) + "\n" for line in lines)


def _quoted(cell: Any) -> str:
    """Return a cell as it stands in a line.

    The csv module leaves a lone carriage return bare where lines end with a line feed: a sheet
    begins a row there, and its first cell could then be a formula.
    """
    text = "" if cell is None else str(cell)
    if any(sign in text for sign in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text


def _aligned(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    cells = [[_cell(value) for value in row] for row in rows]
    widths = [
        max(_width(text) for text in (name, *(row[place] for row in cells)))
        for place, name in enumerate(columns)
    ]
    right = [
        all(isinstance(row[place], int | float | Decimal | None) for row in rows)
        for place in range(len(columns))
    ]
    lines = []
    for row in (list(columns), *cells):
        padded = [
            " " * (width - _width(text)) + text if is_right else text + " " * (width - _width(text))
            for text, width, is_right in zip(row, widths, right, strict=True)
        ]
        lines.append("  ".join(padded).rstrip())
    return "\n".join(lines) + "\n"


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    value = plain(value)
    text = f"{value:,.6g}" if isinstance(value, float) else str(value)
    # row text may hold escapes that a terminal would obey
    return "".join(
        c if unicodedata.category(c)[0] != "C" else "\N{REPLACEMENT CHARACTER}" for c in text
    )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
