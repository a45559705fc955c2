"""``python -m metrics``: the contract of its words, exit codes and formats."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from metrics.__main__ import main
from tests.metrics.warehouse import Warehouse

ROOT = Path(__file__).resolve().parents[2]


class Shell:
    """Runs commands on a published warehouse."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *words: str, code: int = 0) -> tuple[str, str]:
        try:
            found = main(words)
        except SystemExit as left:  # argparse
            found = int(str(left.code))
        said = self._capsys.readouterr()
        assert found == code, said.err
        return said.out, said.err

    def json(self, *words: str) -> Any:
        return json.loads(self(*words, "--format", "json")[0])


@pytest.fixture
def shell(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Shell]:
    for n, (team, met) in enumerate([("=1+1", True), ("=1+1", False), (None, None)]):
        warehouse.add(
            "tickets",
            {
                "ticket_id": f"T{n}",
                "created_at": f"2026-03-0{n + 2} 23:30:00+00",
                "team": team,
                "sla_met": met,
                "category": "\x1b[31mred\nline",
            },
        )
    warehouse.publish()
    monkeypatch.setenv("ANDON_HOME", str(warehouse.settings.home))
    monkeypatch.setenv("ANDON_CONFIG", str(warehouse.settings.config))
    return Shell(capsys)


def test_query_json(shell: Shell) -> None:
    first, second = shell.json("query", "source_sla_adherence", "--by", "team", "--grain", "week")
    assert list(first) == [
        "team", "period", "value", "numerator", "denominator", "low", "high", "n", "undecided",
        "partial", "blank", "reason",
    ]  # fmt: skip
    assert (first["team"], first["period"], first["value"]) == ("=1+1", "2026-03-02", 0.5)
    assert (first["numerator"], first["denominator"], first["n"]) == (1, 2, 2)
    assert (first["partial"], first["undecided"], first["reason"]) == (True, 0, None)
    assert (second["team"], second["value"], second["undecided"]) == (None, None, 1)


def test_query_between_days_and_members(shell: Shell) -> None:
    words = ("query", "tickets_created", "--from", "2026-03-04", "--to", "2026-03-05")
    assert [row["value"] for row in shell.json(*words)] == [2]
    assert [row["value"] for row in shell.json(*words, "--where", "team==1+1")] == [1]
    assert [row["value"] for row in shell.json(*words, "--where", "team=unknown")] == [1]
    either = ("--where", "team=", "--where", "team==1+1")
    assert [row["value"] for row in shell.json(*words, *either)] == [2]


def test_csv_runs_no_formula(shell: Shell) -> None:
    text, _ = shell("query", "tickets_created", "--by", "team", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["team"], row["value"], row["partial"]) for row in rows] == [
        ("'=1+1", "2", "false"),
        ("", "1", "false"),
    ]


def test_a_table_hides_escapes(shell: Shell) -> None:
    text, _ = shell("query", "tickets_created", "--by", "category")
    assert "\x1b" not in text
    assert len(text.splitlines()) == 2


def test_rows(shell: Shell) -> None:
    found = shell.json("rows", "source_sla_adherence", "--limit", "0")
    assert [row["ticket_id"] for row in found] == ["T0", "T1"]
    assert found[0]["created_at"] == "2026-03-02T23:30:00Z"
    assert found[0]["created_day"] == "2026-03-03"
    assert (found[0]["sla_met"], found[0]["solved_at"], found[0]["_line"]) == (True, None, 1)
    found = shell.json("rows", "--fact", "tickets", "--where", "team=unknown")
    assert [row["ticket_id"] for row in found] == ["T2"]
    _, says = shell("rows", "tickets_created", "--limit", "1")
    assert "1 of 3 rows" in says


def test_list_and_describe(shell: Shell) -> None:
    names = {row["metric"] for row in shell.json("list")}
    assert {"tickets_created", "backlog", "defect_rate_ppm"} <= names
    said = shell.json("describe", "defect_rate_ppm")
    assert said["tables"] == ["complaints", "fx_rates", "products", "shipments"]
    assert "shipments" in said["sql"]
    for form in ("table", "csv"):
        assert "million shipped" in shell("describe", "defect_rate_ppm", "--format", form)[0]


def test_sql_for_another_engine(shell: Shell) -> None:
    words = ("sql", "time_to_solve_p90", "--by", "team", "--from", "2026-03-01")
    assert "quantile_cont" in shell(*words)[0]
    text, _ = shell(*words, "--engine", "spark")
    assert "PERCENTILE(t.`time_to_solve_s`, 0.9)" in text
    assert '-- 1: "2026-03-01"' in text
    assert shell.json(*words)["params"] == ["2026-03-01"]


def test_review_json(shell: Shell, tmp_path: Path) -> None:
    out = tmp_path / "review.json"
    shell("review", "--week", "2026-W10", "--metric", "tickets_created", "source_sla_adherence",
          "--format", "json", "--out", str(out))  # fmt: skip
    found = json.loads(out.read_text())
    assert set(found) == {"week_start", "snapshot", "metrics"}
    assert (found["week_start"], found["snapshot"]) == ("2026-03-02", 1)
    assert list(found["metrics"]) == ["tickets_created", "source_sla_adherence"]
    one = found["metrics"]["tickets_created"]
    lengths = {"weeks": 6, "weeks_prior": 6, "months": 12, "months_prior": 12}
    assert {name: len(one[name]) for name in lengths} == lengths
    assert one["weeks"][-1] == {
        "start": "2026-03-02", "value": 3, "numerator": 3, "denominator": None,
        "partial": True, "blank": False, "reason": None,
    }  # fmt: skip
    assert one["weeks"][0]["blank"] is True
    assert list(one["box"]) == [
        "last_week", "wow", "yoy", "mtd", "mtd_yoy", "qtd", "qtd_yoy", "ytd", "ytd_yoy",
    ]  # fmt: skip
    assert (one["target"], one["signals"], one["limits"]) == (None, [], None)
    assert found["metrics"]["source_sla_adherence"]["target"] == 0.95


def test_review_as_a_table(shell: Shell) -> None:
    text, _ = shell("review", "--metric", "tickets_created", "--metric", "backlog")
    assert [line.split()[1] for line in text.splitlines()[1:]] == ["tickets_created", "backlog"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("query", "tickets_craeted"), "did you mean 'tickets_created'"),
        (("query", "backlog", "--by", "taem"), "did you mean 'team'"),
        (("query", "backlog", "--from", "1 March"), "expected YYYY-MM-DD"),
        (("query", "backlog", "--where", "team"), "expected DIM=VALUE"),
        (("query", "backlog", "--snapshot", "4"), "snapshot 4 is not kept; kept: 1"),
        (("rows",), "needs a metric, or --fact"),
        (("rows", "--fact", "ticket"), "did you mean 'tickets'"),
        (("rows", "--fact", "tickets", "--where", "taem=A"), "did you mean 'team'"),
        (("review", "--week", "2026-W54"), "has no week 54"),
        (("review", "--format", "pdf"), "a review as pdf is a file: say --out FILE"),
        (("review", "--out", "/nowhere/x", "--format", "json"), "cannot be written"),
    ],
)
def test_a_mistake_is_one_sentence(shell: Shell, words: tuple[str, ...], says: str) -> None:
    out, err = shell(*words, code=2)
    assert out == ""
    assert says in err
    assert len(err.strip().splitlines()) == 1


def test_nonsense_is_refused_by_the_parser(shell: Shell) -> None:
    shell("query", "backlog", "--grain", "decade", code=2)
    shell("conjure", code=2)


def test_nothing_published(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "metrics", "query", "backlog"],
        cwd=ROOT,
        env={"ANDON_HOME": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("nothing is published yet")
    assert len(done.stderr.strip().splitlines()) == 1
