"""The file in which bad lines leave to be corrected: what it carries, and what it may not say."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest

from loaders import fixes
from loaders.load import load
from loaders.rebuild import undo
from tests.loaders.conftest import RECEIVED, Home, Ran
from tests.loaders.fixing import offered, write

TICKETS = "ticket_id,created_at,status,subject\nT1,2026-03-01,open,one\nT2,2026-03-02,paused,\n"


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-5",
        "@x",
        "\tx",
        "\rx",
        "'=1",
        "''=1",
        "'quoted'",
        "'",
        "a=b",
        "-",
        "工單",
        "a\nb",
    ],
)
def test_a_text_comes_back_as_it_left_and_is_no_formula(text: str) -> None:
    row = {"batch": "b0001", "file": "=a.csv", "line": 2, "reasons": ["rule: why"],
           "tbl": "tickets", "rule": "rule", "raw": f"={text}",
           "fields": json.dumps({"=name": text, "other": None})}  # fmt: skip
    content = fixes.written([row]).decode("utf-8-sig")
    head, told = list(csv.reader(io.StringIO(content, newline="")))
    cells = dict(zip(head, told, strict=True))
    assert cells["andon reason"] == "why"
    assert cells["'=name"] == told[4]
    assert fixes.unguarded(cells["andon raw"]) == f"={text}"
    assert not told[4].startswith(("=", "+", "-", "@", "\t", "\r"))
    assert not told[1].startswith("=")
    assert fixes.unguarded(told[4]) == text
    assert fixes.unguarded(cells["andon file"]) == "=a.csv"


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with a line in quarantine (3 of tickets.csv), and an undone batch with another."""
    home = Home(tmp_path_factory.mktemp("held"))
    home.load(home.file("tickets.csv", TICKETS))
    home.load(home.file("tickets-2.csv", TICKETS.replace("T2", "T3")))
    undo(home.settings, "b0002")
    return home


def row(**changes: str) -> dict[str, str]:
    at = {"andon batch": "b0001", "andon file": "tickets.csv", "andon line": "3"}
    named = {name.replace("_", " ") if name.startswith("andon") else name: value
             for name, value in changes.items()}  # fmt: skip
    return {**at, "andon reason": "bad", "status": "open", **named}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"andon_batch": "b0003"}, "fix.csv, line 2: there is no batch 'b0003'"),
        ({"andon_batch": "b0002", "andon_file": "tickets-2.csv"}, "batch b0002 is undone"),
        ({"andon_file": "ticket.csv"},
         "batch b0001 has no file 'ticket.csv'; did you mean 'tickets.csv'?"),
        ({"andon_line": "2"}, "line 2 of tickets.csv is not in quarantine"),
        ({"andon_line": "three"}, "andon line says 'three', which is no line number"),
        ({"statuss": "open"}, "tickets.csv has no column 'statuss'; did you mean 'status'?"),
    ],
)  # fmt: skip
def test_what_a_fix_file_may_not_say(held: Home, wrong: dict[str, str], says: str) -> None:
    report = held.load(write(held, [row(**wrong)]))
    assert (report.state, report.exit_code) == ("refused", 2)
    assert says in str(report.files[0].message)
    assert held.sql("select count(*) from meta.quarantine where mended_by is not null") == [(0,)]


def test_a_line_is_corrected_once(held: Home) -> None:
    report = held.load(write(held, [row(), row(status="solved")]))
    assert report.files[0].message == (
        "fix.csv, line 3: line 3 of tickets.csv is corrected twice, here and in line 2"
    )


def test_mending_a_batch_takes_no_other_file_and_no_other_batch(held: Home) -> None:
    fix = write(held, [row()])
    other = load(held.settings, [fix], mending="b0002", now=RECEIVED)
    assert other.files[0].message == "fix.csv, line 2: corrects batch 'b0001', not b0002"
    plain = load(held.settings, [held.file("t.csv", TICKETS + "\n")], mending="b0001", now=RECEIVED)
    assert plain.files[0].message == (
        "t.csv corrects no lines: it needs the columns andon batch, andon file, andon line"
    )


def test_columns_that_a_fix_file_lacks_stay_as_they_were(held: Home) -> None:
    """Whoever corrects one column of a thousand lines keeps that one alone."""
    path = write(held, [row()])
    assert path.read_text().splitlines()[0].endswith("andon reason,status")
    report = held.load(path, dry_run=True)
    assert (report.files[0].lines_used, report.exit_code) == (1, 0)


def test_on_the_command_line_lines_go_out_as_csv_and_come_back_corrected(
    home: Home, run: Callable[..., Ran]
) -> None:
    home.load(home.file("tickets.csv", TICKETS))
    path = home.folder / "held.csv"
    told = run(home, "quarantine", "--batch", "b0001", "--csv", path)
    assert told.code == 0
    assert f"then: python -m loaders mend b0001 {path}" in told.out
    (line,) = offered(home)
    assert (line["andon line"], line["status"]) == ("3", "paused")

    path.write_text(path.read_text().replace(",paused,", ",parked,"))
    still = run(home, "mend", "b0001", path)
    assert still.code == 2
    assert "still bad  tickets.csv, line 3: status: 'paused' -> 'parked'; status: 'parked' is" in (
        still.out
    )
    path.write_text(path.read_text().replace(",parked,", ",pending,"))
    dry = run(home, "mend", "b0001", path, "--dry-run", "--json")
    assert (dry.code, json.loads(dry.out)["state"]) == (0, "checked")
    mended = run(home, "mend", "b0001", path)
    assert (mended.code, mended.err.count("reading")) == (0, 1)
    assert "mended     tickets.csv, line 3: status: 'paused' -> 'pending'" in mended.out
    assert json.loads(run(home, "quarantine", "--json").out) == {"quarantine": []}
    (kept,) = json.loads(run(home, "quarantine", "--mended", "--json").out)["quarantine"]
    assert (kept["mended_by"], kept["raw"]) == ("b0002", "T2,2026-03-02,paused,")
    nothing = run(home, "mend", "b0001")
    assert (nothing.code, nothing.err) == (
        2,
        "andon: no line of batch b0001 is in quarantine\n",
    )
