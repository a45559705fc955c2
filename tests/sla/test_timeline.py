"""Business time in SQL, both ways, against a minute-by-minute count of the same calendar."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest

from metrics import load_settings
from metrics.config import read_yaml
from metrics.sla import read_promises
from metrics.sla.tables import STARTS, make_tables

TAIPEI = ZoneInfo("Asia/Taipei")
FIRST, AS_OF = dt.datetime(2026, 3, 1, tzinfo=dt.UTC), dt.datetime(2026, 3, 20, tzinfo=dt.UTC)
HOURS = {
    "office": 'mon-fri: ["09:00-12:00", "13:00-18:00"]',
    "night": 'mon-sun: ["22:00-06:00"]',
    "breaks": 'mon-fri: ["09:00-09:50", "10:00-10:50", "11:00-11:50", "12:00-12:05"]',
}


class Line:
    """One calendar's tables and macros on a database of their own."""

    def __init__(self, folder: Path, hours: str) -> None:
        (folder / "sla.yaml").write_text(
            "timezone: Asia/Taipei\ncalendars:\n  c:\n    - valid_from: 2020-01-01\n"
            f"      timezone: Asia/Taipei\n      hours: {{{hours}}}\n"
            "policies:\n  - name: p\n    valid_from: 2020-01-01\n"
            "    targets: {resolution: {within: 40h, calendar: c}}\n"
        )
        self.promises = read_promises(read_yaml(folder / "sla.yaml"))
        self.con = duckdb.connect()
        self.con.execute("set TimeZone = 'UTC'")
        for table, column in STARTS:
            self.con.execute(f"create table {table} ({column} timestamptz)")
        self.con.execute("insert into tickets values (?)", [FIRST])
        make_tables(self.con, load_settings(folder, folder), self.promises, AS_OF)

    def before(self, *instants: int) -> list[int]:
        """B(t) of each instant."""
        return self._each(
            "business_before(done, from_1, long_1, from_2, long_2, s)",
            "business_slots on place = slot_of(0, s)", instants,
        )  # fmt: skip

    def reaches(self, *sums: int) -> list[tuple[int, int]]:
        """When each sum of business seconds is used up, and when the next second begins."""
        due = self._each("used_up(from_1, done_1, from_2, done_2, s)", self._bucket, sums)
        late = self._each(
            "gone_beyond(from_1, done_1, from_2, done_2, from_3, done_3, s)", self._bucket, sums
        )
        return list(zip(due, late, strict=True))

    _bucket = (
        "clock_rules on true join business_buckets on place = bucket_of(bucket_0, bucket_s, s)"
    )

    def _each(self, what: str, joined: str, values: tuple[int, ...]) -> list[int]:
        self.con.execute("create or replace temp table asked (n bigint, s bigint)")
        self.con.executemany("insert into asked values (?, ?)", list(enumerate(values)))
        rows = self.con.execute(f"select {what} from asked join {joined} order by n").fetchall()
        assert len(rows) == len(values)
        return [row[0] for row in rows]


def instant(text: str) -> int:
    return int(dt.datetime.fromisoformat(f"2026-03-{text}").replace(tzinfo=TAIPEI).timestamp())


def test_closing_and_the_next_opening(tmp_path: Path) -> None:
    office = Line(tmp_path, HOURS["office"])
    (monday,) = office.before(instant("02 09:00"))
    # Three hours are used up at the beginning of lunch; the next second begins after it.
    assert office.reaches(monday + 3 * 3600) == [(instant("02 12:00"), instant("02 13:00"))]
    assert office.reaches(monday + 3 * 3600 + 1) == [
        (instant("02 13:00:01"), instant("02 13:00:01"))
    ]
    # Forty hours are used up on Friday evening; the next second begins on Monday.
    assert office.reaches(monday + 40 * 3600) == [(instant("06 18:00"), instant("09 09:00"))]


@pytest.mark.parametrize("name", HOURS)
def test_each_minute_counts_as_the_calendar_has_it(name: str, tmp_path: Path) -> None:
    line = Line(tmp_path, HOURS[name])
    spans = line.promises.calendars["c"].spans(FIRST.date(), AS_OF.date())
    start = int(FIRST.timestamp()) + 86400
    minutes = tuple(range(start, start + 9 * 86400, 60))
    counted, total, expected = line.before(*minutes), 0, []
    for minute in minutes:
        expected.append(total)
        total += 60 * any(a <= minute < z for a, z in spans)
    assert [value - counted[0] for value in counted] == expected


@pytest.mark.parametrize("name", HOURS)
def test_the_way_back_is_the_earliest_and_the_latest_instant(name: str, tmp_path: Path) -> None:
    line = Line(tmp_path, HOURS[name])
    spans = line.promises.calendars["c"].spans(FIRST.date() + dt.timedelta(days=1), AS_OF.date())
    (base,) = line.before(spans[0][0])
    sums, expected, done = [], [], 0
    for (a, z), (after, _) in pairwise(spans):
        for used in (1, (z - a) // 2, z - a):
            sums.append(base + done + used)
            expected.append((a + used, a + used if used < z - a else after))
        done += z - a
    assert line.reaches(*sums) == expected
