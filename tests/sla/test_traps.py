"""The classic mistakes of SLA clocks, each a test that is named after its trap (METRICS 1)."""

from __future__ import annotations

import pytest

from tests.sla.told import PAUSES, Clocks, Told, at, resolution, rule, said, status

FIRST = "first_response: {within: 1h, calendar: office}"
NEXT = "next_response: {within: 1h, calendar: office}"
POLICIES = "".join(
    [
        rule("plain", f"{FIRST}, {resolution('8h')}"),
        rule("firm", f"first_response: {{within: 1h, calendar: office, {PAUSES}}}"),
        rule("talk", f"{FIRST}, {NEXT}"),
        rule("v", resolution("4h"), "2026-01-01"),
        rule("v", resolution("1h"), "2026-03-03"),
        rule("first", FIRST),
        rule("first_again", resolution("1h")),
    ]
)


@pytest.fixture(scope="module")
def clocks(tmp_path_factory: pytest.TempPathFactory) -> Clocks:
    told = Told(tmp_path_factory.mktemp("traps"), POLICIES)
    _paused(told)
    _cycles(told)
    _responses(told)
    return told.clocks("4 12:00")


def _paused(told: Told) -> None:
    told.ticket("over night", "2 16:00", status("2 17:00", "open", "pending"),
                status("3 09:00", "pending", "open"), status("3 10:00", "open", "solved"),
                category="plain")  # fmt: skip
    told.ticket("outside", "2 16:00", status("2 18:30", "open", "on_hold"),
                status("3 08:30", "on_hold", "open"), status("3 10:00", "open", "solved"),
                category="plain")  # fmt: skip
    told.ticket("used up, held", "2 09:00", status("2 18:00", "open", "pending"),
                status("3 10:30", "pending", "open"), category="plain")  # fmt: skip
    told.ticket("used up, held on", "2 09:00", status("2 18:00", "open", "pending"),
                category="plain")  # fmt: skip
    told.ticket("waits", "4 09:00", status("4 10:00", "open", "pending"), category="plain")
    told.ticket("waited from the start", "4 09:00", status("4 11:00", "on_hold", "open"),
                category="plain")  # fmt: skip
    told.ticket("one instant", "2 09:00", status("2 10:00", "open", "pending"),
                status("2 15:00", "open", "solved"), status("2 15:00", "pending", "open"),
                category="plain")  # fmt: skip


def test_a_hold_over_night_costs_only_its_business_time(clocks: Clocks) -> None:
    found = clocks("over night")
    assert (found["active_s"], found["paused_s"]) == (7200, 3600)


def test_a_hold_outside_business_hours_costs_nothing(clocks: Clocks) -> None:
    found = clocks("outside")
    assert (found["active_s"], found["paused_s"]) == (10_800, 0)


def test_a_target_used_up_at_a_pause_is_missed_when_counting_resumes(clocks: Clocks) -> None:
    found = clocks("used up, held")
    assert (found["due_at"], found["decided_at"]) == ("2 18:00:00", "3 10:30:00")


def test_a_target_used_up_at_a_pause_that_lasts_is_undecided(clocks: Clocks) -> None:
    found = clocks("used up, held on")
    assert (found["state"], found["undecided"], found["left_s"]) == ("paused", True, 0)
    assert (found["due_at"], found["decided_at"]) == (None, None)


def test_a_paused_clock_has_no_due_time_but_time_left(clocks: Clocks) -> None:
    found = clocks("waits")
    assert (found["state"], found["due_at"], found["left_s"]) == ("paused", None, 7 * 3600)


def test_before_the_first_status_event_its_old_value_holds(clocks: Clocks) -> None:
    found = clocks("waited from the start")
    assert (found["active_s"], found["paused_s"]) == (3600, 7200)


def test_a_hold_ends_before_a_solve_of_the_same_instant(clocks: Clocks) -> None:
    found = clocks("one instant")
    assert (found["active_s"], found["paused_s"], found["state"]) == (3600, 14_400, "stopped")


def _cycles(told: Told) -> None:
    told.ticket("again", "2 09:00", status("2 10:00", "open", "solved"),
                status("3 09:00", "solved", "open"), status("3 10:00", "open", "pending"),
                status("3 11:00", "pending", "solved"), category="plain")  # fmt: skip
    told.ticket("closed", "2 09:00", status("2 10:00", "open", "solved"),
                status("3 10:00", "solved", "closed"), category="plain")  # fmt: skip
    told.ticket("by its row", "2 09:00", category="plain", status="solved",
                resolved_at=at("2 11:00"))  # fmt: skip
    told.ticket("solved sometime", "2 09:00", category="plain", status="solved")
    told.ticket("v1", "2 17:00", status("3 12:00", "open", "solved"), category="v")
    told.ticket("v2", "3 09:00", status("3 12:00", "open", "solved"), category="v")
    told.ticket("v again", "2 09:00", status("2 10:00", "open", "solved"),
                status("3 09:00", "solved", "open"), category="v")  # fmt: skip
    told.ticket("no target", "2 09:00", category="first")


def test_the_solved_gap_counts_for_no_cycle(clocks: Clocks) -> None:
    first, second = clocks("again"), clocks("again", cycle=2)
    assert (first["active_s"], first["paused_s"], first["stopped_at"]) == (3600, 0, "2 10:00:00")
    assert (second["started_at"], second["active_s"], second["paused_s"]) == (
        "3 09:00:00", 3600, 3600,
    )  # fmt: skip


def test_closing_what_is_solved_is_no_second_stop(clocks: Clocks) -> None:
    assert clocks.of("closed") == [("first_response", 1), ("resolution", 1)]
    assert clocks("closed")["stopped_at"] == "2 10:00:00"


def test_a_ticket_without_events_is_judged_by_its_row_and_says_so(clocks: Clocks) -> None:
    found = clocks("by its row")
    assert (found["stopped_at"], found["history"]) == ("2 11:00:00", "row")


def test_what_was_solved_nobody_knows_when_is_not_judged(clocks: Clocks) -> None:
    assert clocks.of("solved sometime") == [("first_response", 1)]


def test_the_version_of_a_policy_is_that_of_the_start(clocks: Clocks) -> None:
    assert [(clocks(n)["target_s"], clocks(n)["met"]) for n in ("v1", "v2")] == [
        (14_400, True), (3600, False),
    ]  # fmt: skip
    assert [clocks("v again", cycle=n)["policy_version"].day for n in (1, 2)] == [1, 3]


def test_a_target_that_the_policy_lacks_falls_through_to_no_other(clocks: Clocks) -> None:
    assert clocks.of("no target") == [("first_response", 1)]


def _responses(told: Told) -> None:
    told.ticket("held", "2 09:00", status("2 09:30", "open", "pending"),
                said("2 11:00", "agent_message"), category="plain")  # fmt: skip
    told.ticket("held firm", "2 09:00", status("2 09:30", "open", "pending"),
                said("2 11:00", "agent_message"), category="firm")  # fmt: skip
    told.ticket("opened by an agent", "2 09:00", said("2 09:00", "created", actor_role="agent"),
                said("2 09:00", "agent_message", actor_role="agent"),
                said("2 09:20", "agent_message", actor_role="agent"), category="talk")  # fmt: skip
    told.ticket("hidden", "2 09:00", said("2 09:10", "agent_message", public=False),
                said("2 09:20", "agent_message", actor_role="bot"),
                said("2 09:40", "agent_message", actor_role="agent"), category="talk")  # fmt: skip
    told.ticket("asked twice", "2 09:00", said("2 09:30", "agent_message"),
                said("2 10:00", "customer_message"), said("2 10:30", "customer_message"),
                said("2 10:45", "agent_message"), said("2 10:45", "customer_message"),
                said("2 11:00", "customer_message"), category="talk")  # fmt: skip


def test_a_response_pauses_only_where_its_target_says_so(clocks: Clocks) -> None:
    assert clocks("held", "first_response")["active_s"] == 7200
    firm = clocks("held firm", "first_response")
    assert (firm["active_s"], firm["paused_s"]) == (1800, 5400)


def test_the_message_with_which_an_agent_opens_a_ticket_is_no_reply(clocks: Clocks) -> None:
    assert clocks("opened by an agent", "first_response")["stopped_at"] == "2 09:20:00"


def test_neither_a_note_nor_a_bot_answers(clocks: Clocks) -> None:
    assert clocks("hidden", "first_response")["stopped_at"] == "2 09:40:00"


def test_the_oldest_unanswered_message_starts_the_next_response(clocks: Clocks) -> None:
    # At 10:45 the customer wrote before the agent answered, for they are one instant.
    first, second = (clocks("asked twice", "next_response", n) for n in (1, 2))
    assert (first["started_at"], first["stopped_at"]) == ("2 10:00:00", "2 10:45:00")
    assert (second["started_at"], second["stopped_at"]) == ("2 11:00:00", None)
