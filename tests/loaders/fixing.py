"""A fix file as a person makes it: the one that Andon writes, with a few cells changed."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from loaders import fixes, listing
from tests.loaders.conftest import Home

Cells = dict[str, str]


def offered(home: Home, batch: str | None = None) -> list[dict[str, str]]:
    """The rows of the fix file that Andon writes, as a spreadsheet shows them."""
    text = listing.fix_file(home.settings, batch).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def corrected(home: Home, changes: dict[int, Cells], name: str = "fix.csv") -> Path:
    """Write the offered rows of the lines in `changes`, with those cells changed.

    Without a cell to change the reason is emptied: the line is right as it stands.
    """
    rows = []
    for row in offered(home):
        change = changes.get(int(row[fixes.LINE]))
        if change is not None:
            rows.append({**row, **(change or {fixes.REASON: ""})})
    return write(home, rows, name)


def write(home: Home, rows: list[Cells], name: str = "fix.csv") -> Path:
    text = io.StringIO()
    names = dict.fromkeys(key for row in rows for key in row)
    writer = csv.DictWriter(text, list(names), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return home.file(name, text.getvalue())
