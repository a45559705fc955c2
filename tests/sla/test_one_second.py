"""What one second may hold, and what a past instant knew of a priority: METRICS 0.2, 1.1, 1.4, 1.8.

Each case is worked out by hand and held against the product and the slow reference.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import yaml

from tests.loaders.conftest import Home
from tests.sla.past import known_at
from tests.sla.product import clocks_as_loaded, clocks_as_of, written
from tests.sla.reference import clocks

CONFIG = """
timezone: UTC
currency: TWD
calendars: {always: {}}
policies:
  - name: slow
    valid_from: 2020-01-01
    match: {priority: [slow]}
    targets:
      resolution: {within: 8h, calendar: always}
      next_response: {within: 8h, calendar: always}
  - name: fast
    valid_from: 2020-01-01
    match: {priority: [fast]}
    targets:
      resolution: {within: 1h, calendar: always}
      next_response: {within: 1h, calendar: always}
"""
SOLVE, REOPEN = ("status", "open", "solved"), ("status", "solved", "open")
URGE = ("priority", "slow", "fast")
ASK, REPLY = ("customer_message", "", ""), ("agent_message", "", "")
NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
Step = tuple[str, tuple[str, str, str]]
# By case: clock time (seconds and below may be said), and what happened; of one instant, in order.
CASES: dict[str, list[Step]] = {
    "urged once open again": [("11:00", s) for s in (SOLVE, REOPEN, URGE, SOLVE)],
    "urged while solved": [("11:00", s) for s in (SOLVE, URGE, REOPEN, SOLVE)],
    "urged before the solve": [("11:00", s) for s in (URGE, SOLVE, REOPEN, SOLVE)],
    "urged after all": [("11:00", s) for s in (SOLVE, REOPEN, SOLVE, URGE)],
    "urged within the second": [
        ("11:00:00.1", SOLVE), ("11:00:00.2", REOPEN), ("11:00:00.3", URGE), ("11:00:00.4", SOLVE),
    ],
    "urged and still open": [("11:00", s) for s in (SOLVE, REOPEN, URGE)],
    "asked twice": [("10:00", REPLY), *(("11:00", s) for s in (ASK, REPLY, ASK, URGE, REPLY))],
    "urged later": [("15:00", URGE)],
    "urged twice": [("10:00", ("priority", "fast", "slow")), ("15:00", URGE)],
    "told late": [("15:00", ("priority", "", "fast"))],
}  # fmt: skip


def at(clock: str) -> str:
    return f"2026-03-02T{clock}Z"


def exports() -> dict[str, list[dict[str, Any]]]:
    """The rows hold the last priority, as a helpdesk's export of today does."""
    tickets, events = [], []
    for case, steps in CASES.items():
        tickets.append({"ticket_id": case, "created_at": at("09:00"), "status": "open",
                        "priority": "fast"})  # fmt: skip
        events += [
            {"event_id": f"{case} {n}", "ticket_id": case, "event_at": at(clock), "event_seq": n,
             "kind": kind, "old_value": old, "new_value": new}
            for n, (clock, (kind, old, new)) in enumerate(steps)
        ]  # fmt: skip
    return {"tickets": tickets, "ticket_events": events}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("second"))
    home.write_config("sla.yaml", CONFIG)
    report = home.load(*written(home, exports()))
    assert report.exit_code == 0, (report.message, report.quarantine)
    return home


Clocks = dict[tuple[str, str, int], dict[str, Any]]


def keyed(rows: list[dict[str, Any]]) -> Clocks:
    return {(row["case_id"], row["target"], row["cycle"]): row for row in rows}


@pytest.fixture(scope="module", params=["product", "reference"])
def told(request: pytest.FixtureRequest) -> tuple[Clocks, Clocks]:
    """All clocks when all is known, and as of noon, when nothing of the afternoon was."""
    if request.param == "product":
        home: Home = request.getfixturevalue("home")
        return keyed(clocks_as_loaded(home)[0]), keyed(clocks_as_of(home, NOON))
    moment, rules = int(NOON.timestamp()), yaml.safe_load(CONFIG)
    return (
        keyed(clocks(rules, exports(), moment + 10_800)),
        keyed(clocks(rules, known_at(exports(), moment), moment)),
    )


@pytest.fixture
def now(told: tuple[Clocks, Clocks]) -> Clocks:
    return told[0]


@pytest.fixture
def noon(told: tuple[Clocks, Clocks]) -> Clocks:
    return told[1]


def judged(found: dict[str, Any]) -> tuple[str, bool, int]:
    return found["policy"], found["breached"], found["active_s"]


@pytest.mark.parametrize(
    ("case", "first", "second"),
    [
        # The first cycle was solved before the change, the second open when it came.
        ("urged once open again", ("slow", False, 7200), ("fast", False, 0)),
        ("urged within the second", ("slow", False, 7200), ("fast", False, 0)),
        # A change between two cycles is the second one's priority from its start.
        ("urged while solved", ("slow", False, 7200), ("fast", False, 0)),
        # The new target had run out when the change came: two hours of one.
        ("urged before the solve", ("fast", True, 7200), ("fast", False, 0)),
        ("urged after all", ("slow", False, 7200), ("slow", False, 0)),
        # Six hours later, at 15:00, the second cycle is still open: four hours of one.
        ("urged and still open", ("slow", False, 7200), ("fast", True, 14_400)),
    ],
)
def test_a_change_of_priority_concerns_the_cycle_that_is_open_when_it_comes(
    now: Clocks, case: str, first: tuple[str, bool, int], second: tuple[str, bool, int]
) -> None:
    assert judged(now[case, "resolution", 1]) == first
    assert judged(now[case, "resolution", 2]) == second


def test_a_change_of_priority_concerns_the_answer_that_is_awaited(now: Clocks) -> None:
    assert judged(now["asked twice", "next_response", 1]) == ("slow", False, 0)
    assert judged(now["asked twice", "next_response", 2]) == ("fast", False, 0)


def test_before_the_first_change_of_priority_its_old_value_holds(noon: Clocks) -> None:
    """At noon the ticket was slow, whatever its row says today."""
    assert judged(noon["urged later", "resolution", 1]) == ("slow", False, 10_800)
    assert noon["urged later", "resolution", 1]["decided_at"] is None


def test_between_two_changes_of_priority_the_first_one_holds(noon: Clocks) -> None:
    """Fast until ten, by which the target of an hour was used up but not missed; then slow."""
    assert judged(noon["urged twice", "resolution", 1]) == ("slow", False, 10_800)


def test_a_priority_that_was_never_told_is_the_rows(noon: Clocks) -> None:
    assert judged(noon["told late", "resolution", 1]) == ("fast", True, 10_800)
