"""Pull rules replayed: what each would have stopped, rightly or not, and let escape; by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from metrics import QueryError, Scope, Store
from metrics.analysis import BackTest, ReplayedRule, back_test
from tests.metrics.stops import complaint, shipped, stop
from tests.metrics.warehouse import Warehouse

Opened = Callable[..., Store]
CONFIG = """\
versions: [{version: 1, valid_from: 2000-01-01, pull_rule: {complaints: 3, days: 7}}]
replay: {complaints: [2, 5], days: 7, lead_days: 20}
"""
AS_OF = "2026-04-30 12:00+00"


@pytest.fixture
def replay(warehouse: Warehouse) -> Warehouse:
    config = warehouse.settings.config
    assert config is not None
    (config / "andon.yaml").write_text(CONFIG)
    return warehouse


def rules(result: BackTest) -> dict[int, ReplayedRule]:
    return {rule.rule.complaints: rule for rule in result.rules}


def daily(warehouse: Warehouse, product: str = "P1") -> None:
    for day in range(1, 21):
        shipped(warehouse, f"{day:02d}", 10, product_id=product)


def test_a_stricter_rule_stops_later_and_more_escapes(replay: Warehouse, opened: Opened) -> None:
    """Complaints on the 5th, 6th, 7th, 9th, 10th and 11th; suspended on the 15th."""
    daily(replay)
    complaint(replay, "05", "06", "07", "09", "10", "11")
    stop(replay, "A", triggered="14", suspended="15", verdict="confirmed")
    result = back_test(opened(AS_OF))
    found = rules(result)
    # from the 5th to the day of the pull, both included, ten units a day
    assert {k: rule.escaped_units for k, rule in found.items()} == {2: 20, 3: 30, 5: 60}
    assert {k: rule.caught for k, rule in found.items()} == {2: 1, 3: 1, 5: 1}
    assert (result.stops, result.escaped_in_fact, result.unknown) == (1, 110, 0)
    assert [k for k, rule in found.items() if rule.is_todays] == [3]


def test_a_rule_that_never_pulls_saves_nothing(replay: Warehouse, opened: Opened) -> None:
    daily(replay)
    complaint(replay, "05", "06", "16", "17", "18")  # the last three after the suspension
    stop(replay, "A", triggered="14", suspended="15", verdict="confirmed")
    found = rules(back_test(opened(AS_OF)))
    assert {k: (r.escaped_units, r.caught) for k, r in found.items()} == {
        2: (20, 1), 3: (110, 0), 5: (110, 0),
    }  # fmt: skip


def test_right_false_and_undecided_pulls(replay: Warehouse, opened: Opened) -> None:
    as_of = "2026-03-31 12:00+00"
    for product, day in (
        ("stands", "10"), ("soon", "10"), ("too late", "10"), ("rejected", "10"),
        ("never", "10"), ("pending", "10"), ("young", "20"), ("other", "10"), ("over", "10"),
    ):  # fmt: skip
        complaint(replay, *[day] * 3, product_id=product)
    times = {"stands": "05", "soon": "30", "too late": "31", "rejected": "12", "pending": "12"}
    verdict = {"rejected": "rejected", "pending": "pending"}
    for product, triggered in times.items():
        said = verdict.get(product, "confirmed")
        stop(replay, product, product_id=product, triggered=triggered, verdict=said)
    stop(replay, "o", product_id="other", triggered="12", verdict="confirmed", defect_code="D2")
    stop(
        replay, "v", product_id="over", triggered="02-01", closed="03-09", verdict="confirmed"
    )  # fmt: skip
    result = back_test(opened(as_of))
    three = rules(result)[3]
    # right: stands, soon (20 days later); undecided: pending, and young, which has 9 days to go
    assert (three.pulls, three.right, three.undecided, three.false_stops) == (9, 2, 2, 5)
    assert result.false_stops_in_fact == 1
    only = {"where": (("product", ("soon",)),)}
    assert rules(back_test(opened(as_of), **only))[3].right == 1


def test_a_stop_that_names_no_defect_proves_any_pull_right(
    replay: Warehouse, opened: Opened
) -> None:
    complaint(replay, *["10"] * 2, defect_code="D7")
    stop(replay, "A", triggered="12", suspended="13", defect_code=None, verdict="confirmed")
    two = rules(back_test(opened(AS_OF)))[2]
    assert (two.right, two.caught) == (1, 1)


def test_pulls_long_before_a_stop_do_not_count_for_it(replay: Warehouse, opened: Opened) -> None:
    """Complaints in January raised a false alarm; the stop of March is another matter."""
    shipped(replay, "02-20", 10)
    shipped(replay, "14", 10)
    complaint(replay, "2026-01-10", "2026-01-10")
    stop(replay, "A", triggered="14", suspended="15", verdict="confirmed")
    two = rules(back_test(opened(AS_OF)))[2]
    assert (two.pulls, two.false_stops, two.caught, two.escaped_units) == (1, 1, 0, 20)


def test_days_are_replayed(replay: Warehouse, opened: Opened) -> None:
    """Two complaints at the ends of a week of days: the first has left by the eighth day."""
    complaint(replay, "02 15:00", "08 15:00", product_id="in")
    complaint(replay, "02 15:00", "09 14:00", product_id="out")  # under seven times 24 hours
    two = rules(back_test(opened(AS_OF)))[2]
    assert two.pulls == 1


def test_units_that_nobody_knows_are_in_no_sum(replay: Warehouse, opened: Opened) -> None:
    shipped(replay, "10", 7, product_id="P2")
    complaint(replay, "09", product_id="P2")
    stop(replay, "A", triggered="10", suspended="10", scope="lot", verdict="confirmed")
    stop(replay, "B", product_id="P2", triggered="10", suspended="10", verdict="confirmed")
    result = back_test(opened(AS_OF))
    assert (result.stops, result.unknown, result.escaped_in_fact) == (2, 1, 7)
    assert rules(result)[5].escaped_units == 7


def test_nothing_to_replay_and_days_asked_for(replay: Warehouse, opened: Opened) -> None:
    empty = back_test(opened(AS_OF))
    assert [(r.rule.complaints, r.pulls) for r in empty.rules] == [(2, 0), (3, 0), (5, 0)]
    assert (empty.stops, empty.escaped_in_fact, empty.false_stops_in_fact) == (0, 0, 0)
    complaint(replay, *["10"] * 5)
    complaint(replay, *["20"] * 5)
    store = opened(AS_OF)
    assert rules(back_test(store))[5].pulls == 2
    assert rules(back_test(store, start=dt.date(2026, 3, 11)))[5].pulls == 1
    assert rules(back_test(store, end=dt.date(2026, 3, 9)))[5].pulls == 0


def test_a_scope_that_pulls_do_not_have_is_refused(replay: Warehouse, opened: Opened) -> None:
    store = opened(AS_OF)
    assert back_test(store, scope=Scope((("product", ("P1",)),))).stops == 0
    with pytest.raises(QueryError, match="pull_replays has no 'region'"):
        back_test(store, scope=Scope((("region", ("TW",)),)))
