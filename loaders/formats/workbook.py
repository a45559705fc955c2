"""Excel workbooks: each sheet with content is a table, whatever stands above its header."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import python_calamine as calamine

from loaders import kinds
from loaders.formats.header import TITLES, header_place, named
from loaders.formats.sheetsize import check_size
from loaders.opening import Source
from loaders.staged import Part, Tally, by_line
from metrics.language import later
from metrics.model import FileRefusedError

BATCH = 20_000  # rows
SECTOR_SHIFT, FIRST_DIRECTORY = 30, 48  # where an old Office file says where its directory is
WHOLE = 1e15  # up to here a double holds whole numbers exactly, and prints them as such
Cells = list[str | None]


def zip_kind(source: Source) -> kinds.Kind:
    """Return what a zip is: a workbook, another document that is packed so, or an archive."""
    try:
        with zipfile.ZipFile(source.spooled(".xlsx") if source.packing else source.path) as archive:
            names = set(archive.namelist())
            first = archive.namelist()[:1]
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError) as problem:
        raise FileRefusedError(
            later("{file} is damaged: {problem}", file=source.shown, problem=problem)
        ) from problem
    if "xl/workbook.xml" in names:
        return kinds.WORKBOOK
    for sign, says in (
        ("xl/workbook.bin", "a binary Excel workbook; save it as .xlsx"),
        ("word/document.xml", "a Word document"),
        ("ppt/presentation.xml", "a PowerPoint presentation"),
        ("META-INF/MANIFEST.MF", "a Java program"),
    ):
        if sign in names:
            return kinds.Kind("alien", says)
    if first == ["mimetype"]:
        return kinds.Kind("alien", "an OpenDocument file; save it as .xlsx")
    return kinds.ZIP


def old_kind(source: Source) -> kinds.Kind:
    """Return what an old Office file is: only workbooks that are not locked can be read.

    Newer Office packs a workbook with a password into such a file.
    """
    with source.spooled(".xls").open("rb") as file:
        file.seek(SECTOR_SHIFT)
        size = 1 << min(int.from_bytes(file.read(2), "little"), 12)
        file.seek(FIRST_DIRECTORY)
        file.seek((int.from_bytes(file.read(4), "little") + 1) * size)
        directory = file.read(8 * size).decode("utf-16-le", errors="ignore")
    if "EncryptedPackage" in directory:
        return kinds.Kind("alien", "locked with a password")
    if "Workbook" in directory or "Book\0" in directory:
        return kinds.OLD_WORKBOOK
    return kinds.Kind("alien", "an old Office document")


def workbook(source: Source, *, old: bool) -> list[Part]:
    """Make a part of every sheet that has a header; FileRefusedError when none has."""
    path = source.spooled(".xls" if old else ".xlsx")
    check_size(path, source)
    origin = Workbook(path, source.shown)
    parts = []
    for sheet in origin.sheet_names():
        shown = f"{source.shown}#{sheet}"
        rows = origin.rows(sheet)
        top = list(itertools.islice((found for found in rows if any(found[1])), TITLES))
        if not top:
            continue
        number, cells = top[header_place([row for _, row in top])]
        header = named(cells, f"{shown}, row {number}", source.budget.limits)
        parts.append((shown, sheet, number, header))
    if not parts:
        raise FileRefusedError(
            later("{file} is empty: none of its sheets has a header", file=source.shown)
        )
    return [
        Part(
            name=shown,
            format="xls" if old else "xlsx",
            encoding="utf-8",
            headers=header.names,
            batches=_batches(origin.rows(sheet), number, len(header.names)),
            tally=Tally(source.budget.limits),
            origin=SheetOrigin(origin, sheet, header.names),
            unnamed=header.unnamed,
            header_row=header.row,
        )
        for shown, sheet, number, header in parts
    ]


@dataclass(frozen=True)
class Workbook:
    """A workbook file, opened for each pass."""

    path: Path
    shown: str

    def _open(self) -> calamine.CalamineWorkbook:
        try:
            return calamine.CalamineWorkbook.from_path(str(self.path))
        except calamine.PasswordError as problem:
            raise FileRefusedError(
                later("{file} is locked with a password", file=self.shown)
            ) from problem
        except (calamine.CalamineError, OSError) as problem:
            raise FileRefusedError(
                later("{file} is a damaged workbook: {problem}", file=self.shown, problem=problem)
            ) from problem

    def sheet_names(self) -> list[str]:
        """Return the names of the worksheets, in the workbook's order."""
        return [
            found.name
            for found in self._open().sheets_metadata
            if found.typ == calamine.SheetTypeEnum.WorkSheet
        ]

    def rows(self, sheet: str) -> Iterator[tuple[int, Cells]]:
        """Yield row number and cells from the first row on; cells as text, from column A on."""
        try:
            opened = self._open().get_sheet_by_name(sheet)
        except calamine.CalamineError as problem:
            raise FileRefusedError(
                later(
                    "{file}#{sheet} is damaged: {problem}",
                    file=self.shown,
                    sheet=sheet,
                    problem=problem,
                )
            ) from problem
        if opened.start is None:
            return
        left: Cells = [None] * opened.start[1]
        for number, row in enumerate(opened.iter_rows(), start=1):
            yield number, left + [cell_text(cell) for cell in row]


def cell_text(cell: Any) -> str | None:
    """Return a cell's value as text: times in ISO 8601, numbers as short as they can be."""
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < WHOLE else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, dt.timedelta):
        seconds = round(cell.total_seconds())
        sign = "-" if seconds < 0 else ""
        minutes, second = divmod(abs(seconds), 60)
        return f"{sign}{minutes // 60:02}:{minutes % 60:02}:{second:02}"
    return None if cell is None else str(cell)


def _batches(rows: Iterator[tuple[int, Cells]], header: int, width: int) -> Iterator[pa.Table]:
    data = ((number, row) for number, row in rows if number > header and any(row))
    while found := list(itertools.islice(data, BATCH)):
        columns = [pa.array([row[at] for _, row in found], pa.string()) for at in range(width)]
        numbers = pa.array([number for number, _ in found], pa.int64())
        yield pa.table([*columns, numbers], names=[str(n) for n in range(width + 1)])


@dataclass(frozen=True)
class SheetOrigin:
    """A sheet, read again."""

    workbook: Workbook
    sheet: str
    headers: tuple[str, ...]

    def raw(self, lines: Sequence[int]) -> dict[int, str]:
        """Return the rows as JSON objects of what is filled."""
        wanted = set(lines)
        found = {
            number: as_json(self.headers, row)
            for number, row in self.workbook.rows(self.sheet)
            if number in wanted
        }
        return by_line(lines, found)


def as_json(headers: Sequence[str], row: Sequence[str | None]) -> str:
    """Return a row as a compact JSON object, without what is empty."""
    filled = {name: cell for name, cell in zip(headers, row, strict=True) if cell is not None}
    return json.dumps(filled, ensure_ascii=False, separators=(",", ":"))
