"""Signals of the reviewed week: limits from the first weeks, locked, never rolling."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import pytest

from metrics import MetricReview, Store
from tests.metrics.warehouse import Warehouse

Opened = Callable[..., Store]
MONDAY = dt.date(2025, 6, 2)


def reviewed(
    warehouse: Warehouse, opened: Opened, weeks: Sequence[int], metric: str = "complaints_reported"
) -> MetricReview:
    """Review the last of `weeks`, each with so many complaints on its Wednesday."""
    at = [
        f"{MONDAY + dt.timedelta(days=7 * number + 2)} 04:00+00"
        for number, count in enumerate(weeks)
        for _ in range(count)
    ]
    warehouse.con.execute(
        "insert into complaints by name select unnest(cast(? as timestamptz[])) as reported_at,"
        " 'C' || generate_subscripts(?, 1) as complaint_id, 'P1' as product_id",
        [at, at],
    )
    end = MONDAY + dt.timedelta(days=7 * len(weeks))
    warehouse.cover("complaints", str(MONDAY), f"{end} 12:00+00")
    store = opened(f"{end} 12:00:00+00")
    return store.review(metrics=[metric]).metrics[metric]


def test_a_spike_is_a_strong_concern(warehouse: Warehouse, opened: Opened) -> None:
    """20 weeks of 10 and 12: centre 11, mean moving range 2, limits 11 ± 5.32; then 17."""
    found = reviewed(warehouse, opened, [10, 12] * 10 + [17])
    assert found.limits is not None
    assert (found.limits.centre, found.limits.points) == (11, 20)
    assert (found.limits.lower, found.limits.upper) == (
        pytest.approx(5.68),
        pytest.approx(16.32),
    )
    assert found.limits.state == "locked"
    (signal,) = found.signals
    assert (signal.rule, signal.strength, signal.direction) == ("outside", "strong", "concern")


def test_inside_the_limits_nothing_to_see(warehouse: Warehouse, opened: Opened) -> None:
    assert reviewed(warehouse, opened, [10, 12] * 10 + [16]).signals == ()


def test_a_run_of_eight_is_weak(warehouse: Warehouse, opened: Opened) -> None:
    found = reviewed(warehouse, opened, [10, 12] * 10 + [10] * 8)
    assert [(s.rule, s.strength, s.direction) for s in found.signals] == [
        ("run", "weak", "improvement")
    ]


def test_limits_do_not_roll(warehouse: Warehouse, opened: Opened) -> None:
    """The first 20 weeks make the limits, however many follow."""
    found = reviewed(warehouse, opened, [10, 12] * 10 + [30] * 20)
    assert found.limits is not None
    assert found.limits.centre == 11
    assert {signal.rule for signal in found.signals} == {"outside", "near", "run"}


def test_few_weeks(warehouse: Warehouse, opened: Opened) -> None:
    found = reviewed(warehouse, opened, [10, 12, 10, 12, 10])
    assert (found.limits, found.signals) == (None, ())


def test_trial_limits(warehouse: Warehouse, opened: Opened) -> None:
    found = reviewed(warehouse, opened, [10, 12, 10, 12, 10, 12])
    assert found.limits is not None
    assert (found.limits.state, found.limits.points) == ("trial", 6)


def test_one_of_a_kind_is_no_news(warehouse: Warehouse, opened: Opened) -> None:
    """20 weeks of tickets of which none came back, then one: a limit of 0 would call it strong."""
    assert share(warehouse, opened, opened_again=[0] * 20 + [1]).limits is None


def test_a_share_that_was_seen_often_enough_has_limits(
    warehouse: Warehouse, opened: Opened
) -> None:
    found = share(warehouse, opened, opened_again=[0, 1] * 10 + [6])
    assert found.limits is not None
    assert [s.rule for s in found.signals] == ["outside"]


def share(warehouse: Warehouse, opened: Opened, opened_again: Sequence[int]) -> MetricReview:
    """Review the reopen rate of ten tickets a week, of which so many were opened again."""
    for number, again in enumerate(opened_again):
        at = dt.datetime.combine(MONDAY, dt.time(4), dt.UTC) + dt.timedelta(days=7 * number + 2)
        warehouse.add(
            "tickets",
            *(
                {
                    "ticket_id": f"T{number}-{n}",
                    "created_at": at,
                    "resolved_at": at,
                    "status": "solved",
                    "reopen_count": int(n < again),
                }
                for n in range(10)
            ),
        )
    end = MONDAY + dt.timedelta(days=7 * len(opened_again))
    warehouse.cover("tickets", str(MONDAY), f"{end} 12:00+00")
    return opened(f"{end} 12:00:00+00").review(metrics=["reopen_rate"]).metrics["reopen_rate"]
