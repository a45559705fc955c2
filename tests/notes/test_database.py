"""The database makes and mends itself, for several processes at once, and says what is wrong."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from metrics.model import BusyError, ConfigError, UserError
from metrics.notes import Notebook
from metrics.notes.database import MIGRATIONS, migrate
from metrics.notes.schema import REVISIONS, metadata
from metrics.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
WEEK = dt.date(2026, 3, 23)
Another = Callable[[], Notebook]


def test_every_migration_is_known_and_the_last_is_the_schema(tmp_path: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    script = ScriptDirectory.from_config(config)
    assert [one.revision for one in script.walk_revisions()][::-1] == list(REVISIONS)
    engine = create_engine(f"sqlite:///{tmp_path / 'x.db'}")
    with engine.begin() as connection:
        migrate(connection)
    looked = inspect(engine)
    for table in metadata.sorted_tables:
        columns = {c["name"]: c["nullable"] for c in looked.get_columns(table.name)}
        assert columns == {c.name: c.nullable for c in table.columns}
    engine.dispose()


def test_an_older_schema_is_brought_up_to_date_with_what_it_holds(
    settings: Settings, another: Another
) -> None:
    settings.home.mkdir()
    engine = create_engine(f"sqlite:///{settings.home / 'notes.db'}")
    with engine.begin() as connection:
        migrate(connection, "0001")
        connection.exec_driver_sql(
            "insert into notes (week, metric, text, author, written_at) values"
            " ('2026-03-23', 'backlog', 'Two on leave.', 'Ann', '2026-03-24 09:00:00.000000')"
        )
    assert "reviews" not in inspect(engine).get_table_names()
    engine.dispose()
    note = another().minutes(WEEK).note("backlog")
    assert (note.text, note.written_at) == (
        "Two on leave.",
        dt.datetime(2026, 3, 24, 9, tzinfo=dt.UTC),
    )
    assert another().frozen_snapshots() == frozenset()
    with sqlite3.connect(settings.home / "notes.db") as con:
        assert con.execute("select version_num from alembic_version").fetchall() == [
            (REVISIONS[-1],)
        ]
    con.close()


def test_a_newer_schema_is_refused(settings: Settings, another: Another) -> None:
    another().write_note(WEEK, "backlog", "x", "Ann")
    with sqlite3.connect(settings.home / "notes.db") as con:
        con.execute("update alembic_version set version_num = '0999'")
    con.close()
    with pytest.raises(UserError, match=r"changed by a newer release of Andon .its schema is 0999"):
        another().minutes(WEEK)


WRITER = """
import datetime as dt, sys
from metrics.notes import Notebook
from metrics.settings import load_settings
sys.stdin.readline()
for n in range(20):
    book = Notebook(load_settings())
    book.write_note(dt.date(2026, 3, 23), "backlog", f"{sys.argv[1]} {n}", sys.argv[1])
    book.close()
"""


def test_processes_that_begin_together_make_one_database_and_lose_nothing(
    settings: Settings, another: Another
) -> None:
    """All of them find no database, make it, and write at the same time."""
    env = {**os.environ, "ANDON_HOME": str(settings.home)}
    running = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, name],
            cwd=ROOT, env=env, stdin=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for name in ("Ann", "Bo", "Cy")
    ]  # fmt: skip
    for one in running:
        one.stdin.write(b"go\n")
        one.stdin.flush()
    for one in running:
        _, said = one.communicate(timeout=120)
        assert one.returncode == 0, said.decode()
    texts = {note.text for note in another().minutes(WEEK).notes["backlog"]}
    assert texts == {f"{name} {n}" for name in ("Ann", "Bo", "Cy") for n in range(20)}


def test_a_reader_is_not_held_up_by_a_writer_and_a_killed_one_leaves_nothing(
    another: Another,
) -> None:
    book = another()
    book.write_note(WEEK, "backlog", "first", "Ann")
    with pytest.raises(KeyboardInterrupt), book.database.writing() as connection:
        connection.exec_driver_sql("update notes set text = 'half'")
        assert another().minutes(WEEK).note("backlog").text == "first"
        raise KeyboardInterrupt
    assert another().minutes(WEEK).note("backlog").text == "first"


def test_a_writer_that_waits_too_long_is_told(
    another: Another, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("metrics.notes.database.PATIENCE_SECONDS", 0.2)
    first, second = another(), another()
    first.write_note(WEEK, "backlog", "first", "Ann")
    with (
        first.database.writing(),
        pytest.raises(BusyError, match=r"notes\.db is being written by others; try again"),
    ):
        second.write_note(WEEK, "backlog", "second", "Bo")


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("nonsense", "is no address of a database; expected postgresql"),
        ("mysql://x/y", "names a database 'mysql'; expected sqlite or postgresql"),
    ],
)
def test_an_address_that_is_none(settings: Settings, url: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        Notebook(replace(settings, notes_url=url))


def test_a_database_elsewhere(settings: Settings, tmp_path: Path) -> None:
    there = tmp_path / "a 100% other folder" / "n.db"
    book = Notebook(replace(settings, notes_url=f"sqlite:///{there}"))
    book.write_note(WEEK, "backlog", "x", "Ann")
    assert there.exists()
    assert not (settings.home / "notes.db").exists()
    book.close()


def test_what_is_no_database_is_said_in_a_sentence(settings: Settings, another: Another) -> None:
    settings.home.mkdir()
    (settings.home / "notes.db").write_text("this is no database, only a long enough text" * 40)
    with pytest.raises(UserError, match=r"notes\.db cannot be read: file is not a database"):
        another().minutes(WEEK)


def test_a_password_is_never_shown(settings: Settings) -> None:
    url = "postgresql+nodriver://ann:geheim@localhost:1/notes"
    book = Notebook(replace(settings, notes_url=url))
    with pytest.raises(UserError, match="needs a database driver") as told:
        book.minutes(WEEK)
    assert "geheim" not in str(told.value) + book.database.place
