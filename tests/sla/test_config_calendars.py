"""How a mistake in a calendar of ``sla.yaml`` is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sla.declared import refusal


def calendar(version: str) -> str:
    lines = version.strip().splitlines()
    return "calendars:\n  shift:\n    - " + "\n      ".join(lines) + "\n"


VERSION = "valid_from: 2020-01-01\ntimezone: Asia/Taipei\n"
BAD_CALENDARS = {
    "an unknown time zone": (
        'valid_from: 2020-01-01\ntimezone: Asia/Taipe\nhours: {mon: ["09:00-18:00"]}',
        "line 4, calendars.shift.0.timezone",
        "did you mean 'Asia/Taipei'?",
    ),
    "an unknown holiday region": (
        VERSION + 'holidays: TWW\nhours: {mon: ["09:00-18:00"]}',
        "line 5, calendars.shift.0.holidays",
        "there is no holiday region 'TWW'; did you mean 'TW'?",
    ),
    "a time of day that does not exist": (
        VERSION + 'hours: {mon: ["09:00-25:00"]}',
        "line 5, calendars.shift.0.hours.mon.0",
        "25:00 in '09:00-25:00' is no time of day; expected 00:00 to 24:00",
    ),
    "minutes that do not exist": (
        VERSION + 'hours: {mon: ["09:60-10:00"]}',
        "line 5",
        "09:60 in '09:60-10:00' is no time of day",
    ),
    "what is no interval": (
        VERSION + 'hours: {mon: ["nine to five"]}',
        "line 5, calendars.shift.0.hours.mon.0",
        'expected one such as "09:00-18:00"',
    ),
    "an interval without length": (
        VERSION + 'hours: {mon: ["09:00-09:00"]}',
        "line 5",
        'a whole day is "00:00-24:00"',
    ),
    "hours that are no list": (
        VERSION + 'hours: {mon: "09:00-18:00"}',
        "line 5, calendars.shift.0.hours.mon",
        "expected a list",
    ),
    "an unknown weekday": (
        VERSION + 'hours: {mon-fry: ["09:00-18:00"]}',
        "line 5, calendars.shift.0.hours.mon-fry",
        "did you mean 'fri'?",
    ),
    "a weekday said twice": (
        VERSION + 'hours:\n  mon-fri: ["09:00-12:00"]\n  fri: ["13:00-18:00"]',
        "line 7, calendars.shift.0.hours.fri",
        "the hours of fri are said twice",
    ),
    "overlapping intervals": (
        VERSION + 'hours: {mon: ["09:00-13:00", "12:00-18:00"]}',
        "line 5, calendars.shift.0.hours",
        "09:00-13:00 and 12:00-18:00 overlap on mon",
    ),
    "a night that reaches into the next day's hours": (
        VERSION + 'hours: {fri: ["22:00-06:00"], sat: ["05:00-12:00"]}',
        "line 5, calendars.shift.0.hours",
        "22:00-06:00 and 05:00-12:00 overlap on fri and sat",
    ),
    "a Sunday night that reaches into Monday": (
        VERSION + 'hours: {sun: ["22:00-06:00"], mon: ["05:00-12:00"]}',
        "line 5",
        "overlap on sun and mon",
    ),
    "an open date into which the night before reaches": (
        VERSION + 'hours: {fri: ["22:00-06:00"]}\nopen: {2026-02-07: ["05:00-12:00"]}',
        "line 6, calendars.shift.0.open.2026-02-07",
        "22:00-06:00 and 05:00-12:00 overlap on 2026-02-06 and 2026-02-07",
    ),
    "a date both open and closed": (
        VERSION
        + 'hours: {mon: ["09:00-18:00"]}\nclosed: [2026-02-07]\n'
        + 'open: {2026-02-07: ["09:00-18:00"]}',
        "line 7, calendars.shift.0.open.2026-02-07",
        "is a closed date as well",
    ),
    "a calendar that never opens": (
        VERSION + "hours: {}",
        "line 5, calendars.shift.0.hours",
        "the calendar never opens",
    ),
    "a version without hours": (VERSION, "calendars.shift.0.hours", "is missing"),
    "an unknown key": (
        VERSION + 'hour: {mon: ["09:00-18:00"]}',
        "line 5, calendars.shift.0.hour",
        "unknown key; did you mean 'hours'?",
    ),
    "what is no date": (
        'valid_from: soon\ntimezone: Asia/Taipei\nhours: {mon: ["09:00-18:00"]}',
        "line 3, calendars.shift.0.valid_from",
        "expected a date such as 2026-01-31",
    ),
}


@pytest.mark.parametrize("what", BAD_CALENDARS)
def test_a_calendar_is_refused_for(what: str, tmp_path: Path) -> None:
    version, place, says = BAD_CALENDARS[what]
    said = refusal(tmp_path, calendar(version))
    assert said.startswith("sla.yaml, ")
    assert place in said
    assert says in said
