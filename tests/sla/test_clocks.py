"""The worked cases of the clocks, each against the product and against the slow reference."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from tests.loaders.conftest import Home
from tests.sla import worked
from tests.sla.product import clocks_as_of, written
from tests.sla.reference import clocks
from tests.sla.values import second
from tests.sla.worked import NEW_YORK, TAIPEI

RECEIVED = dt.datetime(2026, 12, 2, tzinfo=dt.UTC)
LATER = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
Found = dict[str, Any]
Asked = Callable[..., Found | None]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("worked"))
    home.write_config("sla.yaml", worked.CONFIG)
    report = home.load(*written(home, worked.TABLES), now=RECEIVED)
    assert report.exit_code == 0, (report.message, report.quarantine)
    return home


@pytest.fixture(scope="module", params=["product", "reference"])
def asked(request: pytest.FixtureRequest) -> Asked:
    """Ask for one clock by case, target and cycle, as of an instant."""
    known: dict[dt.datetime, list[Found]] = {}

    def ask(case: str, target: str = "resolution", cycle: int = 1, as_of: int = 0) -> Found | None:
        moment = dt.datetime.fromtimestamp(as_of, dt.UTC) if as_of else LATER
        if moment not in known:
            if request.param == "product":
                known[moment] = clocks_as_of(request.getfixturevalue("home"), moment)
            else:
                config = yaml.safe_load(worked.CONFIG)
                known[moment] = clocks(config, worked.TABLES, int(moment.timestamp()))
        found = [
            row
            for row in known[moment]
            if (row["case_id"], row["target"], row["cycle"]) == (case, target, cycle)
        ]
        assert len(found) <= 1
        return found[0] if found else None

    return ask


def at(text: str, zone: dt.tzinfo = TAIPEI) -> int:
    found = second(worked.utc(text, zone))
    assert found is not None
    return found


def mon(clock: str, zone: dt.tzinfo = TAIPEI) -> int:
    return at(f"03-02 {clock}", zone)


def tue(clock: str, zone: dt.tzinfo = TAIPEI) -> int:
    return at(f"03-03 {clock}", zone)


def noon(clock: str) -> int:
    """A time of 2 March in UTC, of the cases whose calendar is `always`."""
    return mon(clock, ZoneInfo("UTC"))


def check(found: Found | None, **expected: Any) -> None:
    assert found is not None
    assert {name: found[name] for name in expected} == expected


def met(decided_at: int, **more: Any) -> Found:
    return {
        "breached": False, "decided_at": decided_at, "stopped_at": decided_at, "state": "stopped",
        "overshoot_s": None, "void_reason": None, **more,
    }  # fmt: skip


def missed(decided_at: int, **more: Any) -> Found:
    return {"breached": True, "decided_at": decided_at, "void_reason": None, **more}


def undecided(**more: Any) -> Found:
    return {"breached": False, "decided_at": None, "stopped_at": None, "void_reason": None, **more}


def test_01_lunch_does_not_count(asked: Asked) -> None:
    check(asked("1"), **met(mon("13:45"), active_s=4_500))


def test_02_a_hold_costs_business_time_only(asked: Asked) -> None:
    check(asked("2"), **met(tue("10:30"), active_s=9_000, paused_s=3_600))


def test_03_a_target_used_up_at_closing_is_met_after_hours(asked: Asked) -> None:
    check(asked("3"), **met(mon("20:00"), active_s=28_800, due_at=mon("18:00")))


def test_04_and_until_the_next_opening(asked: Asked) -> None:
    check(asked("4"), **met(tue("09:00:00"), active_s=28_800))


def test_05_one_second_more_is_a_miss_of_one_second(asked: Asked) -> None:
    check(
        asked("5"),
        **missed(tue("09:00:00"), active_s=28_801, overshoot_s=1, stopped_at=tue("09:00:01")),
    )


def test_06_used_up_at_closing_and_open_is_not_decided(asked: Asked) -> None:
    found = asked("6", as_of=mon("23:00"))
    check(found, **undecided(active_s=28_800, target_s=28_800, state="active"))


def test_07_an_open_miss_is_decided_when_counting_goes_on(asked: Asked) -> None:
    found = asked("7", as_of=tue("10:00"))
    check(found, **missed(tue("09:00:00"), active_s=32_400, stopped_at=None, state="active"))


def test_08_a_reopened_ticket_has_a_new_full_target(asked: Asked) -> None:
    check(asked("8"), **met(mon("10:00"), active_s=3_600))
    check(
        asked("8", cycle=2),
        **missed(
            tue("14:00"), active_s=28_800, started_at=tue("09:00"), due_at=tue("14:00"),
            stopped_at=tue("18:00"),
        ),
    )  # fmt: skip


def test_09_a_shorter_target_that_has_run_out_is_missed_at_the_change(asked: Asked) -> None:
    check(asked("9", as_of=mon("15:00")), **missed(mon("14:00"), policy="two", stopped_at=None))


def test_10_a_miss_stays_a_miss(asked: Asked) -> None:
    check(
        asked("10"), **missed(mon("11:00"), stopped_at=mon("15:00"), policy="two", target_s=7_200)
    )


def test_11_a_shorter_target_counts_from_the_same_start(asked: Asked) -> None:
    check(asked("11"), **met(mon("10:30"), active_s=5_400, due_at=mon("11:00"), policy="two"))


def test_12_neither_bot_nor_note_answers(asked: Asked) -> None:
    check(
        asked("12", "first_response"),
        **missed(noon("10:30"), stopped_at=noon("10:40"), overshoot_s=600),
    )


def test_13_a_solve_is_no_answer(asked: Asked) -> None:
    found = asked("13", "first_response", as_of=noon("11:00"))
    check(found, **missed(noon("10:30"), stopped_at=None, state="active"))


def test_14_each_unanswered_message_is_a_promise(asked: Asked) -> None:
    first = asked("14", "next_response", 1, as_of=noon("15:00"))
    check(first, **missed(noon("12:00"), started_at=noon("11:00"), stopped_at=noon("12:15")))
    second_one = asked("14", "next_response", 2, as_of=noon("15:00"))
    check(second_one, **undecided(started_at=noon("14:00"), active_s=3_600))
    assert asked("14", "next_response", 3, as_of=noon("15:00")) is None


def test_15_the_first_reply_is_the_first_response(asked: Asked) -> None:
    assert asked("15", "next_response") is None


def test_16_the_survivor_of_a_merge_keeps_the_earliest_start(asked: Asked) -> None:
    for target in ("first_response", "resolution"):
        check(asked("16 A", target), started_at=noon("09:00"), void_reason=None)
        check(asked("16 B", target), void_reason="merged", decided_at=None, breached=False)


def test_17_the_night_that_summer_time_ends_has_nine_hours(asked: Asked) -> None:
    ends = at("11-01 07:00", NEW_YORK)
    check(asked("17 night"), active_s=32_400, stopped_at=ends)
    check(asked("17 day"), active_s=43_200, stopped_at=ends)


def test_18_the_night_that_summer_time_begins_has_seven(asked: Asked) -> None:
    begins = at("03-08 07:00", NEW_YORK)
    check(asked("18 night"), active_s=25_200, stopped_at=begins)
    check(asked("18 day"), active_s=36_000, stopped_at=begins)


def test_19_a_make_up_saturday_counts(asked: Asked) -> None:
    check(asked("19"), **met(at("02-07 10:00"), active_s=7_200))


def test_20_a_hold_ends_before_the_clock_stops(asked: Asked) -> None:
    check(asked("20"), **met(mon("12:00"), active_s=3_600, paused_s=7_200))


def test_21_the_version_at_the_start_judges(asked: Asked) -> None:
    check(asked("21"), **met(tue("12:00"), active_s=14_400, policy_version="2026-01-01"))


def test_22_a_ticket_without_events_goes_by_its_row(asked: Asked) -> None:
    check(asked("22"), **met(mon("11:00"), active_s=7_200, history="row"))


def test_23_a_weekend_does_not_age_a_complaint(asked: Asked) -> None:
    check(asked("23", "complaint_verdict"), **met(at("03-09 09:30"), active_s=3_600))
