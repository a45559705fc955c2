"""What is explored, as files: nothing that a spreadsheet would run, and SQL that answers alike."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path

import duckdb
import openpyxl
import pytest

from metrics import Query, Store
from metrics.compile import Compiled
from metrics.export.table import as_csv, as_sheet, explored, sql_text
from metrics.language import speaking
from metrics.literal import readable
from metrics.model import InternalError
from tests.metrics.warehouse import Warehouse

FIRST, LAST = dt.date(2026, 3, 16), dt.date(2026, 3, 22)
HOSTILE = ("=1+1", "+1", "-1", "@sum(a1)", "\t=1", "\r=1", 'o\'clock? "x"', "a\r=1")
ASKED = Query("tickets_created", by=("team",), start=FIRST, end=LAST)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A ticket a team in the week, and teams whose names are formulas."""
    warehouse = Warehouse(tmp_path_factory.mktemp("files"))
    for n, team in enumerate(HOSTILE):
        warehouse.add("tickets", {"ticket_id": f"T{n}", "created_at": f"{FIRST} 09:00:00+08",
                                  "team": team})  # fmt: skip
    opened = warehouse.store("2026-03-30 12:00:00+00")
    yield opened
    opened.close()


def test_no_cell_of_a_csv_is_a_formula(store: Store) -> None:
    text = as_csv(explored(store, ASKED, "week")).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert {row["team"] for row in rows} == {f"'{team}" for team in HOSTILE[:6]} | {*HOSTILE[6:]}
    assert {row["value"] for row in rows} == {"1"}
    assert not any(str(cell).startswith(("=", "+", "@")) for row in rows for cell in row.values())


def test_a_carriage_return_begins_no_row(store: Store) -> None:
    text = as_csv(explored(store, ASKED, "week")).decode("utf-8-sig")
    assert '\n"a\r=1",' in text


def test_no_cell_of_a_workbook_is_a_formula(store: Store) -> None:
    content = as_sheet(explored(store, ASKED, "week"), "=title", [("SQL", "=1")])
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    assert "=1+1" in [cell.value for cell in book["Table"]["A"]]
    assert 1 in [cell.value for cell in book["Table"]["C"]]


def test_a_workbook_is_headed_in_the_readers_language(store: Store) -> None:
    with speaking("zh_TW"):
        content = as_sheet(explored(store, ASKED, "week"), "title", [("SQL", "select 1")])
    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames == ["資料表", "關於"]


def test_a_trend_is_the_command_lines_table(store: Store) -> None:
    columns, rows = explored(store, ASKED, "week", "day")
    assert columns[:3] == ["team", "period", "value"]
    assert [row[1] for row in rows] == [FIRST] * len(HOSTILE)


@pytest.mark.parametrize("chosen", [(), (("team", (HOSTILE[6], None)),)])
def test_the_sql_as_it_is_read_gives_the_same_rows(store: Store, chosen: tuple[()]) -> None:
    asked = Query("tickets_created", by=("team",), start=FIRST, end=LAST, where=chosen)
    path: Path = store.current().path
    with duckdb.connect(str(path), read_only=True) as con:
        found = con.execute(sql_text(store, asked)).fetchall()
    assert [row[:2] for row in found] == [
        (point.members[0], point.value) for point in store.query(asked).points
    ]
    assert found


def test_only_the_places_of_values_are_filled() -> None:
    at = dt.datetime(2026, 3, 1, 8, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    compiled = Compiled("select \"a?\" as x, '?' as y where b = ? and c < ? and d > ? and e = ?",
                        ("it's", at, dt.date(2026, 3, 1), 1.5))  # fmt: skip
    assert readable(compiled) == (
        "select \"a?\" as x, '?' as y where b = 'it''s' and c < timestamptz "
        "'2026-03-01 00:00:00+00:00' and d > date '2026-03-01' and e = 1.5"
    )
    with pytest.raises(InternalError):
        readable(Compiled("select 1", (1,)))
