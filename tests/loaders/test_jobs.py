"""Loads in processes of their own: what they tell while they run, and what they leave."""

from __future__ import annotations

import io
import os
import time
from pathlib import Path

import pytest

from loaders import jobs
from loaders.warehouse import locked
from tests.loaders.conftest import Home

TICKETS = """ticket_id,created_at,updated_at,status
T1,2026-03-01 09:00:00,2026-03-01 10:00:00,open
T2,2026-03-01 09:30:00,2026-03-02 10:00:00,paused
"""


def finished(job: jobs.Job) -> jobs.State:
    until = time.monotonic() + 120
    while job.state().running:
        assert time.monotonic() < until, job.state()
        time.sleep(0.05)
    return job.state()


def test_a_dry_run_changes_nothing_and_a_load_does(home: Home) -> None:
    path = home.file("tickets.csv", TICKETS)
    first = jobs.start(home.settings, [path], dry_run=True)
    assert first.state().running
    checked = finished(first)
    assert (checked.report["state"], checked.exit_code) == ("checked", 1)
    assert not (home.settings.home / "published" / "CURRENT").exists()

    loaded = finished(jobs.start(home.settings, [path], dry_run=False))
    assert (loaded.report["state"], loaded.exit_code) == ("loaded", 1)
    (file,) = loaded.report["files"]
    assert (file["lines_read"], file["lines_used"], file["lines_quarantined"]) == (2, 1, 1)
    assert any("tickets.csv" in line for line in loaded.progress)
    assert home.sql("select ticket_id from tickets") == [("T1",)]

    undone = finished(jobs.undo(home.settings, loaded.report["batch"]))
    assert (undone.report["state"], undone.exit_code) == ("b0001 is undone", 0)
    assert home.sql("select ticket_id from tickets") == []


def test_while_another_load_runs_it_says_so(home: Home) -> None:
    path = home.file("tickets.csv", TICKETS)
    with locked(home.settings.home):
        state = finished(jobs.start(home.settings, [path], dry_run=False))
    assert state.exit_code == 2
    assert state.report["message"] == (
        f"another load is running (process {os.getpid()}); wait until it is done"
    )


def test_a_killed_load_is_told_as_one(home: Home) -> None:
    job = jobs.start(home.settings, [home.file("tickets.csv", TICKETS)], dry_run=False)
    job.process.kill()
    state = finished(job)
    assert (state.exit_code, state.report["state"]) == (-9, "refused")
    assert "stopped without a result" in state.report["message"]


def test_an_undo_of_no_batch_is_refused_in_a_sentence(home: Home) -> None:
    state = finished(jobs.undo(home.settings, "--help"))
    assert state.exit_code == 2
    assert "there is no batch '--help'" in state.report["message"]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("tickets.csv", "tickets.csv"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\tickets.csv", "tickets.csv"),
        ("/etc/", "file"),
        ("..", "file"),
        (".hidden.csv", "hidden.csv"),
        ("a\0b.csv", "a_b.csv"),
        ("../../<img src=x onerror=alert(1)>.csv", "_img src=x onerror=alert(1)_.csv"),
        ("工單 3月.csv", "工單 3月.csv"),
        ("x" * 300 + ".csv.gz", "x" * 143 + ".csv.gz"),
    ],
)
def test_a_name_is_only_a_name(home: Home, sent: str, kept: str) -> None:
    (path,) = jobs.receive(home.settings, [(sent, io.BytesIO(b"text"))])
    assert path.name == kept
    assert path.read_bytes() == b"text"
    assert path.resolve().is_relative_to(home.settings.home / "inbox")


def test_two_files_of_one_name_stay_two(home: Home) -> None:
    one, two = jobs.receive(
        home.settings, [("tickets.csv", io.BytesIO(b"1")), ("a/tickets.csv", io.BytesIO(b"2"))]
    )
    assert (one.name, two.name) == ("tickets.csv", "tickets.csv")
    assert (one.read_bytes(), two.read_bytes()) == (b"1", b"2")


def test_old_jobs_are_dropped_and_young_ones_kept(home: Home) -> None:
    settings = home.settings
    sent = [("a.csv", io.BytesIO(b""))]
    folders: list[Path] = [jobs.receive(settings, sent)[0].parent.parent for _ in range(25)]
    assert all(folder.is_dir() for folder in folders)
    for folder in folders[:10]:
        os.utime(folder, (0, 0))
    jobs.receive(settings, sent)
    assert [folder.is_dir() for folder in folders] == [False] * 5 + [True] * 20
