"""The demo through the loader and the catalogue: Andon must say what the truth says."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from loaders.load import load
from metrics import Query, load_settings
from tests.data.conftest import RECEIVED, Demo, Loaded

ROOT = Path(__file__).resolve().parent.parent.parent
COUNTED = (
    "tickets_created", "tickets_solved", "backlog", "complaints_reported", "units_shipped",
    "refunds_requested", "refund_amount",
)  # fmt: skip
RATIOS = {
    "source_sla_adherence": 1, "reopen_rate": 1, "handoffs_per_ticket": 1,
    "confirmed_share": 1, "defect_rate_ppm": 1_000_000, "refund_units_rate": 1,
}  # fmt: skip
PERCENTILES = ("time_to_solve_p50", "time_to_solve_p90", "first_response_p50")
OF_SHIPMENTS = {"units_shipped", "defect_rate_ppm", "refund_units_rate"}
GAP_MONTH = "2025-12"


def plain(name: str) -> str:
    return name.rsplit("/", 1)[-1]


def test_only_the_planted_rows_are_in_quarantine(demo: Demo, loaded: Loaded) -> None:
    assert (loaded.report.state, loaded.report.exit_code) == ("loaded", 1)
    found = {
        plain(f.file): (f.lines_read, f.lines_used, f.lines_quarantined, f.lines_duplicate)
        for f in loaded.report.files
    }
    truth = {plain(name): told for name, told in demo.truth["files"].items()}
    assert found == {
        name: (t["records"], t["used"], len(t["quarantined"]), len(t["duplicates"]))
        for name, t in truth.items()
    }
    bad = {(plain(row["file"]), row["line"]) for row in loaded.store.quarantine()}
    assert bad == {(name, q["line"]) for name, t in truth.items() for q in t["quarantined"]}


def test_a_second_load_finds_nothing_new(demo: Demo, loaded: Loaded) -> None:
    again = load(load_settings(loaded.home), [demo.exports], now=RECEIVED)
    assert again.state == "unchanged"
    assert {f.status for f in again.files} == {"unchanged"}


def test_no_reference_is_unknown_and_no_rule_is_broken(loaded: Loaded) -> None:
    checks = loaded.store.checks()
    assert {c["tbl"] for c in checks} >= {"tickets", "ticket_events", "refunds", "complaints"}
    assert [c for c in checks if not c["ok"]] == []


def test_the_as_of_is_the_newest_change(demo: Demo, loaded: Loaded) -> None:
    as_of = loaded.store.current().as_of
    assert as_of == dt.datetime.fromisoformat(demo.truth["as_of"])


@pytest.mark.parametrize("metric", [*COUNTED, *RATIOS, *PERCENTILES])
def test_metric(demo: Demo, loaded: Loaded, metric: str) -> None:
    truth = demo.truth["metrics"][metric]
    (whole,) = loaded.store.query(Query(metric)).points
    same(metric, whole, truth["total"])
    regions = loaded.store.query(Query(metric, by=("region",))).points
    assert {p.members[0] for p in regions} == truth["by_region"].keys()
    for point in regions:
        same(metric, point, truth["by_region"][point.members[0]])


@pytest.mark.parametrize("metric", [*COUNTED, *RATIOS, *PERCENTILES])
def test_metric_by_month(demo: Demo, loaded: Loaded, metric: str) -> None:
    truth = demo.truth["metrics"][metric]["by_month"]
    points = loaded.store.query(Query(metric, grain="month")).points
    months = {f"{p.period:%Y-%m}": p for p in points}
    # The truth reads the backlog at the ends of whole months, the store also at the as-of.
    unfinished = {"2026-11"} if metric == "backlog" else set()
    assert months.keys() - unfinished == truth.keys()
    for month, point in months.items():
        assert point.partial == (month == "2026-11")
        if metric in OF_SHIPMENTS and month == GAP_MONTH:
            assert point.blank and point.value is None and "2025-12-09" in (point.reason or "")
        elif month not in unfinished:
            same(metric, point, truth[month])


def same(metric: str, point: Any, truth: Any) -> None:
    assert not point.blank
    if metric in RATIOS:
        assert [point.numerator, point.denominator] == truth
        assert point.value == pytest.approx(truth[0] / truth[1] * RATIOS[metric])
    elif metric in COUNTED:
        assert point.value == pytest.approx(truth, rel=1e-9)
    else:
        assert point.value == pytest.approx(truth, abs=1e-4)


@pytest.mark.parametrize("story", ["worth_telling", "noise"])
def test_the_week(demo: Demo, loaded: Loaded, story: str) -> None:
    truth = demo.truth["stories"][story]
    ((by, member),) = [(d, truth[d]) for d in ("team", "category", "region") if d in truth]
    result = loaded.store.query(
        Query(
            truth["metric"],
            grain="week",
            start=dt.date.fromisoformat(truth["weeks"][0]),
            where=((by, (member,)),),
        )
    )
    found = {p.period.isoformat(): p.value for p in result.points if p.period}
    assert [found[week] for week in truth["weeks"]] == pytest.approx(truth["values"], abs=1e-3)
    # The week under review is whole, the one after it is not.
    partial = [p.period.isoformat() for p in result.points if p.partial and p.period]
    assert partial == ["2026-11-16"] and truth["week"] == "2026-11-09"


def test_the_missing_days_are_known(demo: Demo, loaded: Loaded) -> None:
    truth = demo.truth["stories"]["gap"]
    days = loaded.store.query(
        Query("units_shipped", grain="day", start=dt.date(2025, 12, 8), end=dt.date(2025, 12, 11))
    ).points
    assert [p.period.isoformat() for p in days if p.blank and p.period] == truth["days"]


def test_the_bad_lot_tops_the_kettles(demo: Demo, loaded: Loaded) -> None:
    truth = demo.truth["stories"]["bad_lot"]
    points = loaded.store.query(
        Query("defect_rate_ppm", by=("lot",), where=(("product", (truth["product_id"],)),))
    ).points
    worst = max((p for p in points if p.n >= 500), key=lambda p: p.value or 0)
    assert worst.members == (truth["lot"],)
    assert [worst.numerator, worst.denominator] == [
        truth["confirmed_units"],
        truth["units_shipped"],
    ]
    vendors = loaded.store.query(
        Query("units_shipped", by=("vendor",), where=(("lot", (truth["lot"],)),))
    ).points
    assert [p.members for p in vendors] == [(truth["vendor"],)]


def test_texts_that_must_not_run_are_kept_as_they_are(demo: Demo, loaded: Loaded) -> None:
    snapshot = loaded.store.current().path
    with duckdb.connect(str(snapshot), read_only=True) as con:
        found = con.execute(
            "select subject from tickets union select description from complaints"
        ).fetchall()
    said = {text for (text,) in found}
    tickets = json.loads((demo.exports / "helpdesk/helpdesk_tickets_2026.json").read_text("utf-8"))
    odd = {t["subject"] for t in tickets if t["subject"][:1] in ("=", "<", "'", "+", '"')}
    assert len(odd) == 5 and odd <= said
    assert "<script>alert('photo')</script>\nsecond line, with \"quotes\"" in said
    assert '=HYPERLINK("http://refunds.example/claim","Photo")' in said


def test_the_command_line_says_the_same(demo: Demo, loaded: Loaded) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "metrics", "query", "refund_amount", "--by", "region",
         "--format", "json"],
        cwd=ROOT, capture_output=True, text=True, check=True,
        env={**os.environ, "ANDON_HOME": str(loaded.home)},
    )  # fmt: skip
    found = {row["region"]: row["value"] for row in json.loads(run.stdout)}
    assert found == pytest.approx(demo.truth["metrics"]["refund_amount"]["by_region"], rel=1e-9)
