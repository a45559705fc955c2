"""A closed cycle is never judged again, unless somebody asks for it (METRICS 1.4)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from loaders.publish import current_number
from loaders.rebuild import rebuild
from metrics.model import ConfigError
from tests.loaders.conftest import Home

HEAD = "timezone: UTC\ncurrency: TWD\n"
CALENDARS = """calendars:
  always: {}
  office:
    - valid_from: 2020-01-01
      timezone: UTC
      hours: {mon-fri: ["09:00-18:00"]}
"""
TWO_HOURS = """  - name: all
    valid_from: 2020-01-01
    targets: {resolution: {within: 2h, calendar: office, at_risk: 30m}}
"""
POLICIES = "policies:\n" + TWO_HOURS
# Monday 2 March 2026: three hours.
TICKETS = """ticket_id,created_at,status,resolved_at
A,2026-03-02T09:00:00Z,solved,2026-03-02T12:00:00Z
"""
NEWER = """ticket_id,created_at,status,resolved_at
B,2026-03-03T09:00:00Z,solved,2026-03-03T12:00:00Z
"""


@pytest.fixture
def judged(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    home.write_config("sla.yaml", HEAD + CALENDARS + POLICIES)
    home.load(home.file("tickets.csv", TICKETS))
    return home


def verdicts(home: Home) -> list[tuple[str, bool]]:
    return home.sql("select case_id, met from facts.sla_clocks order by case_id")


def refused(home: Home, config: str, says: str) -> None:
    """Both a rebuild and a load are refused, and what is published stays."""
    before, number = verdicts(home), current_number(home.settings.home)
    home.write_config("sla.yaml", config)
    with pytest.raises(ConfigError, match=says):
        rebuild(home.settings)
    with pytest.raises(ConfigError, match=says):
        home.load(home.file("later/tickets.csv", NEWER))
    assert verdicts(home) == before
    assert current_number(home.settings.home) == number


def test_an_edited_target(judged: Home) -> None:
    config = HEAD + CALENDARS + POLICIES.replace("2h", "4h")
    refused(
        judged, config, r"sla.yaml, line 1: the policy 'all' of 2020-01-01 was edited: within_s"
    )


def test_a_policy_that_is_gone(judged: Home) -> None:
    config = HEAD + CALENDARS + POLICIES.replace("name: all", "name: any")
    refused(judged, config, "the policy 'all' of 2020-01-01 is gone")


def test_a_version_that_is_dated_back(judged: Home) -> None:
    back = TWO_HOURS.replace("2020-01-01", "2026-03-01").replace("2h", "4h")
    refused(judged, HEAD + CALENDARS + POLICIES + back, "the policy 'all' of 2026-03-01 is new")


def test_another_order(judged: Home) -> None:
    second = TWO_HOURS.replace("name: all", "name: other")
    home = judged
    home.write_config("sla.yaml", HEAD + CALENDARS + POLICIES + second)
    rebuild(home.settings, rejudge=True)
    refused(home, HEAD + CALENDARS + "policies:\n" + second + TWO_HOURS, "in another order")


def test_other_hours_of_the_past(judged: Home) -> None:
    config = HEAD + CALENDARS.replace("18:00", "17:00") + POLICIES
    refused(judged, config, "the calendar 'office' counts other time before 2026-03-02")


def test_a_holiday_to_come_is_no_edit(judged: Home) -> None:
    closed = CALENDARS + "      closed: [2027-01-01]\n"
    judged.write_config("sla.yaml", HEAD + closed + POLICIES)
    rebuild(judged.settings)
    assert verdicts(judged) == [("A", False)]


def test_what_is_at_risk_is_no_verdict(judged: Home) -> None:
    judged.write_config("sla.yaml", HEAD + CALENDARS + POLICIES.replace("30m", "1h"))
    rebuild(judged.settings)


def test_a_version_of_its_own_judges_what_starts_under_it(judged: Home) -> None:
    later = TWO_HOURS.replace("2020-01-01", "2026-03-03").replace("2h", "4h")
    judged.write_config("sla.yaml", HEAD + CALENDARS + POLICIES + later)
    judged.load(judged.file("later/tickets.csv", NEWER))
    assert verdicts(judged) == [("A", False), ("B", True)]


def test_promises_to_a_kind_of_case_that_had_none(judged: Home) -> None:
    more = """  - name: complaints
    case: complaint
    valid_from: 2020-01-01
    targets: {complaint_verdict: {within: 2h, calendar: office}}
"""
    judged.write_config("sla.yaml", HEAD + CALENDARS + POLICIES + more)
    rebuild(judged.settings)


def test_it_is_judged_again_when_asked_for_and_that_is_kept(judged: Home) -> None:
    judged.write_config("sla.yaml", HEAD + CALENDARS + POLICIES.replace("2h", "4h"))
    said: list[str] = []
    rebuild(judged.settings, progress=said.append, rejudge=True)
    assert verdicts(judged) == [("A", True)]
    change = "the policy 'all' of 2020-01-01 was edited: within_s of resolution was 7200, is 14400"
    assert f"judged again: {change}" in said
    assert judged.sql("select change from meta.rejudged") == [(change,)]
    rebuild(judged.settings)  # and from then on it is what holds


def test_an_earlier_as_of_frees_nothing(judged: Home) -> None:
    rebuild(judged.settings, dt.datetime(2019, 1, 1, tzinfo=dt.UTC))
    refused(judged, HEAD + CALENDARS + POLICIES.replace("2h", "4h"), "was edited")
