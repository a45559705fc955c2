"""Clocks of real incidents: eleven of Volvo's worked out by hand, and ServiceNow's own verdicts."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from tests.loaders.conftest import Home
from tests.sla import raw_logs
from tests.sla.product import clocks_as_loaded
from tests.sla.reference import clocks

pytestmark = pytest.mark.real
STOCKHOLM = ZoneInfo("Europe/Stockholm")
BPI_RULES = """
timezone: Europe/Stockholm
currency: SEK
calendars:
  desk:
    - valid_from: 2010-01-01
      timezone: Europe/Stockholm
      hours: {mon-fri: ["08:00-12:00", "13:00-17:00"]}
      closed: [2012-04-06, 2012-04-09, 2012-05-01, 2012-05-17]
policies:
  - name: high
    valid_from: 2010-01-01
    match: {priority: [High]}
    targets: {resolution: {within: 4h, calendar: desk, pause_while: [pending, on_hold]}}
  - name: medium
    valid_from: 2010-01-01
    match: {priority: [Medium]}
    targets: {resolution: {within: 8h, calendar: desk, pause_while: [pending, on_hold]}}
  - name: low
    valid_from: 2010-01-01
    match: {priority: [Low]}
    targets: {resolution: {within: 16h, calendar: desk, pause_while: [pending, on_hold]}}
"""
SERVICENOW_RULES = """
timezone: Europe/Rome
currency: EUR
calendars: {always: {}}
policies:
  - name: critical
    valid_from: 2010-01-01
    match: {priority: [1 - Critical]}
    targets: {resolution: {within: 4h, calendar: always}}
  - name: high
    valid_from: 2010-01-01
    match: {priority: [2 - High]}
    targets: {resolution: {within: 8h, calendar: always}}
  - name: moderate
    valid_from: 2010-01-01
    match: {priority: [3 - Moderate]}
    targets: {resolution: {within: 4d, calendar: always}}
  - name: low
    valid_from: 2010-01-01
    match: {priority: [4 - Low]}
    targets: {resolution: {within: 15d, calendar: always}}
"""
Expected = dict[tuple[str, int], dict[str, Any]]
DAY = 28_800  # 4 h before noon and 4 h after one o'clock
HALF = 14_400


def at(text: str) -> int:
    return int(dt.datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM).timestamp())


def met(stopped: str, active: int, paused: int = 0, **more: Any) -> dict[str, Any]:
    return {
        "state": "stopped", "breached": False, "decided_at": at(stopped),
        "stopped_at": at(stopped), "active_s": active, "paused_s": paused, "overshoot_s": None,
        **more,
    }  # fmt: skip


def missed(decided: str, active: int, target: int, **more: Any) -> dict[str, Any]:
    return {
        "breached": True, "decided_at": at(decided), "active_s": active,
        "overshoot_s": active - target, "target_s": target, **more,
    }  # fmt: skip


# The desk is open from 8 to 12 and from 13 to 17 in Stockholm, Monday to Friday; closed are Good
# Friday, Easter Monday, 1 May and Ascension Day 2012. The log ends on Wednesday 2012-05-23 at
# 01:22:25, before the desk opens. Waits (Wait …) pause.
WORKED: Expected = {
    # Friday 4 May: accepted 13:09:27, resolved 13:29:43: 20 min 16 s. Unmatched at 13:32:42 opens
    # it again, resolved 13:37:57: 5 min 15 s.
    ("1-740475566", 1): met("2012-05-04 13:29:43", 1_216),
    ("1-740475566", 2): met("2012-05-04 13:37:57", 315),
    # Friday 27 April: accepted 12:43:31, resolved 12:50:55: all of it lunch. Thursday 3 May:
    # unmatched 11:53:58, resolved 12:00:07: counted until noon, 6 min 2 s.
    ("1-734873980", 1): met("2012-04-27 12:50:55", 0),
    ("1-734873980", 2): met("2012-05-03 12:00:07", 362),
    # Low, 16 h. Friday 4 May 10:30:50 to noon 5,350, afternoon 14,400; Monday 28,800: 48,550.
    # The other 9,050 s end on Tuesday at 10:30:50: missed there. It counts on to the wait at
    # 15:41:25: 14,400 + 9,685, in all 72,635. Waits to the end: Tuesday from 15:41:25 4,715;
    # 9, 10, 11, 14, 15, 16, 18, 21 and 22 May.
    ("1-740364822", 1): missed(
        "2012-05-08 10:30:50", 72_635, 57_600, due_at=at("2012-05-08 10:30:50"), state="paused",
        stopped_at=None, paused_s=4_715 + 9 * DAY,
    ),
    # High, 4 h. Friday 18:58:06 is after hours; Monday 7 May 8:00 to the wait at 10:32:43: 9,163.
    # Then it waits: 5,237 to noon, 14,400 after; 8 to 11, 14 to 16, 18, 21 and 22 May.
    ("1-740782031", 1): {
        "state": "paused", "breached": False, "decided_at": None, "due_at": None,
        "stopped_at": None, "active_s": 9_163, "paused_s": 5_237 + HALF + 10 * DAY,
    },
    # Medium, 8 h, never solved, never waits. Friday 4 May 16:01:59 to 17:00 3,481; 25,319 more:
    # Monday to noon 14,400, and 10,919 after one: 16:01:59. In all 3,481 and 7 to 11, 14 to 16,
    # 18, 21 and 22 May.
    ("1-740681438", 1): missed(
        "2012-05-07 16:01:59", 3_481 + 11 * DAY, DAY, due_at=at("2012-05-07 16:01:59"),
        state="active", stopped_at=None, paused_s=0,
    ),
    # Low. Friday 13 April 13:02:02 to 13:15:16: 794. Opened again on Monday 30 April at lunch:
    # afternoon 14,400; 1 May closed; 2 May 28,800; 3 May to noon 14,400: 16 h are used up at
    # noon, and missed when the desk opens at 13:00. Counted on to the wait on Monday 7 May
    # 13:11:31: 3 May 14,400, 4 May 28,800, 14,400 + 691. Waits 13,709; 8 and 9 May; 14,400 and
    # 2,592 on 10 May, resolved 13:43:12.
    ("1-717901005", 1): met("2012-04-13 13:15:16", 794),
    ("1-717901005", 2): missed(
        "2012-05-03 13:00:00", 57_600 + HALF + DAY + HALF + 691, 57_600, state="stopped",
        due_at=at("2012-05-03 12:00:00"), stopped_at=at("2012-05-10 13:43:12"),
        paused_s=13_709 + 2 * DAY + HALF + 2_592,
    ),
    # Thursday 29 March 14:56:57 to 17:00 7,383; Friday 8:00 to the wait at 8:19:35 1,175. Waits
    # to Sunday 22 April 21:04:09: Friday 13,225 + 14,400; 2 to 20 April are 15 days, 2 closed.
    # Opened again on Tuesday 15 May 13:16:05, resolved 14:54:34.
    ("1-704940021", 1): met("2012-04-22 21:04:09", 8_558, 13_225 + HALF + 13 * DAY),
    ("1-704940021", 2): met("2012-05-15 14:54:34", 5_909),
    # Medium. Monday 27 February 20:22:38; Tuesday 14,400 + 11,226 to the wait at 16:07:06. Waits
    # 3,174; 29 February to 2 March 3 days, 5 to 30 March 20, 2 to 20 April 13, 23 and 24 April;
    # 25 April 14,400 + 5,041, resolved 14:24:01. Again from 16:40:48 that day: 1,152; the wait
    # begins after hours. Waits 26, 27, 30 April, 2, 3, 4, 7 May; 8 May 14,400 + 13,913.
    ("1-688696731", 1): met("2012-04-25 14:24:01", 25_626, 3_174 + 38 * DAY + HALF + 5_041),
    ("1-688696731", 2): met("2012-05-08 16:51:53", 1_152, 7 * DAY + HALF + 13_913),
    # Medium, over the end and the beginning of summer time. Friday 7 October 2011 14:03:58 to the
    # wait at 15:02:01 3,483; Wednesday 12 October 10:42:06 to noon 4,674, the next wait begins at
    # lunch and ends at lunch on 7 May. Waits 7,079; 10 and 11 October; 9,726; 14,400; 13 and
    # 14 October; 29 weeks from 17 October to 4 May less 3 closed days; 7 May to noon.
    ("1-583200733", 1): met(
        "2012-05-07 12:25:36", 8_157,
        7_079 + 2 * DAY + 9_726 + HALF + 2 * DAY + (29 * 5 - 3) * DAY + HALF,
    ),
    # High. Wednesday 18 April 8:11:11 to noon 13,729; the other 671 s end at 13:11:11. Counted on
    # to the wait at 13:36:14: 2,174. Waits 12,226; 19, 20 April, 23 to 27, 30 April, 2 to 4,
    # 7 to 11, 14 May are 17 days; 15 May to noon, resolved 12:12:29.
    ("1-720284411", 1): missed(
        "2012-04-18 13:11:11", 13_729 + 2_174, HALF, due_at=at("2012-04-18 13:11:11"),
        state="stopped", stopped_at=at("2012-05-15 12:12:29"), paused_s=12_226 + 17 * DAY + HALF,
    ),
    # High. Friday 20 January 13:21:35 to the wait at 15:44:54 8,599; Wednesday 2 May 16:38:13 to
    # 17:00 1,307; Thursday 8:00 to 9:12:55 4,375: met with 119 s left, which would have lasted
    # until 9:14:54. Waits 4,506; 23 January to 30 April are 14 weeks and a day less 2 closed days;
    # 2 May to 16:38:13 14,400 + 13,093.
    ("1-648654669", 1): met(
        "2012-05-03 09:12:55", 14_281, 4_506 + (14 * 5 + 1 - 2) * DAY + HALF + 13_093,
        due_at=at("2012-05-03 09:14:54"),
    ),
}  # fmt: skip
NUMBERS = {number for number, _ in WORKED}


def compared(rows: list[dict[str, Any]]) -> dict[tuple[str, int], dict[str, Any]]:
    """The columns that were worked out, of the incidents that were."""
    found = {(row["case_id"], row["cycle"]): row for row in rows if row["case_id"] in NUMBERS}
    return {key: {name: row[name] for name in WORKED.get(key, row)} for key, row in found.items()}


def test_the_reference_agrees_with_the_hand(real_data: Path) -> None:
    made = raw_logs.bpi(real_data / "bpi2013_incidents.csv.gz", NUMBERS)
    rows = clocks(yaml.safe_load(BPI_RULES), made, at("2012-05-23 01:22:25"))
    assert compared(rows) == WORKED


def test_the_product_agrees_with_the_hand(real_data: Path, tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.write_config("sla.yaml", BPI_RULES)
    assert home.load(real_data / "bpi2013_incidents.csv.gz").exit_code == 0
    rows, as_of = clocks_as_loaded(home)
    assert as_of == at("2012-05-23 01:22:25")
    assert compared(rows) == WORKED


# By priority and the source's `made_sla`: incidents all of whose resolutions were met, and those
# of which one was missed. docs/sla_on_real_data.md says why the two part.
VERDICTS = {
    ("1 - Critical", "true"): (3, 2),
    ("1 - Critical", "false"): (42, 223),
    ("2 - High", "true"): (2, 0),
    ("2 - High", "false"): (120, 286),
    ("3 - Moderate", "true"): (14_721, 424),
    ("3 - Moderate", "false"): (1_890, 6_431),
    ("4 - Low", "true"): (637, 14),
    ("4 - Low", "false"): (29, 94),
}
LAST_LINE = dt.datetime(2017, 2, 18, 14, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def servicenow(real_data: Path) -> tuple[dict[str, list[Any]], dict[str, Any]]:
    return raw_logs.servicenow(real_data / "incident_event_log.csv.gz")


def verdicts(
    rows: list[dict[str, Any]], last: dict[str, Any]
) -> dict[tuple[str, str], tuple[int, int]]:
    """Incidents met and missed, by their last line's priority and verdict."""
    broken: dict[str, bool] = {}
    for row in rows:
        assert (row["target"], row["state"]) == ("resolution", "stopped")
        broken[row["case_id"]] = broken.get(row["case_id"], False) or row["breached"]
    counted = Counter(
        (line["priority"], line["made_sla"], broken[number]) for number, line in last.items()
    )
    return {key: (counted[*key, False], counted[*key, True]) for key in VERDICTS}


def adherence(rows: list[dict[str, Any]]) -> tuple[int, int]:
    """Met, and met or missed."""
    decided = [row for row in rows if row["decided_at"] is not None]
    return sum(not row["breached"] for row in decided), len(decided)


def test_the_reference_beside_the_source_s_own_verdict(
    servicenow: tuple[dict[str, list[Any]], dict[str, Any]],
) -> None:
    made, last = servicenow
    rows = clocks(yaml.safe_load(SERVICENOW_RULES), made, int(LAST_LINE.timestamp()))
    assert verdicts(rows, last) == VERDICTS
    assert adherence(rows) == (17_703, 25_249)


def test_the_product_beside_the_source_s_own_verdict(
    servicenow: tuple[dict[str, list[Any]], dict[str, Any]], real_data: Path, tmp_path: Path
) -> None:
    home = Home(tmp_path)
    home.write_config("sla.yaml", SERVICENOW_RULES)
    assert home.load(real_data / "incident_event_log.csv.gz").exit_code == 1  # five bad lines
    rows, as_of = clocks_as_loaded(home)
    assert as_of == int(LAST_LINE.timestamp())
    assert verdicts(rows, servicenow[1]) == VERDICTS
    assert adherence(rows) == (17_703, 25_249)


def test_the_source_judges_when_it_closes(real_data: Path) -> None:
    """Why the two part: its verdict falls on the line that closes, days after the solve."""
    fell: Counter[str] = Counter()
    kept = set()
    logs = (
        line
        for line in raw_logs.lines(real_data / "incident_event_log.csv.gz")
        if line["incident_state"] != "-100"
    )
    for line in sorted(logs, key=lambda line: (line["number"], int(line["sys_mod_count"]))):
        if line["made_sla"] == "false" and line["number"] not in kept:
            kept.add(line["number"])
            fell[line["incident_state"]] += 1
    assert fell == {"Closed": 9_113, "Active": 1, "Resolved": 1}
