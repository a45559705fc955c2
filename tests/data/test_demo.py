"""The demo's command and files: the same bytes twice, real dialects, planted faults where said."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from data import demo as command
from tests.data.conftest import Demo

ROOT = Path(__file__).resolve().parent.parent.parent
FORMS = {"refunds_TW": ("cp950", ","), "refunds_KR": ("utf-8-sig", ";")}


def hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_seed_and_date_give_the_same_bytes_in_another_process(
    demo: Demo, tmp_path: Path
) -> None:
    run = subprocess.run(
        [sys.executable, "-W", "error", "-m", "data.demo", str(tmp_path), "--seed", "20261122",
         "--until", "2026-11-22"],
        cwd=ROOT, capture_output=True, text=True, env={"PYTHONHASHSEED": "77"}, check=False,
    )  # fmt: skip
    assert (run.returncode, run.stderr) == (0, "")
    assert hashes(tmp_path) == hashes(demo.folder)


def test_it_has_the_size_of_a_business(demo: Demo) -> None:
    size = sum(path.stat().st_size for path in demo.exports.rglob("*") if path.is_file())
    assert size < 40e6
    metrics = demo.truth["metrics"]
    assert 30_000 < metrics["tickets_created"]["total"] < 40_000
    assert 4_500 < metrics["complaints_reported"]["total"] < 6_000
    assert 10_000 < metrics["refunds_requested"]["total"] < 13_000
    records = {name: told["records"] for name, told in demo.truth["files"].items()}
    assert 200_000 < sum(n for name, n in records.items() if "events" in name) < 350_000
    assert len(demo.truth["metrics"]["tickets_created"]["by_month"]) == 16


def test_the_answers_are_not_among_the_exports(demo: Demo) -> None:
    assert (demo.folder / "truth.json").is_file()
    told = {name.split("#")[0] for name in demo.truth["files"]}
    assert {
        str(p.relative_to(demo.exports)) for p in demo.exports.rglob("*") if p.is_file()
    } == told


def test_nothing_lies_after_the_as_of(demo: Demo) -> None:
    text = (demo.exports / "helpdesk/helpdesk_tickets_2026.json").read_text("utf-8")
    newest = max(t["updated_at"] for t in json.loads(text))
    assert demo.truth["as_of"] == newest <= demo.truth["until"] == "2026-11-22T10:00:00Z"


@pytest.mark.parametrize("until", ["2026-02-31", "soon", "1999-01-01", "2040-01-01"])
def test_an_impossible_date_is_refused_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], until: str
) -> None:
    assert command.main([str(tmp_path), "--until", until]) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.startswith("demo: ") and said.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_other_files_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "mine.csv").write_text("a\n1\n")
    assert command.main([str(tmp_path)]) == 2
    assert "no demo" in capsys.readouterr().err
    assert hashes(tmp_path).keys() == {"exports/mine.csv"}


def test_the_dialects_are_real(demo: Demo) -> None:
    taiwan = (demo.exports / "refunds/refunds_TW_2026-03.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        taiwan.decode("utf-8")
    assert taiwan.decode("cp950").startswith("退款單號,申請時間")
    assert (demo.exports / "refunds/refunds_KR.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    korea = (demo.exports / "refunds/refunds_KR.csv").read_text("utf-8-sig")
    assert korea.startswith("환불번호;요청일시")
    assert "$" in (demo.exports / "refunds/refunds_US.csv").read_text("utf-8").splitlines()[1]


def test_the_complaint_sheet_is_untidy(demo: Demo) -> None:
    book = CalamineWorkbook.from_path(demo.exports / "quality/客訴登記表_TW.xlsx")
    sheet = book.get_sheet_by_name("客訴登記")
    rows = sheet.to_python(skip_empty_area=False)
    assert rows[0][0] == "客訴登記表（台灣）" and rows[4][0] == "登記編號"
    assert ((0, 0), (0, 15)) in (sheet.merged_cell_ranges or [])
    blank = [n for n, row in enumerate(rows) if n > 4 and not any(row)]
    assert len(blank) == 4


def test_hostile_texts_are_in_good_rows(demo: Demo) -> None:
    text = (demo.exports / "helpdesk/helpdesk_tickets_2026.json").read_text("utf-8")
    subjects = [t["subject"] for t in json.loads(text)]
    for begins in ("=HYPERLINK(", "<script>", "'; drop table", "+886-", '"Urgent"\n'):
        assert sum(s.startswith(begins) for s in subjects) == 1, begins
    book = CalamineWorkbook.from_path(demo.exports / "quality/客訴登記表_TW.xlsx")
    words = [row[-1] for row in book.get_sheet_by_index(0).to_python()]
    assert any(w.startswith("=HYPERLINK(") for w in words if isinstance(w, str))
    assert any("<script>" in w and "\n" in w for w in words if isinstance(w, str))


def records(demo: Demo, name: str) -> dict[int, Any]:
    """The records of a file, by the line on which each begins (the item's number in JSON)."""
    path, _, sheet = name.partition("#")
    raw = (demo.exports / path).read_bytes()
    raw = gzip.decompress(raw) if path.endswith(".gz") else raw
    if sheet:
        book = CalamineWorkbook.from_path(demo.exports / path)
        rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        head = max(n for n, row in enumerate(rows[:8]) if row[0] in ("登記編號", "No."))
        return {
            n + 1: dict(zip(rows[head], row, strict=True))
            for n, row in enumerate(rows)
            if n > head and any(row)
        }
    if ".json" in path:
        return dict(enumerate(json.loads(raw), 1))
    if ".ndjson" in path:
        return dict(enumerate(map(json.loads, raw.decode().splitlines()), 1))
    encoding, delimiter = FORMS.get(Path(path).stem[:10], ("utf-8-sig", ","))
    text = io.StringIO(raw.decode(encoding), newline="")
    reader = csv.DictReader(text, delimiter=delimiter)
    found, line = {}, 2
    for row in reader:
        found[line] = row
        line = reader.line_num + 1
    return found


SHOWS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "unknown status": lambda r: r["status"] == "deleted",
    "no id": lambda r: r["id"] is None,
    "impossible date in created_at": lambda r: r["created_at"].startswith("2026-02-30"),
    "no created_at": lambda r: r["created_at"] is None,
    "unknown kind": lambda r: "Telepathy" in r.values() or r.get("Type") == "celebration",
    "no ticket_id": lambda r: r["ticket_id"] is None,
    "impossible time": lambda r: "T25:61" in r["created_at"],
    "amount 'n/a'": lambda r: "n/a" in (r.get("退款金額"), r.get("환불금액")),
    "no refund id": lambda r: r["退款單號"] == "",
    "no order": lambda r: r["주문번호"] == "",
    "no currency": lambda r: r["Currency"] == "",
    "units 'n/a'": lambda r: r["units"] == "n/a",
    "no product": lambda r: "" in (r.get("sku"), r.get("品號"), r.get("SKU")),
    "impossible date": lambda r: any(
        str(v).startswith(("2026/2/30", "13/45", "2026-04-31", "2026/13/45", "2026-02-3"))
        for v in r.values()
    ),
    "unknown verdict": lambda r: {"主管說先放著", "maybe"} & {str(v) for v in r.values()} != set(),
    "no defect code": lambda r: r["不良代碼"] == "",
    "no stop-sale": lambda r: r["Stop no."] == "",
    "opened_at is no time": lambda r: r["Opened"] == "soon",
    "score 'n/a'": lambda r: r["Score"] == "n/a",
    "no agent": lambda r: r["Agent"] == "",
    "rate 'n/a'": lambda r: r["twd_per_unit"] == "n/a",
}


def test_each_planted_fault_stands_where_the_truth_says(demo: Demo) -> None:
    seen = set()
    for name, told in demo.truth["files"].items():
        rows = records(demo, name)
        assert len(rows) == told["records"], name
        assert told["used"] == told["records"] - len(told["quarantined"]) - len(told["duplicates"])
        for fault in told["quarantined"]:
            why = max((w for w in SHOWS if fault["why"].startswith(w)), key=len)
            assert SHOWS[why](rows[fault["line"]]), (name, fault)
            seen.add(why)
        order = sorted(rows)
        for twin in told["duplicates"]:
            row = rows[twin["line"]]
            assert order[twin["record"] - 1] == twin["line"]
            assert sum(other == row for other in rows.values()) == 2, (name, twin)
    assert seen == SHOWS.keys()


def test_no_other_row_is_said_twice(demo: Demo) -> None:
    for name, told in demo.truth["files"].items():
        rows = [json.dumps(r, sort_keys=True, default=str) for r in records(demo, name).values()]
        assert len(rows) - len(set(rows)) == len(told["duplicates"]), name


def test_every_feed_has_a_fault_and_a_repeated_row(demo: Demo) -> None:
    faults: dict[str, list[int]] = {}
    for name, told in demo.truth["files"].items():
        feed = re.split(r"_20|\.", Path(name).name)[0]
        faults.setdefault(feed, [0, 0])
        faults[feed][0] += len(told["quarantined"])
        faults[feed][1] += len(told["duplicates"])
    assert len(faults) == 16
    assert all(min(counts) > 0 for counts in faults.values()), faults
