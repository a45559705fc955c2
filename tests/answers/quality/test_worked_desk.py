"""Numbers that can be checked by reading the traps: audits, and the work at the desk."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from metrics import Query
from tests.answers.quality.answering import agreed, halves, values
from tests.answers.quality.conftest import Both

DAY = dt.date


def until(last: dt.date, team: str = "Red") -> dict[str, Any]:
    return {"end": last, "where": (("team", (team,)),)}


def test_points_are_summed_before_they_are_divided(traps: Both) -> None:
    # Q1 80 of 100 as the agent was still Red; Q2 3 of 10 and Q3 90 of 100 as he was Blue.
    agent = {"where": (("assignee", ("S1",)),), "end": DAY(2026, 4, 2)}
    found = agreed(traps, "qa_score", by=("team",), start=DAY(2026, 3, 31), **agent)
    assert halves(found) == {"Red": (80, 100, 0), "Blue": (93, 110, 0)}
    days = agreed(traps, "qa_score", grain="day", start=DAY(2026, 3, 31), **agent)
    assert halves(days) == {"2026-03-31": (80, 100, 0), "2026-04-01": (93, 110, 0)}
    managers = agreed(traps, "qa_score", by=("manager",), start=DAY(2026, 3, 31), **agent)
    assert set(managers) == {"S8", "S9"}


def test_who_is_on_no_list_is_unknown(traps: Both) -> None:
    second = {"start": DAY(2026, 4, 2), "end": DAY(2026, 4, 2)}
    found = agreed(traps, "qa_score", by=("assignee",), **second)
    assert halves(found) == {"S2": (0, 100, 0), "S3": (50, 100, 0), None: (50.5, 100, 0)}
    # S3 was not there yet.
    assert set(agreed(traps, "qa_score", by=("team",), **second)) == {"Red", None}
    assert set(agreed(traps, "qa_score", by=("auditor",), **second)) == {"S8", None}


def test_two_auditors_of_one_piece_of_work(traps: Both) -> None:
    # Both pass X1, neither X3; the first alone X2 and X4. K3 came third, K11 is of one auditor,
    # K13 says nothing, K14 and K15 are of two topics.
    may = agreed(traps, "qa_agreement_kappa", start=DAY(2026, 5, 10), end=DAY(2026, 5, 12))[None]
    assert (may.numerator, may.denominator) == (2, 4)
    # Passed by the first 3 of 4, by the second 1 of 4: chance agrees in 3/16 + 3/16.
    assert may.value == pytest.approx((2 / 4 - 6 / 16) / (1 - 6 / 16))
    # One topic that nobody names is one; no ticket is none.
    april = agreed(traps, "qa_agreement_kappa", start=DAY(2026, 4, 1), end=DAY(2026, 4, 30))
    assert halves(april) == {None: (0, 1, 0)}
    # Both pass everything: chance alone would agree. By the day of the later audit, in Taipei.
    june = agreed(traps, "qa_agreement_kappa", grain="day", start=DAY(2026, 6, 1))
    assert {day: (it.value, it.denominator) for day, it in june.items()} == {
        "2026-06-12": (None, 1)
    }


def test_backlog_is_what_came_less_what_was_solved(traps: Both, invented: Both) -> None:
    for store, answers in (traps, invented):
        days = "select distinct local_day(opened_at) as day from stretches order by day"
        came = left = 0.0
        for (day,) in answers.con.execute(days).fetchall():
            only = {"end": day}
            came, left = (
                next(iter(answers.ask(Query(metric, **only)).values())).value or 0
                if answers.ask(Query(metric, **only)) else 0
                for metric in ("arrivals", "solves")
            )  # fmt: skip
            (stock,) = store.query(Query("backlog", **only)).points
            assert stock.value == came - left


def test_what_came_and_what_went(traps: Both) -> None:
    w = {"where": (("assignee", ("S1", "S2")),), "grain": "day", "end": DAY(2026, 3, 31)}
    # W1 came twice; W2 was solved when it was made, and came back on the 9th; W3, W6, W7.
    assert values(agreed(traps, "arrivals", **w)) == {
        "2026-03-05": 3, "2026-03-08": 1, "2026-03-09": 2,
    }  # fmt: skip
    # W6, closed nobody knows when, went with its last change; W7 lasted a second.
    assert values(agreed(traps, "solves", **w)) == {
        "2026-03-06": 1, "2026-03-09": 2, "2026-03-10": 1,
    }  # fmt: skip


def test_how_old_the_open_ones_are(traps: Both) -> None:
    # At the end of the 8th: W3, W4 and W6 since the 5th; T1 is solved, W1 not yet back.
    found = agreed(traps, "backlog_age_p90", **until(DAY(2026, 3, 8)))[None]
    assert (found.value, found.n) == (3 * 24 + 16, 3)
    # A day later W6 is gone, W1 is back for 24 hours, W2 and the new T2 for 16.
    found = agreed(traps, "backlog_age_p90", **until(DAY(2026, 3, 9)))[None]
    assert (found.value, found.n) == (4 * 24 + 16, 5)


def test_work_per_agent(traps: Both) -> None:
    # At the end of the 9th: S1 holds W1 and W2, S2 holds W3; W4's agent is on no list.
    found = agreed(traps, "wip_per_agent", **until(DAY(2026, 3, 9)))[None]
    assert (found.numerator, found.denominator) == (3, 2)


def test_rework(traps: Both) -> None:
    names = tuple(f"g{n}" for n in range(1, 10))
    found = halves(agreed(traps, "rework_rate", by=("channel",), where=(("channel", names),)))
    assert {name for name, (of, _, _) in found.items() if of} == {"g1", "g2", "g3", "g7"}
    assert set(found) == set(names) - {"g9"}
    # G7 was first solved on the 21st.
    days = agreed(traps, "rework_rate", grain="day", where=(("channel", ("g7",)),))
    assert values(days) == {"2026-03-21": 1}


def test_misrouted(traps: Both) -> None:
    names = tuple(f"m{n}" for n in range(1, 10))
    found = halves(agreed(traps, "misrouted_share", by=("channel",), where=(("channel", names),)))
    assert {name for name, (of, _, _) in found.items() if of} == {"m2", "m4"}
    assert {name for name, (_, over, _) in found.items() if not over} == {"m7"}


def test_escalations(traps: Both) -> None:
    x = {"where": (("channel", ("x",)),)}
    assert halves(agreed(traps, "escalated_share", **x)) == {None: (4, 5, 0)}
    days = values(agreed(traps, "escalations_open", grain="day", **x))
    # X2 from the 10th on; X1 from the 11th to the 13th; X3 was solved before; X5 as the data end.
    assert [days[f"2026-03-{day}"] for day in (10, 11, 12, 13)] == [1, 2, 2, 1]
    assert days["2026-06-30"] == 2
