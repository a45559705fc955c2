"""Every clock can be explained: its intervals, and the seconds that count (METRICS 1.14)."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from metrics import Store, UnknownNameError
from metrics.__main__ import main
from metrics.sla.ledger import Ledger, explain_clock
from tests.loaders.conftest import Home

CONFIG = """timezone: Asia/Taipei
currency: TWD
calendars:
  always: {}
  office:
    - valid_from: 2020-01-01
      timezone: Asia/Taipei
      hours: {mon-fri: ["09:00-12:00", "13:00-18:00"]}
policies:
  - name: urgent
    valid_from: 2020-01-01
    match: {priority: [urgent]}
    targets: {resolution: {within: 2h, calendar: office, pause_while: [pending]}}
  - name: rest
    valid_from: 2020-01-01
    targets: {resolution: {within: 8h, calendar: office, pause_while: [pending, on_hold]}}
  - name: complaints
    case: complaint
    valid_from: 2020-01-01
    targets: {complaint_verdict: {within: 2h, calendar: office}}
"""
# Monday 2 March 2026; 09:00 in Taipei is 01:00 UTC.
TICKETS = """ticket_id,created_at,status,priority
W,2026-03-02T08:00:00Z,solved,normal
R,2026-03-02T01:00:00Z,open,urgent
O,2026-03-02T01:00:00Z,open,normal
"""
EVENTS = """event_id,ticket_id,event_at,kind,old_value,new_value
1,W,2026-03-02T09:30:00Z,status,open,pending
2,W,2026-03-03T01:30:00Z,status,pending,open
3,W,2026-03-03T02:30:00Z,status,open,solved
4,R,2026-03-02T02:00:00Z,status,open,on_hold
5,R,2026-03-02T06:00:00Z,priority,normal,urgent
"""
COMPLAINTS = """complaint_id,reported_at,product_id,defect_code,verdict,verdict_at
C,2026-03-06T09:30:00Z,P,D,confirmed,2026-03-09T01:30:00Z
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    home = Home(tmp_path_factory.mktemp("explained"))
    home.write_config("sla.yaml", CONFIG)
    home.load(
        home.file("tickets.csv", TICKETS),
        home.file("ticket_events.csv", EVENTS),
        home.file("complaints.csv", COMPLAINTS),
    )
    opened = Store(home.settings)
    yield opened
    opened.close()


def told(one: Ledger) -> list[tuple[str, str, str, int]]:
    return [
        (f"{i.from_at:%a %H:%M}", f"{i.until_at:%a %H:%M}", i.state, i.business_s)
        for i in one.intervals
    ]


def test_a_hold_over_night(store: Store) -> None:
    # 16:00 to 17:30 counts; the hold has half an hour of Monday and half an hour of Tuesday.
    (clock,) = explain_clock(store, "W")
    assert told(clock) == [
        ("Mon 08:00", "Mon 09:30", "active", 5400),
        ("Mon 09:30", "Tue 01:30", "paused", 3600),
        ("Tue 01:30", "Tue 02:30", "active", 3600),
    ]
    assert clock.intervals[1].why == "pending: waiting for the customer"


def test_a_change_of_priority_that_makes_it_late(store: Store) -> None:
    # On hold from 10:00, which the first policy calls a pause and the second does not: of the five
    # hours up to 14:00 (lunch is none) one had counted. Two hours: missed at the change? No: 1 h.
    (clock,) = explain_clock(store, "R")
    assert [(i.state, i.business_s, i.why) for i in clock.intervals][:3] == [
        ("active", 3600, "counting"),
        ("paused", 10800, "on_hold: waiting for another team"),
        ("active", 3600, "the priority changes to urgent; counting"),
    ]
    # one hour before the hold, one after the change at 14:00: used up at 15:00, missed from there
    assert clock.intervals[3].why == "missed from here on; counting"
    assert f"{clock.clock['decided_at']:%a %H:%M}" == "Mon 07:00"


def test_the_open_hours_leave_out_lunch_and_night(store: Store) -> None:
    (clock,) = explain_clock(store, "W")
    hours = [(f"{a:%a %H:%M}", f"{z:%a %H:%M}") for a, z in clock.open_hours]
    assert hours == [("Mon 08:00", "Mon 10:00"), ("Tue 01:00", "Tue 02:30")]


def test_a_case_that_is_no_ticket(store: Store) -> None:
    (clock,) = explain_clock(store, "C")
    assert told(clock) == [("Fri 09:30", "Mon 01:30", "active", 3600)]
    assert clock.clock["met"]


def test_a_case_that_there_is_not(store: Store) -> None:
    with pytest.raises(UnknownNameError, match="no clock of a case 'nobody'"):
        explain_clock(store, "nobody")


def test_every_clock_adds_up(store: Store) -> None:
    rows = store.fact_rows("sla_clocks", limit=0)
    for case in {row[0] for row in rows.rows}:
        for one in explain_clock(store, case):
            active = sum(i.business_s for i in one.intervals if i.state == "active")
            paused = sum(i.business_s for i in one.intervals if i.state == "paused")
            assert (active, paused) == (one.clock["active_s"], one.clock["paused_s"])


def test_on_the_command_line(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ANDON_HOME", str(store.settings.home))
    monkeypatch.setenv("ANDON_CONFIG", str(store.settings.config))
    assert main(["explain-clock", "W", "--format", "json"]) == 0
    (clock,) = json.loads(capsys.readouterr().out)
    assert [one["business_s"] for one in clock["intervals"]] == [5400, 3600, 3600]
    assert clock["intervals"][0]["from_at"] == "2026-03-02T08:00:00Z"
    assert main(["explain-clock", "W"]) == 0
    assert "resolution 1: met, stopped; 9,000 of 28,800 s of office used" in capsys.readouterr().out
    assert main(["explain-clock", "nobody"]) == 2
