"""Files as exports have them: CSV in several dialects, JSON, NDJSON, untidy workbooks.

Writing the same rows twice gives the same bytes: no clock, no names of this machine.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import xlsxwriter


@dataclass
class Sheet:
    """One export file (or one sheet of a workbook) before it is written.

    `rows` are lists of cells under `header` (csv, xlsx), objects (json), or lines (ndjson).
    `bad` and `again` hold the planted rows themselves: what must go to quarantine, and why; what
    repeats an earlier row.
    """

    path: str
    kind: Literal["csv", "json", "ndjson", "xlsx"]
    rows: list[Any]
    header: Sequence[str] = ()
    encoding: str = "utf-8"
    delimiter: str = ","
    title: tuple[str, ...] = ()  # lines above the header (xlsx)
    groups: tuple[tuple[str, int], ...] = ()  # merged cells above the header: text, columns
    sheet: str | None = None  # the sheet's name (xlsx)
    blank_after: frozenset[int] = frozenset()  # rows after which the sheet has a blank one
    bad: list[tuple[Any, str]] = field(default_factory=list)
    again: list[Any] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The file's name in reports: its path, with the sheet where it has one."""
        return f"{self.path}#{self.sheet}" if self.sheet else self.path

    def spoil(self, where: float, row: Any, why: str) -> None:
        """Put a bad row at a share `where` of the file."""
        self.rows.insert(round(where * len(self.rows)), row)
        self.bad.append((row, why))

    def repeat(self, where: float, after: int = 3) -> None:
        """Say a row at a share `where` of the file a second time, a few rows further down."""
        at = round(where * (len(self.rows) - 1))
        twin = _copy(self.rows[at])
        self.rows.insert(at + after, twin)
        self.again.append(twin)


def _copy(row: Any) -> Any:
    """Return a row that is equal, but another object."""
    return json.loads(json.dumps(row)) if isinstance(row, dict) else list(row)


def write(folder: Path, sheets: Sequence[Sheet]) -> dict[str, dict[str, Any]]:
    """Write all files below `folder`; return what each holds and where its planted rows stand."""
    told: dict[str, dict[str, Any]] = {}
    books: dict[str, list[Sheet]] = {}
    for sheet in sheets:
        path = folder / sheet.path
        path.parent.mkdir(parents=True, exist_ok=True)
        if sheet.kind == "xlsx":
            books.setdefault(sheet.path, []).append(sheet)
            continue
        lines, content = {"csv": _csv, "json": _json, "ndjson": _ndjson}[sheet.kind](sheet)
        data = content.encode(sheet.encoding)
        path.write_bytes(gzip.compress(data, 6, mtime=0) if sheet.path.endswith(".gz") else data)
        told[sheet.name] = _told(sheet, lines)
    for name, members in books.items():
        told |= _workbook(folder / name, members)
    return told


def _told(sheet: Sheet, lines: list[int]) -> dict[str, Any]:
    """Return the account of a written file: records, bad rows and repeated rows with lines."""
    place = {id(row): number for number, row in enumerate(sheet.rows)}

    def found(row: Any) -> dict[str, int]:
        return {"line": lines[place[id(row)]], "record": place[id(row)] + 1}

    quarantined = [{**found(row), "why": why} for row, why in sheet.bad]
    repeated = [found(row) for row in sheet.again]
    return {
        "records": len(sheet.rows),
        "used": len(sheet.rows) - len(quarantined) - len(repeated),
        "quarantined": sorted(quarantined, key=lambda q: q["line"]),
        "duplicates": sorted(repeated, key=lambda q: q["line"]),
    }


def _csv(sheet: Sheet) -> tuple[list[int], str]:
    """Return the line on which each record begins, and the text."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=sheet.delimiter, lineterminator="\r\n")
    writer.writerow(sheet.header)
    writer.writerows(sheet.rows)
    lines, line = [], 2
    for row in sheet.rows:
        lines.append(line)
        line += 1 + sum(cell.count("\n") for cell in row if isinstance(cell, str))
    return lines, out.getvalue()


def _json(sheet: Sheet) -> tuple[list[int], str]:
    """Return the item numbers and a JSON array with one item a line."""
    items = ",\n".join(json.dumps(row, ensure_ascii=False) for row in sheet.rows)
    return list(range(1, len(sheet.rows) + 1)), f"[\n{items}\n]\n"


def _ndjson(sheet: Sheet) -> tuple[list[int], str]:
    return list(range(1, len(sheet.rows) + 1)), "\n".join(r[0] for r in sheet.rows) + "\n"


def _workbook(path: Path, sheets: Sequence[Sheet]) -> dict[str, dict[str, Any]]:
    told = {}
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"author": "Andon demo", "created": dt.datetime(2026, 1, 1)})
    styles = {
        "title": book.add_format({"bold": True, "font_size": 14, "align": "center"}),
        "head": book.add_format({"bold": True, "bg_color": "#DDE5EE", "border": 1}),
        "time": book.add_format({"num_format": "yyyy/mm/dd hh:mm"}),
        "day": book.add_format({"num_format": "yyyy/mm/dd"}),
    }
    for sheet in sheets:
        told[sheet.name] = _told(sheet, _fill(book.add_worksheet(sheet.sheet), sheet, styles))
    book.close()
    return told


def _fill(page: Any, sheet: Sheet, styles: dict[str, Any]) -> list[int]:
    """Write one sheet and return the row number, from 1, of each record."""
    at = 0
    for number, text in enumerate(sheet.title):
        if number == 0:
            page.merge_range(at, 0, at, len(sheet.header) - 1, text, styles["title"])
        else:
            page.write_string(at, 0, text)
        at += 1
    if sheet.title:
        at += 1  # a blank row under the title
    column = 0
    for text, width in sheet.groups:
        if width > 1:
            page.merge_range(at, column, at, column + width - 1, text, styles["head"])
        else:
            page.write_string(at, column, text, styles["head"])
        column += width
    at += 1 if sheet.groups else 0
    page.write_row(at, 0, sheet.header, styles["head"])
    page.freeze_panes(at + 1, 1)
    page.set_column(0, len(sheet.header) - 1, 15)
    lines = []
    for number, row in enumerate(sheet.rows):
        at += 1
        lines.append(at + 1)
        for place, cell in enumerate(row):
            if isinstance(cell, dt.datetime):
                page.write_datetime(at, place, cell.replace(tzinfo=None), styles["time"])
            elif isinstance(cell, dt.date):
                page.write_datetime(at, place, cell, styles["day"])
            elif isinstance(cell, str):
                page.write_string(at, place, cell) if cell else page.write_blank(at, place, None)
            elif cell is not None:
                page.write_number(at, place, cell)
        at += 1 if number in sheet.blank_after else 0
    return lines
