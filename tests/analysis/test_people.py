"""Agents and auditors: compared fairly, sampled for a wanted precision, loads in days of work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from metrics import Query, QueryError, Store
from metrics.analysis import audit_plan, compared, raters, stages, work_per_agent
from tests.metrics.test_quality import audit, pairs
from tests.metrics.test_stages import case
from tests.metrics.warehouse import Warehouse

Opened = Callable[..., Store]
D = dt.date


def solved(warehouse: Warehouse, agent: str | None, count: int, **row: Any) -> None:
    warehouse.add(
        "tickets",
        *(
            {
                "ticket_id": f"{agent}{row.get('status', '')}{n}",
                "created_at": "2026-03-02 00:00+00",
                "status": "solved",
                "resolved_at": "2026-03-10 00:00+00",
                "assignee_id": agent,
                **row,
            }
            for n in range(count)
        ),
    )


def judged(
    warehouse: Warehouse, agent: str, passed: int, failed: int, auditor: str = "L1", **row: Any
) -> None:
    for n in range(passed + failed):
        number = f"{agent}{auditor}{row.get('topic')}{row.get('audited_at')}{n}"
        warehouse.add(
            "audits",
            audit(number, agent_id=agent, auditor_id=auditor, passed=n < passed, **row),
        )


def test_an_agent_of_hard_cases_is_not_a_worse_agent(warehouse: Warehouse, opened: Opened) -> None:
    """Of hard work half passes, of easy work nine of ten, whoever does it: 0.7 of both together."""
    judged(warehouse, "S1", 40, 40, topic="hard")
    judged(warehouse, "S1", 18, 2, topic="easy")
    judged(warehouse, "S2", 10, 10, topic="hard")
    judged(warehouse, "S2", 72, 8, topic="easy")
    found = compared(opened(), Query("qa_pass_rate"), "assignee", ("topic",))
    assert [(u.member, u.n, u.value, u.beyond) for u in found.units] == [
        ("S1", 100, 0.58, 0),
        ("S2", 100, 0.82, 0),
    ]
    assert [u.adjusted for u in found.units] == pytest.approx([0.7, 0.7])


def test_a_plan_without_any_audit_asks_for_most(warehouse: Warehouse, opened: Opened) -> None:
    """1.96^2 / 4 / 0.1^2 = 96.04, of 90 cases 46.7: 47, by the agents' 60 and 30."""
    solved(warehouse, "S1", 60)
    solved(warehouse, "S2", 30)
    solved(warehouse, None, 10)
    store = opened()
    plan = audit_plan(store, 0.1)
    assert (plan.cases, plan.wanted, plan.left_out, plan.share) == (90, 47, 10, 0.5)
    assert [(p.member, p.cases, p.wanted, p.left) for p in plan.portions] == [
        ("S1", 60, 31, 31),
        ("S2", 30, 16, 16),
    ]
    assert [p.wanted for p in audit_plan(store, 0.1, at_least=25).portions] == [25, 25]
    assert audit_plan(store, 0.1, end=D(2026, 3, 9)).portions == ()
    for nonsense in (0, 1, -2):
        with pytest.raises(QueryError, match="a precision lies between 0 and 1"):
            audit_plan(store, nonsense)


def test_a_plan_learns_from_the_audits_there_were(warehouse: Warehouse, opened: Opened) -> None:
    """100 of 100 passed: 0.963 at least, so 13.7 for +-10 %, and 12.0 of 90 cases."""
    solved(warehouse, "S1", 60)
    solved(warehouse, "S2", 30)
    judged(warehouse, "S9", 97, 0)
    for n in range(3):
        warehouse.add("audits", audit(f"own{n}", ticket_id=f"S1{n}"))
    plan = audit_plan(opened(), 0.1)
    assert plan.share == pytest.approx(100 / (100 + 1.959964**2))
    assert [(p.member, p.wanted, p.audited, p.left) for p in plan.portions] == [
        ("S1", 8, 3, 5),
        ("S2", 4, 0, 4),
    ]


def test_each_auditor_against_the_others(warehouse: Warehouse, opened: Opened) -> None:
    cells = [(20, True, True), (15, False, False), (5, True, False), (10, False, True)]
    warehouse.add("audits", *pairs(cells))
    found = raters(opened("2026-04-30 00:00+00"))
    assert (found.whole.kappa, found.whole.n) == (pytest.approx(0.4), 50)
    # of one pair of auditors both have the same agreement
    assert [(r.auditor, r.agreement.kappa, r.agreement.n) for r in found.raters] == [
        ("L1", pytest.approx(0.4), 50),
        ("L2", pytest.approx(0.4), 50),
    ]


def test_an_auditor_who_grows_stricter(warehouse: Warehouse, opened: Opened) -> None:
    """L2 passes 8 of 10 each month, L1 7 or 9, and in the last whole month only 1."""
    for month in range(1, 14):
        at = f"{2025 + month // 13}-{(month - 1) % 12 + 1:02d}-10 00:00+00"
        mine = 1 if month == 13 else (7, 9)[month % 2]
        judged(warehouse, "S1", mine, 10 - mine, topic="t", audited_at=at)
        judged(warehouse, "S1", 8, 2, "L2", topic="t", audited_at=at)
        # of what nobody else judges nothing can be said
        judged(warehouse, "S1", 0, 5, "L3", topic="other", audited_at=at)
    judged(warehouse, "S1", 0, 9, topic="t", audited_at="2026-02-01 00:00+00")
    warehouse.cover("audits", "2025-01-01", "2026-02-10 00:00+00")
    found = raters(opened("2026-02-10 00:00+00"))
    drifts = {drift.auditor: drift for drift in found.drifts}
    one = drifts["L1"]
    assert (len(one.periods), one.periods[-1]) == (13, D(2026, 1, 1))  # February is not over
    assert one.differences[:2] == (pytest.approx(0.1), pytest.approx(-0.1))
    assert one.differences[-1] == pytest.approx(-0.7)
    outside = [s for s in one.chart.signals if s.rule == "outside"]
    assert [(s.direction, s.points) for s in outside] == [("down", (12,))]
    assert drifts["L2"].differences[-1] == pytest.approx(0.7)
    assert drifts["L3"].differences == (None,) * 13
    assert drifts["L3"].chart.signals == ()
    assert found.raters == ()


def test_work_in_days_of_the_own_pace(warehouse: Warehouse, opened: Opened) -> None:
    solved(warehouse, "S1", 14)
    solved(warehouse, "S1", 7, status="open", resolved_at=None)
    solved(warehouse, "S2", 28)
    solved(warehouse, "S2", 3, status="open", resolved_at=None)
    solved(warehouse, "S3", 2, status="open", resolved_at=None)
    solved(warehouse, None, 4, status="open", resolved_at=None)
    store = opened("2026-03-20 00:00+00")
    found = work_per_agent(store)
    assert [(a.agent, a.held, a.solved, a.days) for a in found.loads] == [
        ("S1", 7, 14, 14),  # half a case a day
        ("S2", 3, 28, 3),
        ("S3", 2, 0, None),
    ]
    assert (found.unassigned, found.middle) == (4, 8.5)
    assert found.loads[0].age_p90 == 18 * 24
    # ten days later, with a shorter look back, nobody has finished anything
    assert {a.days for a in work_per_agent(store, days=3).loads} == {None}
    before = work_per_agent(store, D(2026, 3, 9), days=1)
    assert [(a.agent, a.held) for a in before.loads] == [("S2", 31), ("S1", 21), ("S3", 2)]
    with pytest.raises(QueryError, match="at least one day"):
        work_per_agent(store, days=0)


def test_the_slowest_stage(warehouse: Warehouse, opened: Opened) -> None:
    case(warehouse, "T1", (1, "new", "open"), (3, "open", "pending"), (9, "pending", "solved"))
    case(warehouse, "T2", (5, "new", "open"), (6, "open", "solved"), team="B")
    case(warehouse, "T3", team="B")
    case(warehouse, "T4", (0, "new", "solved"), team="C")
    case(warehouse, "T5", team="D")
    store = opened()
    found = {course.members[0]: course for course in stages(store, Query("", by=("team",)))}
    assert found["A"].hours == {"new": 1, "open": 2, "pending": 6, "on_hold": 0}
    assert (found["A"].slowest, found["A"].share) == ("pending", pytest.approx(6 / 9))
    assert (found["B"].slowest, found["B"].n, found["B"].undecided) == ("new", 1, 1)
    assert (found["C"].slowest, found["C"].share) == (None, None)
    assert set(found) == {"A", "B", "C"}
    (whole,) = stages(store, Query(""))
    assert (whole.slowest, whole.n) == ("new", 3)  # of new and pending 2 hours each the earlier
