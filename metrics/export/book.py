"""A workbook (XLSX) with one way to write a cell: never a formula, whatever a text looks like.

A spreadsheet runs what looks like a formula. Here texts are written as texts, and those that begin
like a formula are marked as quoted too, so that they stay texts when somebody edits the cell.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from metrics.export import words
from metrics.language import tr
from metrics.show import FORMULA_STARTS

WIDEST, NARROWEST = 60, 9
LONGEST_CELL = 32_000  # Excel keeps 32,767 characters
Cell = Any


class Book:
    """A workbook with one way to write a cell."""

    def __init__(self, out: io.BytesIO, title: str, mark: str) -> None:
        """Open a workbook in `out`; `mark` stands above each table and at the foot of a page."""
        self.book = Workbook(
            out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        self._formats: dict[tuple[str, bool], Format] = {}
        self._mark = mark
        self.book.set_properties({"title": title, "author": "Andon"})
        self.book.set_size(2400, 1400)

    def sheet(self, name: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
        """Add a sheet: the watermark, then a table. A cell is a value, or a value and a format.

        `heads` are told in the reader's language where a catalogue has them.
        """
        sheet: Worksheet = self.book.add_worksheet(name)
        self._write(sheet, 0, 0, (self._mark, ""))
        told = [tr(head) for head in heads]
        for place, head in enumerate(told):
            self._write(sheet, 1, place, (head, ""), bold=True)
        widths = [_width(head) for head in told]
        for at, row in enumerate(rows, 2):
            for place, cell in enumerate(row):
                pair = cell if isinstance(cell, tuple) else (cell, "")
                self._write(sheet, at, place, pair)
                widths[place] = max(widths[place], _width(pair[0]))
        for place, width in enumerate(widths):
            sheet.set_column(place, place, max(NARROWEST, min(width + 2, WIDEST)))
        sheet.freeze_panes(2, 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L" + self._mark.replace("&", "&&")[:200] + "&R&P / &N")

    def _write(
        self, sheet: Worksheet, at: int, place: int, pair: tuple[Any, str], bold: bool = False
    ) -> None:
        value, form = pair
        if value is None or value == "":
            return
        if isinstance(value, bool):
            sheet.write_boolean(at, place, value, self._format("", bold))
        elif isinstance(value, int | float | Decimal):
            sheet.write_number(at, place, value, self._format(form, bold))
        elif isinstance(value, dt.date):
            day = dt.datetime.combine(value, dt.time())
            sheet.write_datetime(at, place, day, self._format("yyyy-mm-dd", bold))
        else:
            text = words.printable(str(value))[:LONGEST_CELL]
            quoted = "quote" if text.startswith(FORMULA_STARTS) else ""
            sheet.write_string(at, place, text, self._format(quoted, bold))

    def _format(self, form: str, bold: bool) -> Format:
        key = (form, bold)
        if key not in self._formats:
            said: dict[str, Any] = {"bold": bold, "valign": "top"}
            if form == "quote":
                said["quote_prefix"] = True
            elif form:
                said["num_format"] = form
            self._formats[key] = self.book.add_format(said)
        return self._formats[key]


def _width(value: Any) -> int:
    if isinstance(value, float | Decimal):
        return 12
    return max((len(line) for line in str(value).split("\n")), default=0)
