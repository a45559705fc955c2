"""What drives an exception: hand-worked decompositions through the same queries as the numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

import pytest

from metrics import Store
from metrics.drivers import Driver, compared_with, driver, moved
from metrics.judge import judge_review
from metrics.model import Where
from tests.metrics.warehouse import Warehouse

D = dt.date
WEEK = D(2026, 3, 23)
SEVEN = dt.timedelta(days=7)
SLA = "source_sla_adherence"
Opened = Callable[..., Store]
QUIET = {"Seoul": (20, 19), "Prague": (20, 19)}


def load(
    warehouse: Warehouse, weeks: Mapping[int, Mapping[str, tuple[int, int]]], history: int = 16
) -> None:
    """Weeks back from the reviewed one -> team -> (tickets, met); other weeks are quiet ones."""
    for back in range(history):
        start = WEEK - back * SEVEN
        for team, (count, kept) in weeks.get(back, QUIET).items():
            met = kept - (back % 2 and team == "Prague")  # or limits have no width
            for n in range(count):
                at = dt.datetime.combine(start + dt.timedelta(days=n % 5), dt.time(4))
                warehouse.add(
                    "tickets",
                    {
                        "ticket_id": f"T{back}-{team}-{n}",
                        "created_at": at.replace(tzinfo=dt.UTC),
                        "resolved_at": at.replace(tzinfo=dt.UTC),
                        "status": "solved",
                        "team": team or None,
                        "channel": ("chat", "mail")[n % 2],
                        "sla_met": n < met,
                    },
                )


def driven(store: Store, metric: str = SLA, where: Where = ()) -> Driver | None:
    found = store.review(WEEK, [metric], where)
    (judged,) = judge_review(store, found, where)
    return driver(store, judged, found.snapshot, where)


def test_the_sentence_has_the_segments_part_of_the_change(
    warehouse: Warehouse, opened: Opened
) -> None:
    """From 37 of 40 to 31 of 40 is -15.0 pp; Seoul's half fell by 6 of 20, which is -15.0 pp."""
    load(warehouse, {0: {"Seoul": (20, 13), "Prague": (20, 18)}})
    found = driven(opened())
    assert found.before == WEEK - SEVEN
    assert found.change == pytest.approx(31 / 40 - 37 / 40)
    assert found.short == "mostly team = Seoul: −15.0 pp of −15.0 pp".replace(" pp", "\u202fpp")
    assert "fell from 92.5" in found.says
    assert "explains 100% of the" in found.says


def test_others_that_moved_too_leave_a_part(warehouse: Warehouse, opened: Opened) -> None:
    """37 of 40 before; 30 of 40 after: Seoul 19 -> 13 is -15.0 pp, Prague 18 -> 17 is -2.5 pp."""
    load(warehouse, {0: {"Seoul": (20, 13), "Prague": (20, 17)}})
    assert driven(opened()).short.replace("\u202f", " ") == (
        "mostly team = Seoul: −15.0 pp of −17.5 pp"
    )


def test_an_exception_that_lasts_is_compared_with_the_week_before_it_began(
    warehouse: Warehouse, opened: Opened
) -> None:
    """Bad for two weeks alike: since the week before nothing moved, since the one before it did."""
    bad = {"Seoul": (20, 8), "Prague": (20, 19)}
    load(warehouse, {0: bad, 1: {"Seoul": (20, 8), "Prague": (20, 20)}})
    found = driven(opened())
    assert found.before == WEEK - 2 * SEVEN
    assert "team = Seoul" in found.short
    assert found.short.endswith("since the week of 9 Mar")


def test_a_week_to_compare_with(warehouse: Warehouse, opened: Opened) -> None:
    load(warehouse, {0: {"Seoul": (20, 13), "Prague": (20, 18)}})
    answer = opened().review(WEEK, [SLA]).metrics[SLA]
    assert compared_with(answer, None).start == WEEK - SEVEN
    assert compared_with(answer, 0.95).start == WEEK - SEVEN
    assert compared_with(answer, 0.2) is None  # it lies far above that, and did not come from there


def test_a_count_is_split_in_its_own_unit(warehouse: Warehouse, opened: Opened) -> None:
    load(warehouse, {0: {"Seoul": (80, 76), "Prague": (21, 20)}})
    store = opened()
    found = store.review(WEEK, ["tickets_created"])
    answer = found.metrics["tickets_created"]
    one = moved(store, answer, answer.weeks[-2], found.snapshot)
    assert one.short == "mostly team = Seoul: +60 of +61"
    assert one.change == 61


def test_a_stock_is_split_at_the_ends_of_both_weeks(warehouse: Warehouse, opened: Opened) -> None:
    """Of thirty open cases that came in the reviewed week 28 are Seoul's."""
    load(warehouse, {})
    for n in range(30):
        warehouse.add(
            "tickets",
            {
                "ticket_id": f"O{n}",
                "created_at": "2026-03-25 04:00:00+00",
                "team": "Seoul" if n < 28 else "Prague",
                "channel": ("chat", "mail")[n % 2],
            },
        )
    store = opened()
    found = store.review(WEEK, ["backlog"])
    answer = found.metrics["backlog"]
    one = moved(store, answer, answer.weeks[-2], found.snapshot)
    assert one.short == "mostly team = Seoul: +28 of +30"


def test_unknown_is_a_member_and_a_filter_holds(warehouse: Warehouse, opened: Opened) -> None:
    load(warehouse, {0: {"Seoul": (20, 19), "Prague": (20, 19), "": (10, 0)}})
    store = opened()
    assert "team = unknown" in driven(store).short
    assert driven(store, where=(("team", ("Prague",)),)) is None  # no exception there, no news


def test_what_does_not_add_up_has_no_driver(warehouse: Warehouse, opened: Opened) -> None:
    load(warehouse, {})
    store = opened()
    found = store.review(WEEK, ["time_to_solve_p50"])
    answer = found.metrics["time_to_solve_p50"]
    assert moved(store, answer, answer.weeks[-2], found.snapshot) is None


def test_a_move_of_all_alike_has_no_segment_that_stands_out(
    warehouse: Warehouse, opened: Opened
) -> None:
    load(warehouse, {0: {"Seoul": (20, 12), "Prague": (20, 12)}})
    found = driven(opened())
    assert found.findings == ()
    assert found.short == ""
    assert found.says.endswith("no segment stands out.")


def test_a_team_is_said_rather_than_its_agents(warehouse: Warehouse, opened: Opened) -> None:
    """Seoul's two agents changed over the week end; they explain what their team explains."""
    load(warehouse, {0: {"Seoul": (20, 8), "Prague": (20, 18)}})
    warehouse.con.execute(
        "update tickets set assignee_id = case when team = 'Seoul' and ticket_id like 'T0-%'"
        " then 'New ' || (ticket_id[-1:])::bigint % 2 else team || ticket_id[-1:] end"
    )
    assert driven(opened()).short.startswith("mostly team = Seoul: ")
