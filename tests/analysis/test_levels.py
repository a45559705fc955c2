"""Service levels: weekly limits and what they assure, fair comparison, when it goes wrong."""

from __future__ import annotations

import datetime as dt
from itertools import count
from pathlib import Path

import pytest

from metrics import Query, QueryError, Store
from metrics.analysis.compared import compared
from metrics.analysis.levels import levels
from metrics.analysis.week_hours import week_hours
from tests.metrics.warehouse import Warehouse

NUMBERS = count(1)
SLA = "source_sla_adherence"
FIRST = dt.date(2025, 12, 1)  # a Monday; sixteen whole weeks end on 22 March 2026
WEEK = dt.timedelta(days=7)
LAST = FIRST + 15 * WEEK


def week(warehouse: Warehouse, start: dt.date, kept: int, missed: int, **more: object) -> None:
    """Cases of Monday 10:00 in Taipei."""
    rows = [
        {
            "ticket_id": f"T{next(NUMBERS)}",
            "created_at": f"{start} 10:00:00+08",
            "sla_met": n < kept,
            **more,
        }
        for n in range(kept + missed)
    ]
    warehouse.add("tickets", *rows)


def sixteen(warehouse: Warehouse, priority: str, missed: tuple[int, int], size: int = 20) -> None:
    for n in range(16):
        week(warehouse, FIRST + n * WEEK, size - missed[n % 2], missed[n % 2], priority=priority)


def asked(**more: object) -> Query:
    last = LAST + dt.timedelta(days=6)
    return Query(SLA, start=LAST - 3 * WEEK, end=last, **more)  # type: ignore[arg-type]


def test_the_share_is_of_the_days_asked_for_and_the_chart_of_all_whole_weeks(
    warehouse: Warehouse,
) -> None:
    sixteen(warehouse, "normal", (1, 2))
    week(warehouse, LAST + WEEK, 0, 9)  # a later week, which is not asked for
    (found,) = levels(warehouse.store(), asked())
    assert (found.point.numerator, found.point.denominator) == (74, 80)
    assert len(found.weeks) == 16 and found.weeks[0] == FIRST and found.weeks[-1] == LAST
    assert set(found.decided) == {20}
    assert found.kept[:2] == (19, 18)
    assert found.state == "locked"


def test_what_the_limits_assure(warehouse: Warehouse) -> None:
    """All kept: capable. 1 or 2 of 20 missed: chance decides. Half missed: not capable of 95 %."""
    sixteen(warehouse, "a", (0, 0))
    sixteen(warehouse, "b", (1, 2))
    sixteen(warehouse, "c", (40, 42), size=80)
    found = levels(warehouse.store(), asked(), "priority")
    assert {one.member: one.assurance for one in found} == {
        "a": "capable",
        "b": "hit or miss",
        "c": "not capable",
    }


def test_too_little_history_assures_nothing(warehouse: Warehouse) -> None:
    for n in range(5):
        week(warehouse, LAST - n * WEEK, 18, 2)
    (found,) = levels(warehouse.store(), asked())
    assert (found.assurance, found.state) == (None, "")


def test_a_week_that_is_not_whole_is_no_point(warehouse: Warehouse) -> None:
    sixteen(warehouse, "a", (1, 2))
    warehouse.missing("tickets", str(FIRST + WEEK))
    (found,) = levels(warehouse.store(), asked())
    assert FIRST + WEEK not in found.weeks and len(found.weeks) == 15


def test_only_a_share_of_counts_has_a_level(warehouse: Warehouse) -> None:
    store = warehouse.store()
    for metric in ("tickets_created", "handoffs_per_ticket", "time_to_solve_p50"):
        with pytest.raises(QueryError, match="is no share of counts"):
            levels(store, Query(metric))


def mixed(warehouse: Warehouse) -> Store:
    """Hard cases miss half, easy ones a tenth, whoever has them; Ann has the hard ones."""
    for agent, hard, easy in (("S1", 200, 20), ("S2", 20, 200)):
        week(warehouse, LAST, hard // 2, hard // 2, priority="hard", assignee_id=agent)
        week(warehouse, LAST, easy - easy // 10, easy // 10, priority="easy", assignee_id=agent)
    return warehouse.store()


def test_who_has_the_hard_cases_is_no_worse(warehouse: Warehouse) -> None:
    """Raw, S1 keeps 118 of 220 and S2 190; each does exactly what its own cases would give."""
    found = compared(mixed(warehouse), asked(), "assignee", ("priority",))
    units = {unit.member: unit for unit in found.units}
    assert units["S1"].value == pytest.approx(118 / 220)
    assert units["S2"].value == pytest.approx(190 / 220)
    assert units["S1"].adjusted == pytest.approx(308 / 440)
    assert units["S2"].adjusted == pytest.approx(308 / 440)
    assert [unit.beyond for unit in found.units] == [0, 0]


def test_without_the_mix_the_same_two_are_beyond_chance(warehouse: Warehouse) -> None:
    found = compared(mixed(warehouse), asked(), "assignee")
    assert found.funnel.centre == pytest.approx(308 / 440)
    assert {unit.member: unit.value == unit.adjusted for unit in found.units} == {
        "S1": True,
        "S2": True,
    }


def test_few_cases_are_never_beyond(warehouse: Warehouse) -> None:
    for n in range(12):
        week(warehouse, LAST, 95, 5, assignee_id=f"S{n}")
    week(warehouse, LAST, 0, 19, assignee_id="small")
    week(warehouse, LAST, 0, 21, assignee_id="large")
    found = compared(warehouse.store(), asked(), "assignee")
    beyond = {unit.member: (unit.beyond, unit.low_n) for unit in found.units if unit.n < 95}
    assert beyond == {"small": (0, True), "large": (-1, False)}


def test_misses_lie_in_the_hour_of_the_weekday(warehouse: Warehouse) -> None:
    week(warehouse, LAST, 5, 2)
    week(warehouse, LAST - WEEK, 4, 1)
    week(warehouse, LAST + dt.timedelta(days=1), 0, 1)
    store = warehouse.store()
    found = week_hours(store, asked())
    busy = {(c.weekday, c.hour): (c.failed, c.n) for row in found.rows for c in row if c.n}
    assert busy == {(0, 10): (3, 12), (1, 10): (1, 1)}
    assert found.failed == 4
    cell = found.rows[0][10]
    assert store.rows(Query(SLA, within=cell.spans)).total == 12


def test_a_week_begins_with_the_first_day_of_the_calendar(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path, head="week_starts: sunday\n")
    week(warehouse, LAST, 1, 1)
    found = week_hours(warehouse.store(), asked())
    assert [row[0].weekday for row in found.rows] == [6, 0, 1, 2, 3, 4, 5]
