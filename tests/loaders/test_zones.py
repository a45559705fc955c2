"""Zones as arithmetic agree with the tz database, fold and gap included."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics import zones

NAMES = ("Europe/Rome", "America/New_York", "Australia/Lord_Howe", "Asia/Taipei", "Asia/Seoul")
LOCALS = st.datetimes(dt.datetime(1991, 1, 1), dt.datetime(2043, 12, 31))


def utc(naive: dt.datetime, zone: str) -> dt.datetime:
    micros = (naive - dt.datetime(1970, 1, 1)) // zones.MICROSECOND
    sql = f"select {zones.utc_micros_sql('cast(? as bigint)'.replace('?', str(micros)), zone)}"
    row = duckdb.execute(sql).fetchone()
    assert row is not None
    return zones.EPOCH + row[0] * zones.MICROSECOND


@settings(max_examples=150, deadline=None)
@given(naive=LOCALS, zone=st.sampled_from(NAMES))
def test_wall_clock_is_read_as_the_tz_database_reads_it_with_fold_zero(
    naive: dt.datetime, zone: str
) -> None:
    assert utc(naive, zone) == naive.replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)


def test_a_repeated_time_is_the_first_of_the_two() -> None:
    # Rome left summer time on 2016-10-30 at 03:00, when clocks went back to 02:00.
    assert utc(dt.datetime(2016, 10, 30, 2, 30), "Europe/Rome").isoformat() == (
        "2016-10-30T00:30:00+00:00"
    )


def test_a_skipped_time_moves_forward_by_the_gap() -> None:
    # Rome's clocks went from 02:00 to 03:00 on 2016-03-27: 02:30 is read as 03:30, 01:30 UTC.
    assert utc(dt.datetime(2016, 3, 27, 2, 30), "Europe/Rome").isoformat() == (
        "2016-03-27T01:30:00+00:00"
    )


@settings(max_examples=100, deadline=None)
@given(moment=LOCALS, zone=st.sampled_from(NAMES))
def test_utc_to_local_agrees_with_the_tz_database(moment: dt.datetime, zone: str) -> None:
    micros = (moment - dt.datetime(1970, 1, 1)) // zones.MICROSECOND
    row = duckdb.execute(f"select {zones.local_micros_sql(str(micros), zone)}").fetchone()
    assert row is not None
    local = moment.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert dt.datetime(1970, 1, 1) + row[0] * zones.MICROSECOND == local


@pytest.mark.parametrize(
    ("naive", "odd"),
    [
        (dt.datetime(2016, 10, 30, 1, 59, 59), (False, False)),
        (dt.datetime(2016, 10, 30, 2, 0), (True, False)),
        (dt.datetime(2016, 10, 30, 2, 59, 59), (True, False)),
        (dt.datetime(2016, 10, 30, 3, 0), (False, False)),
        (dt.datetime(2016, 3, 27, 1, 59, 59), (False, False)),
        (dt.datetime(2016, 3, 27, 2, 0), (False, True)),
        (dt.datetime(2016, 3, 27, 3, 0), (False, False)),
    ],
)
def test_repeated_and_skipped_times_are_told(naive: dt.datetime, odd: tuple[bool, bool]) -> None:
    micros = (naive - dt.datetime(1970, 1, 1)) // zones.MICROSECOND
    twice, never = zones.odd_sql(str(micros), "Europe/Rome", 2016, 2016)
    assert duckdb.execute(f"select {twice}, {never}").fetchone() == odd
