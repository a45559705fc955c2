"""Frozen weeks: their snapshot stays, and what later loads and definitions restate is listed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from loaders.publish import current_number, publish, published
from loaders.rebuild import rebuild, undo
from metrics import QueryError, Store
from metrics.notes import Frozen, Notebook, Restatement, freeze, restated
from tests.loaders.conftest import Home

D = dt.date
WEEK = D(2026, 3, 9)
HEAD = "ticket_id,created_at,updated_at,status\n"


def tickets(*days: str, prefix: str = "T") -> str:
    """One open ticket at nine for each day; without their id a second file would replace them."""
    return HEAD + "".join(
        f"{prefix}{n},{day} 09:00:00,{day} 09:00:00,open\n" for n, day in enumerate(days)
    )


EVERY_DAY = [str(D(2026, 1, 5) + dt.timedelta(days=n)) for n in range(77)]  # to 22 March


@pytest.fixture
def loaded(home: Home) -> Home:
    home.write_config("review.yaml", "metrics:\n  tickets_created: {}\n  refund_amount: {}\n")
    home.load(home.file("tickets-1.csv", tickets(*EVERY_DAY)))
    return home


@pytest.fixture
def book(loaded: Home) -> Iterator[Notebook]:
    opened = Notebook(loaded.settings)
    yield opened
    opened.close()


def frozen_week(home: Home, book: Notebook) -> Frozen:
    store = Store(home.settings)
    try:
        return freeze(store, book, WEEK, "Ann")
    finally:
        store.close()


def differences(home: Home, frozen: Frozen) -> tuple[Restatement, ...]:
    store = Store(home.settings)
    try:
        return restated(store, frozen)
    finally:
        store.close()


def snapshots(home: Home) -> list[int]:
    return sorted(
        int(path.stem.removeprefix("andon-"))
        for path in published(home.settings.home).glob("*.duckdb")
    )


def test_a_frozen_week_keeps_its_numbers_and_its_snapshot(loaded: Home, book: Notebook) -> None:
    frozen = frozen_week(loaded, book)
    assert (frozen.week, frozen.snapshot, frozen.frozen_by) == (WEEK, 1, "Ann")
    assert book.frozen(WEEK) == frozen
    week = frozen.contents["metrics"]["tickets_created"]["weeks"][-1]
    assert (week["start"], week["value"]) == ("2026-03-09", 7)
    for number in range(2, 8):
        publish(loaded.settings, number)
    assert snapshots(loaded) == [1, 5, 6, 7]
    assert list(published(loaded.settings.home).glob("*.dropped")) == []
    assert differences(loaded, frozen) == ()


def test_a_week_is_frozen_once_and_when_it_is_over(loaded: Home, book: Notebook) -> None:
    frozen_week(loaded, book)
    store = Store(loaded.settings)
    with pytest.raises(QueryError, match=r"frozen already: Ann froze it on 20.* from snapshot 1"):
        freeze(store, book, WEEK, "Bo")
    with pytest.raises(QueryError, match="the week of 2026-03-16 is not over in the data"):
        freeze(store, book, D(2026, 3, 16), "Bo")
    assert freeze(store, book, D(2026, 3, 5), "Bo").week == D(2026, 3, 2)
    store.close()


def test_late_rows_are_named_with_their_file(loaded: Home, book: Notebook) -> None:
    frozen = frozen_week(loaded, book)
    loaded.load(loaded.file("tickets-2.csv", tickets("2026-03-10", "2026-03-11", prefix="L")))
    found = {(r.metric, r.part, r.start): r for r in differences(loaded, frozen)}
    assert set(found) == {
        ("tickets_created", "week", WEEK),
        ("tickets_created", "mtd", D(2026, 3, 1)),
        ("tickets_created", "qtd", D(2026, 1, 1)),
        ("tickets_created", "ytd", D(2026, 1, 1)),
    }
    week = found["tickets_created", "week", WEEK]
    assert (week.old, week.new, week.causes) == (7, 9, ("late rows",))
    assert week.says == "tickets-2.csv of b0002"
    undo(loaded.settings, "b0002")
    assert differences(loaded, frozen) == ()


def test_a_batch_taken_back_is_said(loaded: Home, book: Notebook) -> None:
    loaded.load(loaded.file("tickets-2.csv", tickets("2026-03-10", prefix="L")))
    frozen = frozen_week(loaded, book)
    undo(loaded.settings, "b0002")
    week = next(r for r in differences(loaded, frozen) if r.part == "week")
    assert (week.old, week.new, week.says) == (8, 7, "tickets-2.csv of b0002, taken back")


def test_another_time_zone_is_a_policy_version(loaded: Home, book: Notebook) -> None:
    """Nine o'clock UTC of Sunday 8 March is Monday 9 March on Kiritimati: 14 hours ahead."""
    rows = tickets("2026-03-09", prefix="Z").replace("2026-03-09 09:00:00", "2026-03-08 12:00:00")
    loaded.load(loaded.file("tickets-2.csv", rows))
    frozen = frozen_week(loaded, book)
    loaded.write_config("sla.yaml", "timezone: Pacific/Kiritimati\ncurrency: TWD\n")
    rebuild(loaded.settings)
    week = next(r for r in differences(loaded, frozen) if (r.part, r.start) == ("week", WEEK))
    assert (week.old, week.new, week.causes) == (7, 8, ("policy version",))


def test_a_definition_version_is_told_from_late_rows(loaded: Home, book: Notebook) -> None:
    frozen = frozen_week(loaded, book)
    define(loaded, 2, "")
    assert differences(loaded, frozen) == ()  # another number of the version, the same numbers


def define(home: Home, version: int, where: str) -> Path:
    import yaml

    from metrics import catalogue

    shipped = Path(catalogue.__code__.co_filename).parent / "definitions" / "workload.yaml"
    document = yaml.safe_load(shipped.read_text(encoding="utf-8"))
    one = {"tickets_created": document["tickets_created"] | {"version": version}}
    if where:
        one["tickets_created"]["time"] = where
    return home.write_config("metrics/mine.yaml", yaml.safe_dump(one))


def test_another_meaning_on_the_same_rows_is_a_definition_version(
    loaded: Home, book: Notebook
) -> None:
    """Counted by their solve, no ticket of the week counts: none is solved."""
    frozen = frozen_week(loaded, book)
    define(loaded, 2, "solved_at")
    week = next(r for r in differences(loaded, frozen) if (r.part, r.start) == ("week", WEEK))
    assert (week.old, week.new, week.causes) == (7, 0, ("definition version",))
    assert week.says.startswith("the metric is defined anew (version 1, ")
    solved = "ticket_id,created_at,resolved_at,status\nS1,2026-03-10,2026-03-11,solved\n"
    loaded.load(loaded.file("tickets-2.csv", solved))
    (now,) = [r for r in differences(loaded, frozen) if (r.part, r.start) == ("week", WEEK)]
    assert (now.new, now.causes) == (1, ("definition version", "late rows"))


class Late(Notebook):
    """A load drops the snapshot in the very moment before the frozen review is written down."""

    def keep_frozen(self, review: Frozen) -> None:
        home = Path(self.database.place).parent
        (published(home) / f"andon-{review.snapshot}.duckdb").unlink()
        super().keep_frozen(review)


def test_facts_made_by_another_query_are_a_definition_version(loaded: Home, book: Notebook) -> None:
    """As if another release had made the facts of the second snapshot."""
    frozen = frozen_week(loaded, book)
    loaded.load(loaded.file("tickets-2.csv", tickets("2026-03-10", prefix="L")))
    newest = published(loaded.settings.home) / "andon-2.duckdb"
    with duckdb.connect(str(newest)) as con:
        (text,) = con.execute("select value from meta.settings where name = 'stamps'").fetchone()
        other = json.loads(text)
        other["tickets"]["definition"] = "another"
        con.execute("update meta.settings set value = ? where name = 'stamps'", [json.dumps(other)])
    week = next(r for r in differences(loaded, frozen) if r.part == "week")
    assert week.causes == ("definition version", "late rows")
    assert week.says == "the fact that it counts is defined anew; tickets-2.csv of b0002"


def test_a_snapshot_that_goes_meanwhile_is_not_frozen(loaded: Home) -> None:
    store, book = Store(loaded.settings), Late(loaded.settings)
    with pytest.raises(QueryError, match="snapshot 1 was dropped meanwhile; freeze again"):
        freeze(store, book, WEEK, "Ann")
    assert book.frozen(WEEK) is None
    store.close()
    book.close()


def test_without_notes_to_ask_every_snapshot_stays(
    loaded: Home, caplog: pytest.LogCaptureFixture
) -> None:
    (loaded.settings.home / "notes.db").write_text("no database, and long enough to say so" * 40)
    for number in range(2, 7):
        publish(loaded.settings, number)
    assert snapshots(loaded) == [1, 2, 3, 4, 5, 6]
    assert "old snapshots are kept" in caplog.text
    assert current_number(loaded.settings.home) == 6
