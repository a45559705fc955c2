"""Signals of the reviewed week: limits from the first weeks, locked, never rolling."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import pytest

from metrics import MetricReview, Store
from metrics.review import weeks_of
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


def test_limits_start_anew_with_a_dated_cause_and_with_nothing_else(
    warehouse: Warehouse, opened: Opened
) -> None:
    """20 weeks of 10 and 12, then 12 weeks of 30 and 32, all of them far outside 11 ± 5.32.

    Said to be a new process since the Thursday of week 20, week 21 is the first of its phase:
    eleven weeks of 32 and 30, centre 342 / 11, mean moving range 2.
    """
    weeks = [10, 12] * 10 + [30, 32] * 6
    news = reviewed(warehouse, opened, weeks)
    assert "outside" in {signal.rule for signal in news.signals}
    since = MONDAY + dt.timedelta(days=20 * 7 + 3)
    (warehouse.settings.home / "config" / "review.yaml").write_text(
        f"metrics:\n  complaints_reported:\n    phases: [{{since: {since}, cause: New form}}]\n"
    )
    end = MONDAY + dt.timedelta(days=7 * len(weeks))
    store = opened(f"{end} 12:00:00+00")
    found = store.review().metrics["complaints_reported"]
    assert found.signals == ()
    assert found.limits is not None
    assert (found.limits.points, found.limits.state) == (11, "trial")
    assert found.limits.centre == pytest.approx(342 / 11)
    assert found.limits.upper == pytest.approx(342 / 11 + 2.66 * 2, abs=0.01)
    last = end - dt.timedelta(days=7)
    history = weeks_of(store, "complaints_reported", last)
    assert history.chart is not None
    assert [(p.start, p.stop, p.cause) for p in history.chart.phases] == [
        (0, 21, None),
        (21, 32, "New form"),
    ]
    assert history.values == tuple(map(float, weeks))
    assert history.chart.centre[0] == 11


def test_few_weeks(warehouse: Warehouse, opened: Opened) -> None:
    found = reviewed(warehouse, opened, [10, 12, 10, 12, 10])
    assert (found.limits, found.signals) == (None, ())


def test_trial_limits(warehouse: Warehouse, opened: Opened) -> None:
    found = reviewed(warehouse, opened, [10, 12, 10, 12, 10, 12])
    assert found.limits is not None
    assert (found.limits.state, found.limits.points) == ("trial", 6)


def test_one_event_after_none_is_no_news_and_three_are(
    warehouse: Warehouse, opened: Opened
) -> None:
    """None in 20 weeks: k in the next have the chance (1/21)^k, and 0.00135 is a limit's tail.

    One: 0.0476. Two: 0.0023. Three: 0.0001.
    """
    assert rules(warehouse, opened, [0] * 20 + [1, 2, 3]) == [[], [], ["outside"]]


def test_a_count_that_is_mostly_zero_has_the_limits_of_chance(
    warehouse: Warehouse, opened: Opened
) -> None:
    """Five in 20 weeks. In the next, of 5 + k, P(X >= k | 1/21): 3: 0.0045, 4: 0.0005.

    An XmR chart would end at 1.51 and call two in a week a strong signal.
    """
    weeks = [0, 0, 0, 1] * 5
    assert rules(warehouse, opened, [*weeks, 3, 4]) == [[], ["outside"]]
    found = opened("2025-11-03 12:00:00+00").review(metrics=["complaints_reported"])
    limits = found.metrics["complaints_reported"].limits
    assert limits is not None
    assert (limits.centre, limits.lower, limits.upper, limits.points) == (0.25, 0, 3, 20)


def test_an_amount_that_is_mostly_zero_has_no_limits(warehouse: Warehouse, opened: Opened) -> None:
    """Refunds of 100 in every fourth week: nobody knows how many it takes to be unusual."""
    for week in range(0, 24, 4):
        at = dt.datetime.combine(MONDAY, dt.time(4), dt.UTC) + dt.timedelta(days=7 * week + 2)
        warehouse.add(
            "refunds",
            {"refund_id": f"R{week}", "requested_at": at, "paid_at": at, "amount": 100,
             "currency": "TWD", "decided_at": at, "decision": "approved"},
        )  # fmt: skip
    warehouse.cover("refunds", str(MONDAY), "2025-11-17 12:00+00")
    store = opened("2025-11-17 12:00:00+00")
    found = store.review(metrics=["refund_amount"]).metrics["refund_amount"]
    assert found.weeks[-1].value is not None
    assert found.limits is None


def rules(warehouse: Warehouse, opened: Opened, weeks: Sequence[int]) -> list[list[str]]:
    """Return the rules that speak in each week after the twentieth."""
    reviewed(warehouse, opened, weeks)
    end = MONDAY + dt.timedelta(days=7 * len(weeks))
    store = opened(f"{end} 12:00:00+00")
    return [
        [signal.rule for signal in store.review(MONDAY + dt.timedelta(days=7 * number),
         metrics=["complaints_reported"]).metrics["complaints_reported"].signals]
        for number in range(20, len(weeks))
    ]  # fmt: skip


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
