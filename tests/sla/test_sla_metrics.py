"""What the metrics of promises say of a dozen clocks, worked out by hand (METRICS 1.6 to 1.12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from metrics import Point, Query, Store
from tests.metrics.conftest import values
from tests.sla.told import PAUSES, Told, at, said, status

POLICIES = f"""\
  - name: desk
    valid_from: 2020-01-01
    targets: {{resolution: {{within: 2h, calendar: always, {PAUSES}}}}}
  - name: causes
    case: rca
    valid_from: 2020-01-01
    targets: {{root_cause: {{within: 2d, calendar: always}}}}
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    told = Told(tmp_path_factory.mktemp("metrics"), POLICIES)
    red: dict[str, Any] = {"team": "Red"}
    blue: dict[str, Any] = {"team": "Blue"}
    told.ticket("met", "2 09:00", status("2 10:00", "open", "solved"), **red)
    told.ticket("late", "2 09:00", status("2 12:00", "open", "solved"), **red)
    told.ticket("over midnight", "3 23:00", status("4 00:30", "open", "solved"), **red)
    told.ticket("still late", "3 23:30", **blue)
    told.ticket("met too", "9 10:00", status("9 11:00", "open", "solved"), **blue)
    told.ticket("at risk", "10 10:30", **blue)
    told.ticket("young", "10 11:30", **blue)
    told.ticket("exempt", "2 09:00", exempt_reason="storm", exempt_approver="S1", **red)
    told.ticket("spam", "2 09:00", void_reason="spam", **red)
    told.ticket("held", "2 09:00", status("2 09:30", "open", "pending"),
                said("2 10:00", "customer_message"), status("2 10:30", "pending", "open"),
                status("2 11:00", "open", "solved"), **red)  # fmt: skip
    told.ticket("late today", "10 08:00", **blue)
    house = told.house
    for number, done in (("1", at("4 08:00")), ("2", at("5 09:00")), ("3", None)):
        pulled = at("9 09:00") if number == "3" else at("2 09:00")
        house.add("andons", {"andon_id": number, "product_id": "P", "triggered_at": pulled})
        house.add("rcas", {"rca_id": number, "andon_id": number, "opened_at": pulled,
                           "completed_at": done})  # fmt: skip
    house.missing("tickets", "2026-03-05")
    opened = told.store("10 12:00")
    yield opened
    opened.close()


TICKETS = (("case_kind", ("ticket",)),)


def one(store: Store, metric: str, **asked: Any) -> Point:
    (point,) = store.query(Query(metric, where=TICKETS, **asked)).points
    return point


def by_day(store: Store, metric: str) -> dict[Any, Any]:
    """Numerator and denominator by day of March; the day that the feed misses is left out."""
    found = store.query(Query(metric, where=TICKETS, grain="day")).points
    return {
        p.period.day: (p.numerator, p.denominator)
        for p in found
        if p.period is not None and p.denominator
    }


def test_adherence_counts_what_was_decided(store: Store) -> None:
    # Kept: met, over midnight, met too, held. Broken: late, still late, late today.
    found = one(store, "sla_adherence")
    assert (found.numerator, found.denominator, found.undecided) == (4, 7, 2)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 4 / 7 < found.high


def test_an_open_miss_counts_on_the_day_on_which_it_is_missed(store: Store) -> None:
    assert by_day(store, "sla_adherence") == {2: (2, 3), 4: (1, 2), 9: (1, 1), 10: (0, 1)}


def test_by_opening_it_counts_on_the_day_of_its_start(store: Store) -> None:
    assert by_day(store, "sla_adherence_by_opening") == {
        2: (2, 3), 3: (1, 2), 9: (1, 1), 10: (0, 1),
    }  # fmt: skip
    assert one(store, "sla_adherence_by_opening", start=dt.date(2026, 3, 10)).undecided == 2


def test_by_team_with_the_undecided(store: Store) -> None:
    points = store.query(Query("sla_adherence", by=("team",), where=TICKETS)).points
    assert {p.members[0]: (p.numerator, p.denominator, p.undecided) for p in points} == {
        "Red": (3, 4, 0), "Blue": (1, 3, 2),
    }  # fmt: skip


@pytest.mark.parametrize("metric", ["sla_adherence", "sla_adherence_by_opening", "rca_on_time",
                                    "sla_exempt_share", "sla_error_budget_used",
                                    "sla_burn_rate_7d"])  # fmt: skip
def test_a_denominator_is_the_number_of_its_rows(metric: str, store: Store) -> None:
    (point,) = store.query(Query(metric)).points
    assert store.rows(Query(metric)).total == point.denominator


def test_misses_and_their_size(store: Store) -> None:
    # An hour, two so far, and from 01:30 on the fourth until noon on the tenth.
    assert one(store, "sla_misses").value == 3
    assert one(store, "sla_overshoot_p50").value == pytest.approx(2)
    assert one(store, "sla_overshoot_p90").value == pytest.approx(2 + 0.8 * (154.5 - 2))


def test_what_is_at_risk_now(store: Store) -> None:
    assert one(store, "sla_open_at_risk").value == 1
    assert [row[0] for row in store.rows(Query("sla_open_at_risk")).rows] == ["at risk"]


def test_the_exempt_are_a_share_of_what_was_promised(store: Store) -> None:
    found = one(store, "sla_exempt_share")  # spam was promised nothing
    assert (found.numerator, found.denominator) == (1, 10)


def test_paused_time_and_the_part_in_which_the_customer_had_replied(store: Store) -> None:
    # Stopped: 1 h, 3 h, 1.5 h, 1 h, and an hour beside an hour of pause; half of it after a reply.
    assert one(store, "sla_pause_share").value == pytest.approx(1 / 8.5)
    assert one(store, "sla_pause_with_customer_waiting_share").value == pytest.approx(0.5)


def test_the_error_budget_and_how_fast_it_burns(store: Store) -> None:
    assert one(store, "sla_error_budget_used").value == pytest.approx(3 / 7 / 0.05)
    assert one(store, "sla_burn_rate_1d").value == pytest.approx(1 / 0.05)  # today, so far
    assert one(store, "sla_burn_rate_7d").value == pytest.approx(2 / 4 / 0.05)


def test_the_windows_end_with_the_last_day_asked_for(store: Store) -> None:
    eighth = dt.date(2026, 3, 8)
    assert one(store, "sla_burn_rate_1d", end=eighth + dt.timedelta(days=1)).value == 0
    assert one(store, "sla_burn_rate_7d", end=eighth).value == pytest.approx(2 / 5 / 0.05)
    tenth = one(store, "sla_burn_rate_7d", start=dt.date(2026, 3, 10))
    assert tenth.value == pytest.approx(1 / 0.05)  # what was decided on the ninth is left out


def test_the_window_of_days_that_somebody_asks_for_is_blank_where_the_feed_misses_one(
    store: Store,
) -> None:
    missed = one(store, "sla_burn_rate_7d", start=dt.date(2026, 3, 4), end=dt.date(2026, 3, 8))
    assert missed.value is None
    assert missed.blank


def test_analyses_on_time_count_analyses_only(store: Store) -> None:
    (found,) = store.query(Query("rca_on_time")).points
    assert (found.numerator, found.denominator, found.undecided) == (1, 2, 1)


def test_a_missing_day_of_tickets_says_nothing_of_analyses(store: Store) -> None:
    weeks = values(store.query(Query("rca_on_time", grain="week")))
    assert weeks == {"2026-03-02": 0.5, "2026-03-09": None}  # the third is undecided
    assert store.query(Query("sla_adherence", grain="week")).points[0].blank
