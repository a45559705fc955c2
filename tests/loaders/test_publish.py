"""Snapshots: whole, swapped in one step, and safe from a load that is killed or collides."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from loaders.publish import current_number, publish, published
from loaders.warehouse import locked, warehouse_path
from metrics.model import BusyError
from tests.loaders.conftest import Home, Ran

Run = Callable[..., Ran]
ROOT = Path(__file__).resolve().parents[2]
HEAD = "ticket_id,created_at,updated_at,status\n"


def tickets(first: int, last: int) -> str:
    return HEAD + "".join(
        f"T{k},2026-03-01 09:00:00,2026-03-01 09:00:00,open\n" for k in range(first, last)
    )


def command(home: Home, *words: str) -> subprocess.Popen[bytes]:
    env = {
        **os.environ,
        "ANDON_HOME": str(home.settings.home),
        "ANDON_CONFIG": str(home.config),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "loaders", *words],
        cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def test_a_reader_keeps_the_old_snapshot_while_the_next_is_published(home: Home) -> None:
    home.load(home.file("tickets-1.csv", tickets(0, 5)))
    old = published(home.settings.home) / "andon-1.duckdb"
    with duckdb.connect(str(old), read_only=True) as reader:
        home.load(home.file("tickets-2.csv", tickets(5, 9)))
        assert reader.execute("select count(*) from tickets").fetchone() == (5,)
    assert home.sql("select count(*) from tickets") == [(9,)]


def test_the_last_snapshots_are_kept(home: Home) -> None:
    """Those of frozen reviews too: see test_frozen."""
    home.load(home.file("tickets.csv", tickets(0, 2)))
    for number in range(2, 7):
        publish(home.settings, number)
    names = sorted(p.name for p in published(home.settings.home).iterdir())
    assert names == ["CURRENT", "andon-4.duckdb", "andon-5.duckdb", "andon-6.duckdb"]


def test_a_load_killed_before_it_published_is_published_by_the_next(home: Home) -> None:
    home.load(home.file("tickets-1.csv", tickets(0, 5)))
    home.load(home.file("tickets-2.csv", tickets(5, 9)))
    (published(home.settings.home) / "CURRENT").write_text("andon-1.duckdb\n")
    report = home.load(home.file("tickets-1.csv", tickets(0, 5)))
    assert report.state == "unchanged"
    assert current_number(home.settings.home) == 2
    assert home.sql("select count(*) from tickets") == [(9,)]


@pytest.mark.parametrize("delay", [0.3, 0.8, 1.3, 2.0, 3.0])
def test_a_load_killed_at_any_instant_leaves_the_old_state_or_the_new(
    home: Home, delay: float
) -> None:
    home.load(home.file("tickets-1.csv", tickets(0, 1000)))
    running = command(home, "load", str(home.file("tickets-2.csv", tickets(1000, 60_000))))
    time.sleep(delay)
    running.send_signal(signal.SIGKILL)
    running.communicate()
    assert home.sql("select count(*) from tickets") in ([(1000,)], [(60_000,)])
    again = home.load(home.inbox / "tickets-2.csv")
    assert again.state in ("loaded", "unchanged")
    assert home.sql("select count(*), count(distinct ticket_id) from tickets") == [(60_000, 60_000)]
    assert not (home.settings.home / "scratch").exists()


def _hold(folder: Path, ready: multiprocessing.synchronize.Event) -> None:
    with locked(folder):
        ready.set()
        time.sleep(30)


def test_a_second_load_says_that_another_one_runs(home: Home) -> None:
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    holder = context.Process(target=_hold, args=(home.settings.home, ready))
    holder.start()
    try:
        assert ready.wait(20)
        with pytest.raises(BusyError, match=f"another load is running \\(process {holder.pid}\\)"):
            home.load(home.file("tickets.csv", tickets(0, 2)))
    finally:
        holder.kill()
        holder.join()
    assert home.load(home.inbox / "tickets.csv").state == "loaded"


def test_json_is_one_object_on_stdout_and_progress_goes_to_stderr(home: Home, run: Run) -> None:
    """As another program is given it: from a process, the load that says most."""
    path = home.file("tickets.csv", tickets(0, 2) + "T9,,2026-03-01,open\n")
    loading = command(home, "load", str(path), "--json")
    out, err = loading.communicate()
    told = json.loads(out)
    assert loading.returncode == told["exit_code"] == 1
    assert told["files"][0]["lines_read"] == 3
    assert told["quarantine"][0]["line"] == 4
    assert b"reading" in err
    for words, key, count in (
        (("batches",), "batches", 1),
        (("quarantine",), "quarantine", 1),
    ):
        assert len(json.loads(run(home, *words, "--json").out)[key]) == count
    assert {"servicenow_incidents", "bpi2013_incidents", "online_retail", "tickets"} <= {
        row["source"] for row in json.loads(run(home, "sources", "--json").out)["sources"]
    }


def test_exit_codes(home: Home, run: Run) -> None:
    good = home.file("tickets.csv", tickets(0, 2))
    codes = [
        run(home, *words).code
        for words in (
            ("check", good),
            ("load", good),
            ("load", good),
            ("load", home.file("what.csv", "a,b\n1,2\n")),
            ("load", "no-such-file.csv"),
            ("undo", "b0007"),
            ("rebuild",),
        )
    ]
    assert codes == [0, 0, 0, 2, 2, 2, 0]


def test_a_process_ends_with_its_commands_exit_code(home: Home) -> None:
    """With 1 above; 0 is every process's own."""
    refused = command(home, "undo", "b0007")
    out, err = refused.communicate()
    assert (refused.returncode, out) == (2, b"")
    assert err.startswith(b"andon: ")


def test_rebuild_as_of_an_instant(home: Home, run: Run) -> None:
    home.load(home.file("tickets.csv", tickets(0, 2)))
    told = run(home, "rebuild", "--as-of", "2026-03-01T20:00:00+08:00", "--json")
    assert json.loads(told.out)["snapshot"] == 2
    assert home.sql("select value from meta.settings where name = 'as_of'") == [
        ("2026-03-01T12:00:00Z",)
    ]
    assert warehouse_path(home.settings.home).exists()
