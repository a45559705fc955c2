"""Business hours worked out by hand: zones, holidays, nights, make-up days, versions."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from metrics.sla import Calendar
from tests.sla.declared import promises

TAIPEI, NEW_YORK = ZoneInfo("Asia/Taipei"), ZoneInfo("America/New_York")
OFFICE = 'hours: {mon-fri: ["09:00-12:00", "13:00-18:00"], sat: ["10:00-14:00"]}'
NIGHT = 'hours: {mon-sun: ["22:00-06:00"]}'


def calendar(tmp_path: Path, *versions: str) -> Calendar:
    """A calendar of versions, each told as `valid_from, zone | hours and the rest`."""
    text = "calendars:\n  c:\n"
    for version in versions:
        head, rest = version.split(" | ", 1)
        since, zone = head.split(", ")
        text += f"    - valid_from: {since}\n      timezone: {zone}\n"
        text += "".join(f"      {line}\n" for line in rest.split("; "))
    return promises(tmp_path, text).calendars["c"]


def told(found: Calendar, zone: ZoneInfo, first: str, last: str = "") -> list[str]:
    """The open spans that begin on some days, by the wall clock of `zone`."""
    begin = dt.date.fromisoformat(first)
    end = dt.date.fromisoformat(last) if last else begin
    spans = found.spans(begin, end)
    clock = [[f"{dt.datetime.fromtimestamp(s, zone):%d %H:%M}" for s in span] for span in spans]
    return ["-".join(span) for span in clock]


def hours(found: Calendar, first: str, last: str = "") -> float:
    begin = dt.date.fromisoformat(first)
    end = dt.date.fromisoformat(last) if last else begin
    return sum(z - a for a, z in found.spans(begin, end)) / 3600


def test_a_week_with_lunch_and_a_short_saturday(tmp_path: Path) -> None:
    office = calendar(tmp_path, f"2020-01-01, Asia/Taipei | {OFFICE}")
    assert told(office, TAIPEI, "2026-03-06", "2026-03-08") == [
        "06 09:00-06 12:00", "06 13:00-06 18:00", "07 10:00-07 14:00",
    ]  # fmt: skip
    assert hours(office, "2026-03-02", "2026-03-08") == 5 * 8 + 4


def test_the_night_in_which_summer_time_ends_has_nine_hours(tmp_path: Path) -> None:
    night = calendar(tmp_path, f"2020-01-01, America/New_York | {NIGHT}")
    assert hours(night, "2026-10-31") == 9
    assert hours(night, "2026-10-30") == 8


def test_the_night_in_which_summer_time_begins_has_seven(tmp_path: Path) -> None:
    night = calendar(tmp_path, f"2020-01-01, America/New_York | {NIGHT}")
    assert hours(night, "2026-03-07") == 7


def test_a_whole_day_has_23_24_or_25_hours(tmp_path: Path) -> None:
    whole = calendar(tmp_path, '2020-01-01, America/New_York | hours: {mon-sun: ["00:00-24:00"]}')
    assert [hours(whole, day) for day in ("2026-03-08", "2026-03-09", "2026-11-01")] == [23, 24, 25]


def test_a_repeated_time_is_the_first_of_the_two(tmp_path: Path) -> None:
    # On 1 November 01:00 to 02:00 happens twice; both hours lie between 01:00 and 02:00.
    early = calendar(tmp_path, '2020-01-01, America/New_York | hours: {sun: ["01:00-02:00"]}')
    half = calendar(tmp_path, '2020-01-01, America/New_York | hours: {sun: ["01:00-01:30"]}')
    assert hours(early, "2026-11-01") == 2
    assert hours(half, "2026-11-01") == 0.5


def test_a_skipped_time_moves_forward_by_the_gap(tmp_path: Path) -> None:
    # On 8 March it is never 02:00 to 03:00: 02:30 is 03:30.
    late = calendar(tmp_path, '2020-01-01, America/New_York | hours: {sun: ["02:30-05:00"]}')
    within = calendar(tmp_path, '2020-01-01, America/New_York | hours: {sun: ["02:30-03:00"]}')
    assert told(late, NEW_YORK, "2026-03-08") == ["08 03:30-08 05:00"]
    assert told(within, NEW_YORK, "2026-03-08") == []


def test_holidays_of_a_region_closed_days_and_a_make_up_saturday(tmp_path: Path) -> None:
    office = calendar(
        tmp_path,
        f"2020-01-01, Asia/Taipei | {OFFICE}; holidays: TW; closed: [2026-03-04]; "
        'open: {2026-02-07: ["09:00-18:00"], 2026-02-28: ["09:00-10:00"]}',
    )
    assert hours(office, "2026-02-17") == 0  # Lunar New Year
    assert hours(office, "2026-03-04") == 0  # closed by hand, a Wednesday
    assert hours(office, "2026-02-07") == 9  # a Saturday, its own hours in place of the usual ones
    assert hours(office, "2026-02-28") == 1  # Peace Memorial Day, opened by hand


def test_a_part_of_a_country_has_its_own_holidays(tmp_path: Path) -> None:
    there = calendar(tmp_path, f"2020-01-01, America/New_York | {OFFICE}; holidays: US-CA")
    rest = calendar(tmp_path, f"2020-01-01, America/New_York | {OFFICE}; holidays: US-NY")
    assert (hours(there, "2026-03-31"), hours(rest, "2026-03-31")) == (0, 8)  # Cesar Chavez Day


@pytest.mark.parametrize("how", ["closed: [2026-02-17]", "holidays: TW"])
def test_a_night_belongs_to_the_day_on_which_it_starts(how: str, tmp_path: Path) -> None:
    kept = 'open: {2026-02-16: ["22:00-06:00"], 2026-02-18: ["22:00-06:00"]}'
    night = calendar(tmp_path, f"2020-01-01, Asia/Taipei | {NIGHT}; {kept}; {how}")
    # The 17th is closed: the night before runs on into it, its own does not begin.
    assert told(night, TAIPEI, "2026-02-16", "2026-02-18") == [
        "16 22:00-17 06:00", "18 22:00-19 06:00",
    ]  # fmt: skip


def test_versions_follow_one_another_by_date(tmp_path: Path) -> None:
    office = calendar(
        tmp_path,
        '2026-03-04, Asia/Taipei | hours: {mon-sun: ["10:00-12:00"]}',
        '2026-03-02, Asia/Taipei | hours: {mon-sun: ["09:00-17:00"]}',
    )
    days = [hours(office, f"2026-03-0{n}") for n in (1, 2, 3, 4, 5)]
    assert days == [8, 8, 8, 2, 2]  # before its first version the first one holds


def test_what_two_versions_share_counts_once(tmp_path: Path) -> None:
    moved = calendar(
        tmp_path,
        f"2020-01-01, Asia/Taipei | {NIGHT}",
        '2026-03-04, Asia/Taipei | hours: {mon-sun: ["05:00-08:00"]}',
    )
    # The night of the third runs until 06:00 of the fourth, whose hours begin at 05:00.
    assert told(moved, TAIPEI, "2026-03-03", "2026-03-04") == ["03 22:00-04 08:00"]


def test_an_office_that_moves_west(tmp_path: Path) -> None:
    moved = calendar(
        tmp_path,
        '2020-01-01, America/New_York | hours: {mon-sun: ["20:00-24:00"]}',
        '2026-03-04, Asia/Taipei | hours: {mon-sun: ["09:00-10:00", "13:00-14:00"]}',
    )
    # 20:00 to midnight in New York on the third is 09:00 to 13:00 in Taipei on the fourth.
    assert told(moved, TAIPEI, "2026-03-03", "2026-03-04") == ["04 09:00-04 14:00"]


def test_always_is_all_the_time(tmp_path: Path) -> None:
    always = promises(tmp_path, "calendars: {always: {}}\n").calendars["always"]
    assert hours(always, "2026-03-08", "2026-03-09") == 48
