"""Where stops wait (METRICS, section 2): stages missing, late, or contradicting each other."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from metrics.analysis import legs, longest, stop_stages
from tests.metrics.stops import complaint, stop
from tests.metrics.warehouse import Warehouse

HOUR, DAY_S = 3600, 86_400
AS_OF = dt.datetime(2026, 3, 31, 12, tzinfo=dt.UTC)
NAMES = (
    "signal",
    "triggered",
    "suspended",
    "cause_found",
    "fixed",
    "verified",
    "resumed",
    "closed",
)


def incident(**days: int) -> dict[str, Any]:
    """A stop whose stages were reached on these days of March 2026."""
    return {
        f"{name}_at": dt.datetime(2026, 3, days[name], tzinfo=dt.UTC) if name in days else None
        for name in NAMES
    }


def told(row: dict[str, Any]) -> list[tuple[str, str, float | None]]:
    return [(one.start, one.end, one.seconds) for one in legs(row, AS_OF)]


def test_a_stop_that_is_over_has_a_leg_between_every_two_stages() -> None:
    row = incident(signal=1, triggered=3, suspended=4, cause_found=9, resumed=10)
    assert told(row) == [
        ("signal_at", "triggered_at", 2 * DAY_S),
        ("triggered_at", "suspended_at", DAY_S),
        ("suspended_at", "cause_found_at", 5 * DAY_S),
        ("cause_found_at", "resumed_at", DAY_S),  # neither fixed nor verified that anybody knows
    ]
    assert [one.is_whole for one in legs(row, AS_OF)] == [True, True, True, False]


def test_an_open_stop_waits_for_the_next_stage_until_the_as_of() -> None:
    last = legs(incident(triggered=3, suspended=4), AS_OF)[-1]
    assert (last.start, last.end, last.lasts) == ("suspended_at", "cause_found_at", True)
    assert last.seconds == 27 * DAY_S + 12 * HOUR


def test_a_stop_that_was_closed_without_a_resume_waits_no_longer() -> None:
    found = legs(incident(triggered=3, suspended=4, closed=5), AS_OF)
    assert [(one.end, one.lasts) for one in found] == [
        ("suspended_at", False),
        ("closed_at", False),
    ]


def test_a_stage_before_the_one_before_it_has_no_length() -> None:
    assert told(incident(triggered=3, suspended=2, resumed=4))[0][2] is None


def test_the_longest_wait_is_one_of_those_from_the_pull_on() -> None:
    found = longest(legs(incident(signal=1, triggered=20, suspended=21, resumed=25), AS_OF))
    assert found is not None
    assert (found.start, found.end) == ("suspended_at", "resumed_at")
    assert longest(()) is None


def test_the_waits_of_many_stops(tmp_path: Path) -> None:
    """Two stops: suspended after 2 and 4 hours, the cause found after 10 and 30; one open stop."""
    warehouse = Warehouse(tmp_path)
    complaint(warehouse, "01")
    stop(warehouse, "A1", triggered="02", suspended="02 02:00", cause_found="02 12:00",
         resumed="03")  # fmt: skip
    stop(warehouse, "A2", product_id="P2", triggered="04", suspended="04 04:00",
         cause_found="05 10:00", resumed="06")  # fmt: skip
    stop(warehouse, "A3", product_id="P3", triggered="30")
    found = {one.end: one for one in stop_stages(warehouse.store())}
    suspended, cause = found["suspended_at"], found["cause_found_at"]
    assert (suspended.n, suspended.median_s, suspended.waiting) == (2, 3 * HOUR, 1)
    assert cause.n == 2
    assert cause.median_s == 20 * HOUR
    assert cause.p90_s == pytest.approx(28 * HOUR)  # type 7: 10 + 0.9 x 20 hours
    assert suspended.share == pytest.approx(
        6 / 46
    )  # of 46 hours between stages that both are known
    assert cause.share == pytest.approx(40 / 46)
    assert found["triggered_at"].n == 1  # the signal of A1, a day before
    assert found["triggered_at"].share is None
    assert (found["resumed_at"].n, found["resumed_at"].median_s) == (0, None)
