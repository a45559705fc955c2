"""Members with their change, over time, against each other: worked out by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from metrics import Query, QueryError, Scope, Store
from metrics.analysis.explore import board, can_cut, earlier, pivot, trend
from metrics.analysis.spread import among, nice, spread
from tests.metrics.warehouse import Warehouse

Opened = Callable[..., Store]
FIRST, LAST = dt.date(2026, 3, 16), dt.date(2026, 3, 22)  # a week, Monday to Sunday
CREATED = Query("tickets_created", by=("team",), start=FIRST, end=LAST)
KEPT = replace(CREATED, metric="source_sla_adherence")
SOLVED = replace(CREATED, metric="time_to_solve_p50")


@pytest.fixture
def filled(warehouse: Warehouse, opened: Opened) -> Store:
    """The week: A has 24 tickets, 18 kept; B 20, all kept; no team 1. Before it: A 12, 9 kept.

    A is solved after 1, 2, … hours, B after 10 hours each.
    """

    def add(day: int, team: str | None, count: int, kept: int, hours: Callable[[int], int]) -> None:
        for n in range(count):
            came = dt.datetime(2026, 3, day, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))
            solved = came + dt.timedelta(hours=hours(n))
            warehouse.add(
                "tickets",
                {
                    "ticket_id": f"T{day}{team}{n}",
                    "created_at": came,
                    "updated_at": solved,
                    "resolved_at": solved,
                    "status": "solved",
                    "team": team,
                    "priority": "high" if n % 4 == 0 else "normal",
                    "sla_met": n < kept,
                },
            )

    add(2, "A", 1, 1, lambda n: 1)  # so that the week before is whole in the data
    add(10, "A", 12, 9, lambda n: 1)
    add(16, "A", 24, 18, lambda n: n + 1)
    add(18, "B", 20, 20, lambda n: 10)
    add(18, None, 1, 0, lambda n: 1)
    return opened("2026-03-30 12:00:00+00")


def test_members_come_with_their_change(filled: Store) -> None:
    found = board(filled, CREATED)
    rows = {row.members[0]: row for row in found.rows}
    assert found.whole.point.value == 45
    assert found.whole.change == pytest.approx((45 - 12) / 12)
    assert rows["A"].change == pytest.approx(1.0)
    assert rows["B"].change is None
    assert rows["B"].why == "nothing in the days before"
    assert [row.members[0] for row in found.rows] == ["A", "B", None]


def test_a_rate_changes_by_a_difference_and_the_worst_comes_first(filled: Store) -> None:
    found = board(filled, KEPT)
    first, *_, last = found.rows
    assert first.members == ("A",)
    assert first.point.value == pytest.approx(0.75)
    assert first.change == pytest.approx(0.0)  # 9 of 12 before
    assert last.members == (None,)  # one ticket is too few to rank, however bad
    assert last.low_n and not first.low_n


def test_what_reaches_before_the_first_row_is_no_comparison(filled: Store) -> None:
    found = board(filled, CREATED, "year")
    assert found.whole.change is None
    assert found.whole.why == "the days before are not whole in the data"


def test_a_year_is_364_days_and_a_period_its_own_length() -> None:
    year, before = earlier(CREATED, "year"), earlier(CREATED, "week")
    assert year is not None and before is not None
    assert (year.start, year.end) == (dt.date(2025, 3, 17), dt.date(2025, 3, 23))
    assert (before.start, before.end) == (dt.date(2026, 3, 9), dt.date(2026, 3, 15))
    assert earlier(replace(CREATED, start=None), "week") is None


def test_a_trend_keeps_the_largest_and_counts_the_hidden(filled: Store) -> None:
    found = trend(filled, replace(CREATED, start=dt.date(2026, 3, 9)), "week", most=1)
    assert found.starts == (dt.date(2026, 3, 9), FIRST)
    assert [point.value for point in found.whole] == [12, 45]
    assert found.lines == {("A",): (12, 24)}
    assert found.hidden == 2


def test_no_row_is_zero_for_a_count_and_unknown_for_a_rate(filled: Store) -> None:
    asked = replace(CREATED, start=dt.date(2026, 3, 9))
    assert trend(filled, asked, "week", 3).lines[("B",)] == (0, 20)
    kept = replace(asked, metric="source_sla_adherence")
    assert trend(filled, kept, "week", 3).lines[("B",)] == (None, 1.0)


def test_totals_of_a_pivot_are_worked_out_anew(filled: Store) -> None:
    """A has 6 high (n = 0, 4, …, 20; the last is not kept) and 18 normal, of which 13 are kept."""
    found = pivot(filled, replace(KEPT, by=("team", "priority")), 2, 1)
    assert [point.members[0] for point in found.down] == ["A", "B"]
    assert [point.members[0] for point in found.across] == ["normal"]
    assert (found.rest_down, found.rest_across) == (1, 1)
    cell = found.cells["A", "normal"]
    assert (cell.numerator, cell.denominator) == (13, 18)
    assert found.across[0].value == pytest.approx((13 + 15) / (18 + 15))
    assert found.whole.value == pytest.approx(38 / 45)


def test_what_cannot_be_cut_says_so_with_the_nearest_match(filled: Store) -> None:
    with pytest.raises(QueryError, match=r"cannot be cut by “teem”.*team"):
        board(filled, replace(CREATED, by=("teem",)))
    with pytest.raises(QueryError, match="at most 2 different dimensions"):
        board(filled, replace(CREATED, by=("team", "team")))
    with pytest.raises(QueryError, match="needs two dimensions"):
        pivot(filled, CREATED, 5, 5)
    assert can_cut(filled, filled.catalogue.metric("tickets_created"))[0] == "team"


def test_a_duration_is_spread_over_all_its_rows(filled: Store) -> None:
    """A's 1 to 24 hours, B's twenty times 10, one of 1 hour: 45 rows, type 7 median 10."""
    found = spread(filled, SOLVED)
    assert found.n == 45
    assert sum(found.counts) + found.beyond == 45
    assert found.median == pytest.approx(10)
    assert found.most == pytest.approx(24)
    width = found.edges[1] - found.edges[0]
    ten = next(n for n, edge in enumerate(found.edges) if edge <= 10 < edge + width)
    inside = sum(1 for hour in range(1, 25) if found.edges[ten] <= hour < found.edges[ten + 1])
    assert found.counts[ten] == 20 + inside
    narrow = spread(filled, replace(SOLVED, where=(("team", ("B",)),)))
    assert (narrow.n, narrow.median) == (20, 10)
    assert spread(filled, replace(SOLVED, scope=Scope((("team", ("B",)),)))).n == 20


def test_nothing_is_spread_where_nothing_is_measured(filled: Store) -> None:
    assert spread(filled, replace(SOLVED, where=(("team", ("C",)),))).n == 0
    with pytest.raises(QueryError, match="measures nothing on a row"):
        spread(filled, CREATED)


def test_only_a_share_of_counts_has_limits(filled: Store) -> None:
    found = among(board(filled, KEPT))
    assert found is not None
    assert found.centre == pytest.approx(38 / 45)
    assert among(board(filled, CREATED)) is None


def test_a_scope_narrows_every_number(filled: Store) -> None:
    found = board(filled, replace(CREATED, scope=Scope((("team", ("B",)),))))
    assert found.whole.point.value == 20
    assert [row.members for row in found.rows] == [("B",)]


@pytest.mark.parametrize(("width", "round_"), [(0.7, 1), (1, 1), (1.1, 2), (3, 5), (71, 100)])
def test_bins_are_as_wide_as_people_count(width: float, round_: float) -> None:
    assert nice(width) == pytest.approx(round_)
    assert nice(0) == 1
