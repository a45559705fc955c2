"""The classic mistakes with changes of priority, void cases and risk, each named (METRICS 1)."""

from __future__ import annotations

import pytest

from tests.sla.told import Clocks, Told, resolution, rule, said, status

FIRST = "first_response: {within: 1h, calendar: office}"
POLICIES = "".join(
    [
        rule("plain", f"{FIRST}, {resolution('8h')}"),
        rule("p_high", resolution("2h"), more=", priority: [high]"),
        rule("p_low", resolution("8h", "always"), more=", priority: [low]"),
        rule("p_none", FIRST, more=", priority: [none]"),
        rule("p_late", resolution("4h", more="pause_while: [pending]"), more=", priority: [late]"),
        rule("risk", resolution("8h", more="at_risk: 3h")),
    ]
)


@pytest.fixture(scope="module")
def clocks(tmp_path_factory: pytest.TempPathFactory) -> Clocks:
    told = Told(tmp_path_factory.mktemp("cases"), POLICIES)
    _priorities(told)
    _voids(told)
    _risks(told)
    return told.clocks("4 12:00")


def _priorities(told: Told) -> None:
    told.ticket("other calendar", "2 17:00", said("2 18:30", "priority", old_value="low",
                new_value="high"), category="p", priority="high")  # fmt: skip
    told.ticket("past pauses", "2 09:00", status("2 10:00", "open", "on_hold"),
                said("2 14:00", "priority", old_value="low", new_value="late"),
                category="p", priority="late")  # fmt: skip
    told.ticket("no longer", "2 09:00", said("2 10:00", "priority", old_value="high",
                new_value="none"), category="p", priority="none")  # fmt: skip
    told.ticket("no longer, missed", "2 09:00", said("2 14:00", "priority", old_value="high",
                new_value="none"), category="p", priority="none")  # fmt: skip
    told.ticket("closed cycle", "2 09:00", status("2 10:00", "open", "solved"),
                said("2 12:00", "priority", old_value="low", new_value="high"),
                category="p", priority="high")  # fmt: skip
    told.ticket("after the solve", "2 09:00", status("2 12:00", "open", "solved", seq=1),
                said("2 12:00", "priority", old_value="low", new_value="high", event_seq=2),
                category="p", priority="high")  # fmt: skip
    told.ticket("before the solve", "2 09:00", status("2 12:00", "open", "solved"),
                said("2 12:00", "priority", old_value="low", new_value="high"),
                category="p", priority="high")  # fmt: skip


def test_a_change_of_priority_counts_from_the_start_in_the_new_calendar(clocks: Clocks) -> None:
    # An hour and a half has passed, but one of business: of two one is left on Tuesday.
    found = clocks("other calendar")
    assert (found["calendar"], found["due_at"]) == ("office", "3 10:00:00")


def test_past_pauses_are_kept_under_a_policy_that_has_none(clocks: Clocks) -> None:
    # On hold from 10:00: a pause until the change at 14:00, not from then on.
    found = clocks("past pauses")
    assert (found["policy"], found["paused_s"]) == ("p_late", 3 * 3600)
    assert found["due_at"] == "2 17:00:00"


def test_a_policy_without_the_target_takes_the_clock_away(clocks: Clocks) -> None:
    assert clocks.of("no longer") == [("first_response", 1)]


def test_a_miss_stays_when_the_target_goes(clocks: Clocks) -> None:
    found = clocks("no longer, missed")
    assert (found["policy"], found["decided_at"]) == ("p_high", "2 11:00:00")


def test_a_closed_cycle_is_not_retargeted(clocks: Clocks) -> None:
    assert clocks("closed cycle")["policy"] == "p_low"


def test_at_one_instant_a_priority_comes_before_a_solve_unless_the_source_orders_them(
    clocks: Clocks,
) -> None:
    assert clocks("before the solve")["decided_at"] == "2 12:00:00"
    assert [clocks(n)["met"] for n in ("before the solve", "after the solve")] == [False, True]


def _voids(told: Told) -> None:
    told.ticket("parent", "2 10:00", category="plain")
    told.ticket("child", "2 09:30", said("2 11:00", "merged", new_value="parent"),
                category="plain", merged_into="parent")  # fmt: skip
    told.ticket("grandchild", "2 09:00", category="plain", merged_into="child")
    told.ticket("by its event", "2 11:00", said("2 11:30", "merged", new_value="parent"),
                category="plain")  # fmt: skip
    told.ticket("one", "2 09:00", category="plain", merged_into="other")
    told.ticket("other", "2 10:00", category="plain", merged_into="one")
    told.ticket("spam", "2 09:00", category="plain", void_reason="spam")
    told.ticket("exempt", "2 09:00", category="plain", exempt_reason="storm", exempt_approver="S1")
    told.ticket("not approved", "2 09:00", category="plain", exempt_reason="storm")


def test_the_surviving_parent_has_the_earliest_start_of_the_chain(clocks: Clocks) -> None:
    assert clocks("parent")["started_at"] == "2 09:00:00"


@pytest.mark.parametrize(
    ("case", "why"),
    [("child", "merged"), ("grandchild", "merged"), ("by its event", "merged"), ("one", "merged"),
     ("other", "merged"), ("spam", "spam"), ("exempt", "exempt")],
)  # fmt: skip
def test_a_void_clock_has_no_verdict(case: str, why: str, clocks: Clocks) -> None:
    found = clocks(case)
    assert (found["void_reason"], found["breached"], found["decided_at"]) == (why, False, None)
    assert not (found["met"] or found["missed"] or found["undecided"] or found["at_risk"])
    assert (found["overshoot_s"], found["left_s"]) == (None, None)


def test_an_exemption_without_an_approver_is_none(clocks: Clocks) -> None:
    found = clocks("not approved")
    assert (found["void_reason"], found["missed"]) == (None, True)


def _risks(told: Told) -> None:
    told.ticket("three quarters", "3 13:00", category="risk")
    told.ticket("half", "3 15:00", category="risk")
    told.ticket("some", "4 09:00", category="risk")


def test_at_risk_is_three_quarters_used_or_too_little_left(clocks: Clocks) -> None:
    # As of 12:00 on Wednesday: 8 h, 6 h and 3 h of eight hours are used; the policy warns at 3 h.
    assert [clocks(n)["at_risk"] for n in ("three quarters", "half", "some")] == [
        True, True, False,
    ]  # fmt: skip


def test_time_beyond_the_target_goes_on_counting(clocks: Clocks) -> None:
    found = clocks("not approved")
    assert (found["active_s"], found["overshoot_s"]) == (19 * 3600, 11 * 3600)
    assert (found["state"], found["left_s"]) == ("active", -11 * 3600)
