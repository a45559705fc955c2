"""The file in which bad lines leave Andon to be corrected, and come back.

A CSV with a row for each line: where it stands and what is wrong with it (the columns named
``andon …``), and what each column of its file says. Whoever corrects it changes those, in any
program that edits tables, and loads the file like any export. A row that is left as it was is no
correction, unless its reason is emptied: that says that the line is right as it stands. Lines
without the right number of fields need it, where the guess at their columns is right.

No cell is a formula to a spreadsheet: one that begins as a formula does, behind any number of
apostrophes, gets one more apostrophe in front, and reading takes one away. So every text comes
back as it left.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from loaders.read import Staged
from loaders.warehouse import Connection
from metrics.language import later
from metrics.model import FileRefusedError, nearest
from metrics.show import FORMULA_STARTS

BATCH, FILE, LINE, REASON = "andon batch", "andon file", "andon line", "andon reason"
PLACE = (BATCH, FILE, LINE)
BESIDES = ("andon table", "andon rule", "andon raw")  # to know of; never read again
OWN = (*PLACE, REASON, *BESIDES)
_FORMULA = re.compile(f"'*[{re.escape(''.join(FORMULA_STARTS))}]")
Cells = Mapping[str, str | None]


@dataclass(frozen=True)
class Fix:
    """One line as somebody wants it.

    `batch`, `file` and `line` say which; `cells` what each column given shall say (None: nothing).
    With `right` it is right as it stands, even where nothing is changed. `at` is the line of the
    fix file where this is written.
    """

    batch: str
    file: str
    line: int
    cells: Cells
    right: bool
    at: int


def written(rows: Iterable[Mapping[str, Any]], cells: Sequence[Cells] = ()) -> bytes:
    """Return quarantined `rows` (of ``meta.quarantine``) as a fix file.

    `cells` are what the rows shall say instead, one for each row; without them it is what they
    said. A row without reasons is right as it stands.
    """
    held = list(rows)
    said = list(cells) or [json.loads(row["fields"] or "{}") for row in held]
    columns = list(dict.fromkeys(name for one in said for name in one))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")  # so that a CR in a text is quoted, too
    writer.writerow(map(guarded, [*PLACE, REASON, *columns, *BESIDES]))
    for row, one in zip(held, said, strict=True):
        reasons = "; ".join(reason.partition(": ")[2] for reason in row["reasons"])
        place = [row["batch"], row["file"], str(row["line"]), reasons]
        besides = [row["tbl"], row["rule"], row["raw"]]
        texts = [*place, *(one.get(name) for name in columns), *besides]
        writer.writerow(map(guarded, texts))
    return text.getvalue().encode("utf-8-sig")  # with its mark, spreadsheets read it as UTF-8


def guarded(text: str | None) -> str:
    """Return `text` so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text and _FORMULA.match(text) else text or ""


def unguarded(text: str | None) -> str | None:
    """Return what `guarded` was given."""
    return text[1:] if text and text[0] == "'" and _FORMULA.match(text) else text


def is_fixes(headers: Sequence[str]) -> bool:
    """Tell a fix file by its headers."""
    return set(PLACE) <= {header.lower() for header in headers}


def read(con: Connection, staged: Staged) -> list[Fix]:
    """Return the fixes that a staged fix file holds, in its order.

    FileRefusedError for a line that does not fit the header, a place that is none, and a line
    that is corrected twice.
    """
    for reject in staged.rejects:
        raise FileRefusedError(
            later(
                "{file}, line {line}: {problem}",
                file=staged.name,
                line=reject.line,
                problem=reject.reason,
            )
        )
    place = {header.lower(): at for at, header in enumerate(staged.headers)}
    batch, file, line = (place[name] for name in PLACE)
    reason = place.get(REASON)
    columns = {
        at: unguarded(header) or header
        for at, header in enumerate(staged.headers)
        if header.lower() not in OWN
    }
    fixes: dict[tuple[str, str, int], Fix] = {}
    for *row, at in con.execute(f"select * from {staged.table} order by _line").fetchall():
        here = later("{file}, line {line}", file=staged.name, line=at)
        cells = {name: unguarded(row[k]) for k, name in columns.items()}
        number = str(row[line] or "").strip()
        if not number.isdecimal():
            raise FileRefusedError(
                later(
                    "{place}: {header} says {number!r}, which is no line number",
                    place=here,
                    header=LINE,
                    number=number,
                )
            )
        # A name may look like a formula, too.
        which = (row[batch] or "").strip(), unguarded(row[file]) or "", int(number)
        right = reason is not None and not (row[reason] or "").strip()
        fix = Fix(*which, cells, right, at)
        if which in fixes:
            raise FileRefusedError(
                later(
                    "{place}: line {line} of {file} is corrected twice, here and in line {other}",
                    place=here,
                    line=fix.line,
                    file=fix.file,
                    other=fixes[which].at,
                )
            )
        fixes[which] = fix
    return list(fixes.values())


def fitted(fix: Fix, fields: Cells, shown: str) -> dict[str, str | None]:
    """Return what all columns of the fixed line shall say; `fields` are what they said.

    A column that the fix does not have stays as it was. FileRefusedError for a value in a column
    that the line's file does not have.
    """
    names = {name.lower(): name for name in fields}
    told = dict(fields)
    for name, value in fix.cells.items():
        if name.lower() in names:
            told[names[name.lower()]] = value
        elif value is not None:
            raise FileRefusedError(
                later(
                    "{file}, line {at}: {file2} has no column {name!r}{nearest}",
                    file=shown,
                    at=fix.at,
                    file2=fix.file,
                    name=name,
                    nearest=nearest(name, fields),
                )
            )
    return told
