"""A corrected file gives what the right file would have given, whatever its feed and its format."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable

import openpyxl
import pyarrow as pa
import pytest
from pyarrow import parquet

from tests.loaders.conftest import Home
from tests.loaders.fixing import corrected
from tests.loaders.test_load import adds_up

NewHome = Callable[[str], Home]
LOG = """
log:
  files: {pattern: "log*.csv*", headers: [id, at, state, team]}
  lines:
    moment: at::timestamp
    status: {from: state, map: {New: new, Open: open, Wait: pending, Done: solved}}
  tables:
    tickets:
      group_by: id
      order_by: moment
      columns: {ticket_id: id, created_at: first(moment), updated_at: max(moment),
                status: last(status), team: last(team), subject: "count(id)::varchar"}
    ticket_events:
      changes:
        case: id
        at: moment
        order_by: [moment]
        follow: {status: status, team: team}
        initial: {status: new}
"""
LINES = [
    "1,2026-03-01 08:00,New,A", "1,2026-03-01 09:00,Open,A", "2,2026-03-01 09:30,New,B",
    "1,2026-03-01 10:00,Wait,A", "1,2026-03-01 11:00,Open,B", "2,2026-03-01 12:00,Done,B",
    "1,2026-03-01 13:00,Done,B",
]  # fmt: skip
TICKETS = "select * exclude (_batch, _export) from tickets order by ticket_id"
EVENTS = "select * exclude (_batch, _export) from ticket_events order by event_id"


def log(lines: list[str]) -> str:
    return "\n".join(["id,at,state,team", *lines, ""])


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """What the log gives that never had a bad line."""
    home = Home(tmp_path_factory.mktemp("right"))
    home.write_config("sources/log.yaml", LOG)
    home.load(home.file("log.csv", log(LINES)))
    return home


@pytest.mark.parametrize("place", [0, 1, 3, 6])
def test_a_corrected_log_of_states_is_the_log_that_was_right(
    right: Home, home: Home, place: int
) -> None:
    """The lines after the corrected one are other events: numbered anew, from another state."""
    home.write_config("sources/log.yaml", LOG)
    id_, at, state, team = LINES[place].split(",")
    bad = [*LINES[:place], f"{id_},{at},{state}?,{team}", *LINES[place + 1 :]]
    home.load(home.file("log.csv", log(bad)))
    report = home.load(corrected(home, {place + 2: {"state": state}}))
    assert (report.exit_code, adds_up(report)) == (0, True)
    assert home.sql(TICKETS) == right.sql(TICKETS)
    assert home.sql(EVENTS) == right.sql(EVENTS)


def test_the_original_packed_anew_does_not_take_a_fix_back(home: Home) -> None:
    """Without the corrected line, the case would be another one of the same instant."""
    home.write_config("sources/log.yaml", LOG)
    same = [*LINES[:-1], LINES[-1].replace("13:00", "11:00").replace("Done", "Done?")]
    home.load(home.file("log.csv", log(same)))
    home.load(corrected(home, {8: {"state": "Done"}}))
    found = home.sql("select ticket_id, status, subject from tickets order by 1")
    assert found == [("1", "solved", "5"), ("2", "solved", "2")]
    report = home.load(home.file("log-again.csv.gz", gzip.compress(log(same).encode())))
    assert (report.state, report.files[0].lines_quarantined) == ("loaded", 1)
    assert home.sql("select ticket_id, status, subject from tickets order by 1") == found


SHOP = """
shop:
  files: {pattern: "shop*.csv", headers: [sku, n, sold_at]}
  replaces: {day: sold::date, time: sold}
  lines:
    sold: sold_at::timestamp
    units: n::bigint
  tables:
    shipments:
      group_by: [sold::date, sku]
      columns: {shipped_on: min(sold::date), product_id: min(sku), units: sum(units)}
"""
SALES = ["P1,1,2026-03-01 10:00", "P1,2,2026-03-02 10:00", "P1,4,2026-03-02 11:00",
         "P1,8,2026-03-03 10:00"]  # fmt: skip
SOLD = "select shipped_on, product_id, units, _lines from shipments order by 1"


def sales(lines: list[str]) -> str:
    return "\n".join(["sku,n,sold_at", *lines, ""])


@pytest.mark.parametrize("place", [0, 2, 3])
def test_a_corrected_feed_without_ids_is_the_feed_that_was_right(
    new_home: NewHome, place: int
) -> None:
    right, mended = new_home("right"), new_home("mended")
    for home in (right, mended):
        home.write_config("sources/shop.yaml", SHOP)
    right.load(right.file("shop.csv", sales(SALES)))
    sku, n, at = SALES[place].split(",")
    bad = [*SALES[:place], f"{sku},{n}x,{at}", *SALES[place + 1 :]]
    mended.load(mended.file("shop.csv", sales(bad)))
    report = mended.load(corrected(mended, {place + 2: {"n": n}}))
    assert (report.exit_code, adds_up(report)) == (0, True)
    assert mended.sql(SOLD) == right.sql(SOLD)


HEADERS = ("ticket_id", "created_at", "status", "subject")
ROWS = [
    ("T1", "2026-03-01 09:00:00", "open", "Žluť 工單"),
    ("T2", "2026-03-02 09:00:00", "mad", "-1 piece"),
]


def delimited(delimiter: str, encoding: str) -> bytes:
    text = "\n".join(delimiter.join(row) for row in (HEADERS, *ROWS))
    return text.replace("工單", "" if encoding != "utf-16" else "工單").encode(encoding)


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "March"
    for row in (("A report",), (), HEADERS, *ROWS):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def packed(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for stem, content in members.items():
            archive.writestr(f"march/{stem}.csv", content)
    return out.getvalue()


def columns() -> bytes:
    out = io.BytesIO()
    parquet.write_table(
        pa.table(dict(zip(HEADERS, map(list, zip(*ROWS, strict=True)), strict=True))), out
    )
    return out.getvalue()


NDJSON = "\n".join(json.dumps(dict(zip(HEADERS, row, strict=True))) for row in ROWS).encode()
FORMATS = {
    "tickets.csv": (delimited(";", "cp1250"), 3),
    "tickets.tsv": (delimited("\t", "utf-16"), 3),
    "tickets.csv.gz": (gzip.compress(delimited(",", "utf-8")), 3),
    "tickets.xlsx": (workbook(), 5),
    "tickets.ndjson": (NDJSON, 2),
    "tickets.parquet": (columns(), 2),
}


@pytest.mark.parametrize("name", FORMATS)
def test_a_line_of_any_format_can_be_corrected(home: Home, name: str) -> None:
    content, line = FORMATS[name]
    home.load(home.file(name, content))
    where = home.sql("select file, line from meta.quarantine")
    assert [at for _, at in where] == [line]
    report = home.load(corrected(home, {line: {"status": "open"}}))
    assert (report.exit_code, adds_up(report)) == (0, True)
    found = "select status, subject, _file, _line from tickets where ticket_id = 'T2'"
    assert home.sql(found) == [("open", "-1 piece", where[0][0], line)]


def test_a_member_of_an_archive_can_be_corrected(home: Home) -> None:
    products = b"product_id\nP1\n"
    content = packed(products=products, tickets=delimited(",", "utf-8"))
    assert home.load(home.file("week.zip", content)).exit_code == 1
    report = home.load(corrected(home, {3: {"status": "open"}}))
    assert [file.file for file in report.files] == ["week.zip/march/tickets.csv"]
    assert home.sql("select _file, _line from tickets where ticket_id = 'T2'") == [
        ("week.zip/march/tickets.csv", 3)
    ]
