"""What is opened is counted by day and role, for several processes, and never at a page's cost."""

from __future__ import annotations

import datetime as dt
import sqlite3
import time
from collections.abc import Iterator

import pytest

from metrics.model import QueryError, UserError
from metrics.notes.database import PATIENCE_SECONDS
from metrics.notes.openings import Looked, Openings
from metrics.settings import Settings

TODAY = dt.date(2026, 11, 23)
FIRST = dt.date(2026, 8, 26)  # 90 days, both ends counted: 6 of August, 30, 31 and 23


@pytest.fixture
def counted(settings: Settings) -> Iterator[Openings]:
    """Counts that are written when a test says so."""
    openings = Openings(settings, delay=3600)
    yield openings
    openings.close()


def looked(counted: Openings, metric: str) -> Looked:
    return counted.use(TODAY, {}).metrics[metric]


def test_openings_are_summed_by_role(counted: Openings) -> None:
    for _ in range(3):
        counted.count("weekly_review", "team lead", TODAY, metric="backlog")
    counted.count("today", "viewer", TODAY, metric="backlog")
    counted.count("today", "viewer", TODAY)
    assert counted.flush()
    counted.count("weekly_review", "team lead", TODAY, metric="backlog")
    assert counted.flush()
    assert looked(counted, "backlog") == Looked({"team lead": 4, "viewer": 1})
    assert looked(counted, "backlog").times == 5
    assert counted.use(TODAY, {}).pages == {"today": Looked({"viewer": 1})}


def test_two_processes_add_to_the_same_sum(counted: Openings, settings: Settings) -> None:
    other = Openings(settings, delay=3600)
    for one in (counted, other):
        one.count("today", "viewer", TODAY, metric="backlog")
        assert one.flush()
    other.close()
    assert looked(counted, "backlog").times == 2


def test_the_ninety_days_end_today(counted: Openings) -> None:
    for day in (FIRST - dt.timedelta(days=1), FIRST, TODAY):
        counted.count("today", "viewer", day, metric="backlog")
    counted.flush()
    assert looked(counted, "backlog").times == 2
    assert counted.use(TODAY, {}).first_day == FIRST


def test_what_nobody_looks_at_was_neither_opened_nor_shown(counted: Openings) -> None:
    counted.count("today", "viewer", FIRST, shows=("backlog",))
    counted.count("explore", "analyst", TODAY, metric="arrivals")
    counted.flush()
    use = counted.use(TODAY, {})
    assert use.unseen(("backlog", "arrivals", "qa_score")) == ("qa_score",)


def test_what_was_not_counted_long_enough_cannot_be_called_unseen(counted: Openings) -> None:
    assert counted.use(TODAY, {}).unseen(("qa_score",)) is None
    counted.count("today", "viewer", FIRST + dt.timedelta(days=1))
    counted.flush()
    assert counted.use(TODAY, {}).unseen(("qa_score",)) is None
    counted.count("today", "viewer", FIRST)
    counted.flush()
    assert counted.use(TODAY, {}).unseen(("qa_score",)) == ("qa_score",)


def test_a_metric_keeps_its_count_when_it_is_renamed(counted: Openings) -> None:
    counted.count("today", "viewer", TODAY, metric="old")
    counted.count("today", "viewer", TODAY, metric="new")
    counted.flush()
    assert counted.use(TODAY, {"old": "new"}).metrics == {"new": Looked({"viewer": 2})}


def test_nothing_but_a_role_is_stored(counted: Openings, settings: Settings) -> None:
    with pytest.raises(QueryError, match="there is no role “team laed”; did you mean 'team lead'"):
        counted.count("today", "team laed", TODAY)
    counted.count("today", "team lead", TODAY)
    counted.flush()
    with sqlite3.connect(settings.home / "notes.db") as con:
        assert con.execute("select * from openings").fetchall() == [
            ("2026-11-23", "today", "", "team lead", 1, 0)
        ]
    con.close()


def test_counting_neither_waits_nor_fails(counted: Openings, settings: Settings) -> None:
    """Another holds the database for longer than any page may take; then it is a folder."""
    settings.home.mkdir()
    assert PATIENCE_SECONDS > 1
    with sqlite3.connect(settings.home / "notes.db") as con:
        con.execute("begin exclusive")
        started = time.monotonic()
        counted.count("today", "viewer", TODAY)
        assert time.monotonic() - started < 1
    con.close()
    (settings.home / "notes.db").unlink()
    (settings.home / "notes.db").mkdir()
    assert not counted.flush()
    with pytest.raises(UserError):
        counted.use(TODAY, {})
    (settings.home / "notes.db").rmdir()
    counted.count("today", "viewer", TODAY)
    assert counted.flush()
    assert counted.use(TODAY, {}).pages["today"].times == 2


def test_a_count_writes_itself_in_the_background(settings: Settings) -> None:
    openings = Openings(settings, delay=0.01)
    openings.count("today", "viewer", TODAY)
    until = time.monotonic() + 30
    while not openings.use(TODAY, {}).pages and time.monotonic() < until:
        time.sleep(0.02)
    assert openings.use(TODAY, {}).pages["today"].times == 1
    openings.close()
