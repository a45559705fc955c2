"""Answers are kept by what was asked, and no more rows of them than there is room for."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import pytest

from metrics.asking import EACH, Answers
from metrics.compile import Compiled
from metrics.hub import Snapshot

SNAPSHOT = Snapshot(1, Path("andon-1.duckdb"), dt.datetime(2026, 3, 31, tzinfo=dt.UTC), "UTC",
                    "TWD", 0, 12, None)  # fmt: skip
RANDOM = "select ? as asked, random() from range(?)"  # no two runs of it are alike


@pytest.fixture
def cursor() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def test_what_was_asked_is_not_asked_again(cursor: duckdb.DuckDBPyConnection) -> None:
    answers = Answers()
    found = answers.run(cursor, SNAPSHOT, Compiled(RANDOM, ("a", 3)), "a")
    assert answers.run(cursor, SNAPSHOT, Compiled(RANDOM, ("a", 3)), "a") == found
    assert answers.run(cursor, SNAPSHOT, Compiled(RANDOM, ("b", 3)), "b") != found


def test_beyond_the_room_the_least_used_is_forgotten(cursor: duckdb.DuckDBPyConnection) -> None:
    """Room for two answers of five rows: the third takes that of the one not looked at since."""
    answers = Answers(rows=2 * (5 + EACH))
    a, b, c = (Compiled(RANDOM, (name, 5)) for name in "abc")
    first = {one: answers.run(cursor, SNAPSHOT, one, "x") for one in (a, b)}
    assert answers.run(cursor, SNAPSHOT, a, "x") == first[a]
    last = answers.run(cursor, SNAPSHOT, c, "x")
    assert answers.run(cursor, SNAPSHOT, a, "x") == first[a]
    assert answers.run(cursor, SNAPSHOT, c, "x") == last
    assert answers.run(cursor, SNAPSHOT, b, "x") != first[b]
