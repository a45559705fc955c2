"""Excel workbooks: sheets, titles above the header, times and numbers as text."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from loaders.read import Limits, raw_lines
from metrics.model import FileRefusedError
from tests.loaders.reading import Desk, a_desk, connection  # noqa: F401  fixtures


def book(**sheets: list[list[Any]]) -> bytes:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def changed(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same workbook with one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for info in old.infolist():
            part = old.read(info)
            new.writestr(info.filename, change(part) if info.filename == name else part)
    return out.getvalue()


def test_each_sheet_with_content_is_a_table(desk: Desk) -> None:
    content = book(Tickets=[["id", "status"], [1, "new"]], Empty=[], 退款=[["id"], ["R1"], ["R2"]])
    tickets, refunds = desk.stage(desk.file("book.xlsx", content))
    assert (tickets.name, refunds.name) == ("book.xlsx#Tickets", "book.xlsx#退款")
    assert desk.rows(tickets) == [(2, "1", "new")]
    assert desk.rows(refunds) == [(2, "R1"), (3, "R2")]
    assert (tickets.format, tickets.lines_read, refunds.rows) == ("xlsx", 1, 2)


def test_cells_become_text(desk: Desk) -> None:
    cells: list[tuple[Any, str | None]] = [
        ("007", "007"),
        (" x ", " x "),
        (5, "5"),
        (12.0, "12"),
        (0.1, "0.1"),
        (1234567890123, "1234567890123"),
        (-2.5, "-2.5"),
        (True, "true"),
        (dt.datetime(2026, 3, 1, 9, 30, 15), "2026-03-01 09:30:15"),
        (dt.date(2026, 3, 1), "2026-03-01"),
        (dt.time(9, 30), "09:30:00"),
        (dt.timedelta(hours=30, minutes=5), "30:05:00"),
        ("line\nbreak", "line\nbreak"),
        (None, None),
    ]
    content = book(S=[["n", "cell"], *([n, value] for n, (value, _) in enumerate(cells))])
    staged = desk.one("cells.xlsx", content)
    assert [cell for _, _, cell in desk.rows(staged)] == [text for _, text in cells]


def test_an_untidy_sheet(desk: Desk) -> None:
    rows: list[list[Any]] = [
        [],
        [None, "Refunds of the week"],
        [None, "made", dt.date(2026, 3, 2)],
        [],
        [None, "refund_id", " amount ", "currency", None, "note", None, None],
        [],
        [None, "R1", 10.5, "TWD", None, None, None, ""],
        [None, "R2", None, "TWD", "seen", None],
        [],
        [None, "refund_id", " amount ", "currency", None, "note"],
        [None, "R3", 7, "TWD"],
    ]
    staged = desk.one("untidy.xlsx", book(S=rows))
    assert staged.headers == ("refund_id", "amount", "currency", "column_5", "note")
    assert desk.rows(staged) == [
        (7, "R1", "10.5", "TWD", None, None),
        (8, "R2", None, "TWD", "seen", None),
        (11, "R3", "7", "TWD", None, None),
    ]
    assert staged.left_out == (("repeated header", 1),)
    assert staged.lines_read == 4
    assert raw_lines(staged, [8, 7, 99]) == {
        8: '{"refund_id":"R2","currency":"TWD","column_5":"seen"}',
        7: '{"refund_id":"R1","amount":"10.5","currency":"TWD"}',
    }


def test_a_header_alone(desk: Desk) -> None:
    staged = desk.one("head.xlsx", book(S=[["id", "status"]]))
    assert (staged.headers, staged.rows) == (("id", "status"), 0)


def test_data_far_down_is_found(desk: Desk) -> None:
    staged = desk.one("far.xlsx", book(S=[*([[]] * 700), ["id"], [1]]))
    assert desk.rows(staged) == [(702, "1")]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            book(S=[["id", "x", "id"], [1, 2, 3]]),
            "#S, row 1: the header has 'id' twice, in columns 1",
        ),
        (book(S=[], T=[]), "is empty: none of its sheets has a header"),
        (book(S=[["id"], [1]])[:-200], "is damaged"),
        (b"id,status\n1,new\n", "is delimited text by its content, which its name's .xlsx contra"),
        (
            changed(book(S=[["id"], [1]]), "xl/workbook.xml", lambda part: part[:-40]),
            "is a damaged workbook",
        ),
    ],
)
def test_a_workbook_that_cannot_be_read(desk: Desk, content: bytes, says: str) -> None:
    with pytest.raises(FileRefusedError, match=r"^book\.xlsx") as problem:
        desk.one("book.xlsx", content)
    assert says in str(problem.value)
    assert desk.tables() == []


def test_the_second_sheet_refuses_the_whole_book(desk: Desk) -> None:
    with pytest.raises(FileRefusedError, match=r"^book\.xlsx#B, row 1"):
        desk.stage(desk.file("book.xlsx", book(A=[["id"], [1]], B=[["x", "X"], [1, 2]])))
    assert desk.tables() == []


def test_a_stray_cell_at_the_far_end_is_not_allocated(desk: Desk) -> None:
    def stray(part: bytes) -> bytes:
        row = b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>'
        return part.replace(b"</sheetData>", row)

    content = changed(book(S=[["id"], [1]]), "xl/worksheets/sheet1.xml", stray)
    with pytest.raises(FileRefusedError, match="spans 1,048,576 rows and 16,384 columns"):
        desk.one("stray.xlsx", content)


def test_a_workbook_that_unpacks_without_end(desk: Desk) -> None:
    content = changed(
        book(S=[["id"], [1]]), "xl/worksheets/sheet1.xml", lambda p: p + b" " * (4 << 20)
    )
    limits = Limits(ratio_from=1 << 20, ratio=50)
    with pytest.raises(FileRefusedError, match="more than 50 times its size"):
        desk.one("bomb.xlsx", content, limits)
    # The same with a directory that claims the member is small.
    lying = re.sub(
        rb"(PK\x01\x02.{20})(....)(?=.{18}xl/worksheets/sheet1\.xml)",
        lambda found: found[1] + b"\x10\x00\x00\x00",
        content,
        flags=re.S,
    )
    assert lying != content
    with pytest.raises(FileRefusedError, match="more than 50 times its size"):
        desk.one("lying.xlsx", lying, limits)


@pytest.mark.parametrize(
    ("members", "says"),
    [
        (["[Content_Types].xml", "word/document.xml"], "a Word document"),
        (["xl/workbook.bin"], "a binary Excel workbook; save it as .xlsx"),
        (["mimetype", "content.xml"], "an OpenDocument file; save it as .xlsx"),
    ],
)
def test_other_documents_are_called_what_they_are(
    desk: Desk, members: list[str], says: str
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for member in members:
            archive.writestr(member, "x")
    with pytest.raises(FileRefusedError, match=re.escape(f"report.xlsx is {says}")):
        desk.one("report.xlsx", out.getvalue())


def test_a_workbook_with_a_password(desk: Desk) -> None:
    """Office packs a locked workbook into an OLE file with this stream in its directory."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[30:32] = (9).to_bytes(2, "little")
    header[48:52] = (0).to_bytes(4, "little")
    directory = "Root Entry".encode("utf-16-le").ljust(128, b"\x00")
    directory += "EncryptedPackage".encode("utf-16-le").ljust(384, b"\x00")
    with pytest.raises(FileRefusedError, match=r"^locked\.xlsx is locked with a password"):
        desk.one("locked.xlsx", bytes(header) + directory)
