"""Text to types: what has one meaning is read, what has two or none is not."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import duckdb
import pytest

from loaders.table import ColumnType
from loaders.values import read_sql


def read(text: str, wanted: ColumnType, zone: str = "UTC") -> object:
    with duckdb.connect() as con:
        con.execute("set timezone = 'UTC'")
        sql = read_sql("x", "VARCHAR", wanted, zone)
        row = con.execute(f"select {sql} from (select cast(? as varchar) as x)", [text]).fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-11-22", "2026-11-21T16:00:00"),
        ("2026-11-22 18:00", "2026-11-22T10:00:00"),
        ("2026-11-22T18:00:00Z", "2026-11-22T18:00:00"),
        ("2026-11-22 18:00:00 UTC", "2026-11-22T18:00:00"),
        ("2026-11-22T18:00:00.5+0900", "2026-11-22T09:00:00.500000"),
        ("2026-11-22T18:00:00-05:00", "2026-11-22T23:00:00"),
        ("2026/1/2 3:04", "2026-01-01T19:04:00"),
        ("2026年1月2日", "2026-01-01T16:00:00"),
        ("2026년 1월 2일", "2026-01-01T16:00:00"),
    ],
)
def test_times_without_an_offset_are_read_in_the_sources_zone(text: str, utc: str) -> None:
    moment = dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC)
    assert read(text, "time", "Asia/Taipei") == moment


@pytest.mark.parametrize("text", ["03/04/2026", "20261122", "2026-13-01", "yesterday", "infinity"])
def test_times_with_two_meanings_or_none_are_not_read(text: str) -> None:
    assert read(text, "time") is None


@pytest.mark.parametrize(
    ("text", "wanted", "value"),
    [
        ("1,234", "integer", 1234),
        ("007", "integer", 7),
        ("3.0", "integer", 3),
        ("1,234.50", "money", Decimal("1234.5000")),
        ("-0.1", "money", Decimal("-0.1000")),
        ("1e3", "number", 1000.0),
        ("Yes", "boolean", True),
        ("0", "boolean", False),
    ],
)
def test_numbers_as_people_write_them(text: str, wanted: ColumnType, value: object) -> None:
    assert read(text, wanted) == value


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1.5", "integer"), ("1,234.50", "integer"), ("12,34", "integer"), ("nan", "number"),
        ("inf", "money"), ("12,34", "money"), ("n/a", "money"), ("maybe", "boolean"),
        ("99999999999999999999", "integer"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_not_read(text: str, wanted: ColumnType) -> None:
    assert read(text, wanted) is None
