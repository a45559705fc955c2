"""Analyses, actions and the verdicts on fixes; worked by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from metrics import Query, Store
from tests.metrics.stops import at, complaint, counted, fact, shipped, stop, value
from tests.metrics.warehouse import Warehouse

Opened = Callable[..., Store]
WHOLE = {
    "cause": "c", "evidence": "e", "owner_id": "ann", "effect_metric": "complaints",
    "effect_threshold": 1, "effect_window_days": 7,
}  # fmt: skip


def rca(warehouse: Warehouse, number: str, **row: Any) -> None:
    row = {name: at(x) if name.endswith("_at") else x for name, x in row.items()}
    full = {"rca_id": number, "andon_id": "A", "opened_at": at("02"), **row}
    warehouse.add("rcas", full)


def action(warehouse: Warehouse, number: str, **row: Any) -> None:
    row = {name: at(x) if name.endswith("_at") else x for name, x in row.items()}
    full = {"rca_id": "R", "kind": "corrective", "opened_at": at("02"), **row}
    warehouse.add("actions", {"action_id": number, **full})


def test_seven_fields_make_an_analysis_complete(warehouse: Warehouse, opened: Opened) -> None:
    stop(warehouse, "A", triggered="01")
    rca(warehouse, "whole", completed_at="10", **WHOLE)
    for number, kind in enumerate(("containment", "corrective", "corrective", "preventive")):
        action(warehouse, f"a{number}", rca_id="whole", kind=kind)
    rca(warehouse, "empty", completed_at="10", cause=" ", effect_metric="complaints")
    rca(warehouse, "half a plan", completed_at="17", **{**WHOLE, "effect_window_days": None})
    rca(warehouse, "open", **WHOLE)  # not completed: not counted
    store = opened()
    present = {n: row["fields_present"] for n, row in fact(store, "rcas", "rca_id").items()}
    assert present == {"whole": 7, "empty": 0, "half a plan": 3, "open": 4}
    assert counted(store, "rca_completeness")[:2] == (10, 21)
    (first, second) = store.query(Query("rca_completeness", grain="week")).points
    assert (first.numerator, first.denominator, second.value) == (7, 14, 3 / 7)


def test_an_analysis_is_about_what_its_stop_is_about(warehouse: Warehouse, opened: Opened) -> None:
    warehouse.add("products", {"product_id": "P1", "category": "Kitchen", "vendor": "Acme"})
    warehouse.add("staff", {"staff_id": "ann"})
    stop(warehouse, "A", triggered="01", fix_type="rework", region="TW")
    rca(warehouse, "R", completed_at="10", owner_id="ann", cause_category="design")
    rca(warehouse, "lost", completed_at="10", andon_id="?", owner_id="bob")
    action(warehouse, "a", owner_id="bob", due_at="05")
    store = opened()
    rows = fact(store, "rcas", "rca_id")
    names = ("product", "category", "vendor", "fix_type", "region", "owner")
    assert [rows["R"][n] for n in names] == ["P1", "Kitchen", "Acme", "rework", "TW", "ann"]
    assert [rows["lost"][n] for n in names] == [None] * 6
    assert value(store, "actions_overdue", where=(("cause_category", ("design",)),)) == 1
    assert value(store, "actions_overdue", where=(("owner", (None,)),)) == 1


def test_overdue_from_when_it_is_due_until_it_is_done(warehouse: Warehouse, opened: Opened) -> None:
    action(warehouse, "in time", due_at="05", done_at="05")
    action(warehouse, "before", due_at="05", done_at="03")
    action(warehouse, "late", due_at="05", done_at="12")
    action(warehouse, "never", due_at="05")
    action(warehouse, "some day")
    action(warehouse, "today", due_at="31 13:00")  # an hour after the as-of
    action(warehouse, "next year", due_at="2027-01-01")
    store = opened("2026-03-31 12:00+00")
    days = {day: value(store, "actions_overdue", end=dt.date(2026, 3, day)) for day in (4, 5, 11)}
    assert days == {4: 0, 5: 2, 11: 2}
    assert value(store, "actions_overdue", end=dt.date(2026, 3, 12)) == 1
    assert value(store, "actions_overdue") == 1
    assert store.rows(Query("actions_overdue")).total == 1
    late = fact(store, "actions", "action_id")
    assert {n: row["overdue_s"] and row["overdue_s"] / 86_400 for n, row in late.items()} == {
        "in time": None, "before": None, "late": 7, "never": 26.5, "some day": None,
        "today": None, "next year": None,
    }  # fmt: skip


def judged(store: Store) -> dict[str, tuple[str | None, float | None]]:
    rows = fact(store, "fix_verdicts", "rca_id")
    return {number: (row["verdict"], row["value"]) for number, row in rows.items()}


def plan(warehouse: Warehouse, metric: str, threshold: float, days: int = 7) -> None:
    rca(warehouse, "R", effect_metric=metric, effect_threshold=threshold, effect_window_days=days)


@pytest.mark.parametrize(("threshold", "verdict"), [(4000, "effective"), (3999, "not effective")])
def test_the_defect_rate_in_the_window_after_the_fix(
    warehouse: Warehouse, opened: Opened, threshold: float, verdict: str
) -> None:
    stop(warehouse, "A", triggered="01", fixed="05 20:00")  # the 6th in Taipei
    plan(warehouse, "defect_rate_ppm", threshold)
    for day, units in (("05", 9000), ("06", 400), ("12", 600), ("13", 9000)):
        shipped(warehouse, day, units)
    shipped(warehouse, "07", 9000, product_id="P2")
    for moment, units in (("05 19:59", 7), ("05 20:00", 1), ("12 19:59", 3), ("12 20:00", 7)):
        complaint(warehouse, moment, verdict="confirmed", units=units)
    complaint(warehouse, "07", verdict="rejected")
    complaint(warehouse, "07")
    complaint(warehouse, "07", verdict="confirmed", defect_code="D2")
    complaint(warehouse, "07", verdict="confirmed", product_id="P2")
    assert judged(opened()) == {"R": (verdict, 4000)}


@pytest.mark.parametrize(("threshold", "verdict"), [(2, "effective"), (1, "not effective")])
def test_complaints_in_the_window_after_the_fix(
    warehouse: Warehouse, opened: Opened, threshold: float, verdict: str
) -> None:
    """All but rejected ones count, each once; nothing need be shipped."""
    stop(warehouse, "A", triggered="01", fixed="05")
    plan(warehouse, "complaints", threshold)
    complaint(warehouse, "06", verdict="confirmed", units=9)
    complaint(warehouse, "07", verdict="pending")
    complaint(warehouse, "08", verdict="rejected")
    complaint(warehouse, "04", "12")
    assert judged(opened()) == {"R": (verdict, 2)}


def test_a_stop_that_names_no_defect_is_judged_by_all(warehouse: Warehouse, opened: Opened) -> None:
    stop(warehouse, "A", triggered="01", fixed="05", defect_code=None)
    plan(warehouse, "complaints", 1)
    complaint(warehouse, "06", defect_code="D1")
    complaint(warehouse, "06", defect_code="D2")
    assert judged(opened()) == {"R": ("not effective", 2)}


def test_too_early_until_the_window_is_over(warehouse: Warehouse, opened: Opened) -> None:
    stop(warehouse, "A", triggered="01", fixed="05")
    plan(warehouse, "complaints", 0)
    complaint(warehouse, "06")
    assert judged(opened("2026-03-11 23:59:59+00")) == {"R": ("too early", 1)}
    assert judged(opened("2026-03-12 00:00:00+00")) == {"R": ("not effective", 1)}


def test_too_early_with_fewer_than_three_defects_to_expect(
    warehouse: Warehouse, opened: Opened
) -> None:
    """At 3,000 ppm, 999 units would have 2.997 defects: nothing seen proves nothing."""
    stop(warehouse, "A", triggered="01", fixed="05")
    plan(warehouse, "defect_rate_ppm", 3000)
    assert judged(opened()) == {"R": ("too early", None)}  # zero exposure
    shipped(warehouse, "06", 999)
    store = opened()
    assert judged(store) == {"R": ("too early", 0)}
    assert "too few units" in fact(store, "fix_verdicts", "rca_id")["R"]["reason"]
    shipped(warehouse, "07", 1)
    assert judged(opened()) == {"R": ("effective", 0)}
    shipped(warehouse, "08", -500)  # more came back than went out
    assert judged(opened()) == {"R": ("too early", 0)}


def test_an_unknown_metric_gives_no_verdict(warehouse: Warehouse, opened: Opened) -> None:
    stop(warehouse, "A", triggered="01", fixed="05")
    plan(warehouse, "happiness", 3)
    store = opened()
    assert judged(store) == {"R": (None, None)}
    reason = fact(store, "fix_verdicts", "rca_id")["R"]["reason"]
    assert reason == "nothing measures 'happiness'; known: complaints, defect_rate_ppm"
    assert counted(store, "fix_effective_share") == (0, 0, 0)


def test_without_a_plan_or_a_fix_there_is_nothing_to_judge(
    warehouse: Warehouse, opened: Opened
) -> None:
    stop(warehouse, "A", triggered="01")
    stop(warehouse, "B", triggered="01", fixed="05")
    rca(warehouse, "no fix", **WHOLE)
    rca(warehouse, "no threshold", andon_id="B", **{**WHOLE, "effect_threshold": None})
    rca(warehouse, "no stop", andon_id="?", **WHOLE)
    assert judged(opened()) == {}


def test_the_share_of_fixes_that_work(warehouse: Warehouse, opened: Opened) -> None:
    for number, day, complaints in (("1", "05", 0), ("2", "05", 2), ("3", "12", 0), ("4", "30", 0)):
        stop(warehouse, number, triggered="01", fixed=day, product_id=number)
        rca(warehouse, number, andon_id=number, **WHOLE)
        complaint(warehouse, *["06"] * complaints, product_id=number)
    store = opened()
    assert counted(store, "fix_effective_share") == (2, 3, 1)
    weeks = store.query(Query("fix_effective_share", grain="week")).points
    assert [(f"{p.period:%m-%d}", p.value, p.undecided) for p in weeks if p.n or p.undecided] == [
        ("03-02", 0.5, 0),
        ("03-09", 1, 0),
        ("03-30", None, 1),
    ]
