"""Audits: scores as ratios of sums, verdicts that are not known, coverage, agreement of raters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from metrics import ConfigError, Query, Store, catalogue, load_settings
from tests.metrics.conftest import only, values
from tests.metrics.warehouse import Warehouse

Opened = Callable[..., Store]
D = dt.date
KAPPA = "qa_agreement_kappa"


def audit(number: object, **row: Any) -> dict[str, Any]:
    return {
        "audit_id": f"Q{number}",
        "audited_at": "2026-03-02 01:00+00",
        "agent_id": "S1",
        "auditor_id": "L1",
        "score": 80,
        "max_score": 100,
        "passed": True,
        **row,
    }


def pairs(cells: Iterable[tuple[int, bool, bool]], **row: Any) -> list[dict[str, Any]]:
    """Work judged by L1, then by L2: how many of it, and the two verdicts."""
    found = []
    for count, *verdicts in cells:
        for n in range(count):
            ticket = f"{row.get('topic', '')}{verdicts}{n}"
            for auditor, passed in zip(("L1", "L2"), verdicts, strict=True):
                found.append(
                    audit(
                        f"{ticket}{auditor}",
                        ticket_id=ticket,
                        auditor_id=auditor,
                        passed=passed,
                        **row,
                    )
                )
    return found


def test_a_score_is_a_ratio_of_sums(warehouse: Warehouse, opened: Opened) -> None:
    """90 of 100 and 1 of 10 are 91 of 110, not the mean of 90 % and 10 %."""
    warehouse.add("audits", audit(1, score=90), audit(2, score=1, max_score=10))
    warehouse.add("audits", audit(3, score=0, max_score=0, topic="none"))
    store = opened()
    point = only(store, Query("qa_score"))
    assert (point.numerator, point.denominator) == (91, 110)
    nothing = only(store, Query("qa_score", where=(("topic", ("none",)),)))
    assert (nothing.value, nothing.reason) == (None, "nothing to divide by")


def test_a_base_below_zero_is_no_base(warehouse: Warehouse, opened: Opened) -> None:
    warehouse.add("audits", audit(1, score=5, max_score=-10))
    point = only(opened(), Query("qa_score"))
    assert (point.value, point.denominator, point.reason) == (None, -10, "a base below zero")


def test_what_an_audit_does_not_say_counts_in_neither_half(
    warehouse: Warehouse, opened: Opened
) -> None:
    warehouse.add(
        "audits",
        audit(1, critical_error=True),
        audit(2, passed=False, critical_error=False),
        audit(3, passed=None),
    )
    store = opened()
    point = only(store, Query("qa_pass_rate"))
    assert (point.numerator, point.denominator, point.undecided) == (1, 2, 1)
    assert store.rows(Query("qa_pass_rate")).total == 2
    point = only(store, Query("critical_error_rate"))
    assert (point.numerator, point.denominator, point.undecided) == (1, 2, 1)


def test_team_and_manager_are_those_of_the_day(warehouse: Warehouse, opened: Opened) -> None:
    warehouse.add(
        "staff",
        {"staff_id": "S1", "team": "A", "manager_id": "M1", "valid_to": "2026-03-10 00:00+00"},
        {"staff_id": "S1", "team": "B", "manager_id": "M2", "valid_from": "2026-03-10 00:00+00"},
        {"staff_id": "L1"},
    )
    warehouse.add(
        "audits",
        audit(1),
        audit(2, audited_at="2026-03-10 00:00+00", passed=False),
        audit(3, agent_id="S9", auditor_id="L9"),
    )
    store = opened()
    for by, told in (
        (("team", "manager"), {("A", "M1"): 1, ("B", "M2"): 0, (None, None): 1}),
        (("assignee",), {"S1": 0.5, None: 1}),
        (("auditor",), {"L1": 0.5, None: 1}),
    ):
        assert values(store.query(Query("qa_pass_rate", by=by))) == told


def test_the_case_lends_its_dimensions(warehouse: Warehouse, opened: Opened) -> None:
    warehouse.add(
        "tickets",
        {
            "ticket_id": "T1",
            "created_at": "2026-03-01 00:00+00",
            "region": "TW",
            "category": "Returns",
        },
    )
    warehouse.add("audits", audit(1, ticket_id="T1"), audit(2, ticket_id="T9"), audit(3))
    found = opened().query(Query("qa_pass_rate", by=("region", "category"))).points
    assert [(p.members, p.n) for p in found] == [(("TW", "Returns"), 1), ((None, None), 2)]


def test_coverage(warehouse: Warehouse, opened: Opened) -> None:
    for number, solved in (("T1", "03-03"), ("T2", "03-04"), ("T3", None)):
        warehouse.add(
            "tickets",
            {
                "ticket_id": number,
                "created_at": "2026-03-01 00:00+00",
                "status": "solved" if solved else "open",
                "resolved_at": solved and f"2026-{solved} 00:00+00",
                "region": "TW",
            },
        )
    warehouse.add("audits", audit(1, ticket_id="T1"), audit(2, ticket_id="T1"))
    warehouse.add("audits", audit(3, ticket_id="T3"), audit(4, ticket_id="T9"), audit(5))
    store = opened()
    point = only(store, Query("qa_coverage"))
    assert (point.numerator, point.denominator) == (1, 2)
    days = store.query(Query("qa_coverage", grain="day", start=D(2026, 3, 3))).points
    assert [(p.numerator, p.denominator) for p in days] == [(1, 1), (0, 1)]
    assert store.rows(Query("qa_coverage")).total == 2
    assert store.rows(Query("qa_coverage"), half="of").total == 1


def test_without_any_audit_coverage_is_not_zero(warehouse: Warehouse, opened: Opened) -> None:
    warehouse.add(
        "tickets",
        {
            "ticket_id": "T1",
            "created_at": "2026-03-09 00:00+00",
            "status": "solved",
            "resolved_at": "2026-03-10 00:00+00",
        },
    )
    store = opened()
    point = only(store, Query("qa_coverage"))
    assert (point.value, point.n, point.reason) == (None, 0, "no rows of audits are loaded")
    week = store.review(D(2026, 3, 9), ["qa_coverage"]).metrics["qa_coverage"].weeks[-1]
    assert (week.value, week.reason) == (None, "no rows of audits are loaded")


def test_kappa(warehouse: Warehouse, opened: Opened) -> None:
    """Of 50: both yes 20, both no 15, 5 and 10 apart: 0.7 observed, 0.5 by chance, so 0.4."""
    cells = [(20, True, True), (15, False, False), (5, True, False), (10, False, True)]
    warehouse.add("audits", *pairs(cells))
    store = opened()
    point = only(store, Query(KAPPA))
    assert (point.value, point.numerator, point.denominator, point.n) == (
        pytest.approx(0.4),
        35,
        50,
        50,
    )
    # Fleiss, Cohen and Everitt (1969): (0.10972 + 0.10188 - 0.01) / (0.5^2 x 50) = 0.127^2
    assert (point.low, point.high) == (
        pytest.approx(0.4 - 1.96 * 0.127, abs=2e-5),
        pytest.approx(0.4 + 1.96 * 0.127, abs=2e-5),
    )
    assert store.rows(Query(KAPPA)).total == 50
    week = store.review(D(2026, 3, 2), [KAPPA]).metrics[KAPPA].weeks[-1]
    assert (week.value, week.numerator, week.denominator) == (pytest.approx(0.4), 35, 50)


def test_kappa_is_worked_out_anew_for_the_whole(warehouse: Warehouse, opened: Opened) -> None:
    """Each topic agrees no better than chance; together they do, as topics differ in level."""
    warehouse.add(
        "audits",
        *pairs(
            [(9, True, True), (3, True, False), (3, False, True), (1, False, False)], topic="easy"
        ),
    )
    warehouse.add(
        "audits",
        *pairs(
            [(1, True, True), (3, True, False), (3, False, True), (9, False, False)], topic="hard"
        ),
    )
    store = opened()
    assert values(store.query(Query(KAPPA, by=("topic",)))) == {
        "easy": pytest.approx(0, abs=1e-12),
        "hard": pytest.approx(0, abs=1e-12),
    }
    assert only(store, Query(KAPPA)).value == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ([], "nothing was rated twice"),
        ([(7, True, True)], "chance alone would agree on all of them"),
        ([(1, False, False)], "chance alone would agree on all of them"),
    ],
)
def test_kappa_that_is_not_defined(
    warehouse: Warehouse, opened: Opened, cells: list[tuple[int, bool, bool]], reason: str
) -> None:
    warehouse.add("audits", *pairs(cells), audit("alone", ticket_id="T"))
    point = only(opened(), Query(KAPPA))
    assert (point.value, point.low, point.reason) == (None, None, reason)
    assert point.n == sum(cell[0] for cell in cells)


def test_kappa_of_one_pair_that_differs_is_zero(warehouse: Warehouse, opened: Opened) -> None:
    warehouse.add("audits", *pairs([(1, True, False)]))
    assert only(opened(), Query(KAPPA)).value == 0


def test_who_is_paired(warehouse: Warehouse, opened: Opened) -> None:
    def at(day: int, **row: Any) -> dict[str, Any]:
        return audit(f"{row['ticket_id']}-{day}", audited_at=f"2026-03-{day:02d} 01:00+00", **row)

    warehouse.add(
        "audits",
        # the second auditor's first verdict, not the first auditor's second thoughts
        at(4, ticket_id="T1", auditor_id="L2", passed=False),
        at(3, ticket_id="T1", auditor_id="L1", passed=False),
        at(2, ticket_id="T1", auditor_id="L1", passed=True),
        at(5, ticket_id="T1", auditor_id="L3", passed=True),
        # no verdict rates nothing
        at(2, ticket_id="T2", passed=None),
        at(3, ticket_id="T2", auditor_id="L2"),
        # another topic is other work
        at(2, ticket_id="T3", topic="tone"),
        at(3, ticket_id="T3", topic="process", auditor_id="L2"),
        # the same topic of no ticket is no common work
        audit("a", auditor_id="L1"),
        audit("b", auditor_id="L2"),
    )
    store = opened()
    rows = store.rows(Query(KAPPA))
    told = [dict(zip(rows.columns, row, strict=True)) for row in rows.rows]
    assert [
        (
            t["first_audit_id"],
            t["second_audit_id"],
            t["first_passed"],
            t["second_passed"],
            str(t["audited_day"]),
        )
        for t in told
    ] == [("QT1-2", "QT1-4", True, False, "2026-03-04")]


def test_a_kappa_names_its_raters(tmp_path: Path) -> None:
    (tmp_path / "metrics").mkdir()
    (tmp_path / "metrics" / "mine.yaml").write_text(
        "mine:\n  label: M\n  question: M?\n  fact: audit_pairs\n  time: audited_at\n"
        "  kappa: {first: first_passed, second: secnd_passed}\n"
        "  unit: coefficient\n  better: higher\n"
    )
    with pytest.raises(ConfigError, match=r"line 6, mine.kappa.second: .*'second_passed'"):
        catalogue(load_settings(tmp_path, tmp_path))
