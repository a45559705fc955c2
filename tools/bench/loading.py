"""How long loads take, and what DuckDB alone needs to read the same files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import duckdb

from tools.bench.made import EVENT_ROWS, EVENTS, tickets, write
from tools.bench.report import Measured
from tools.host import ROOT, RefusedError, say


def loads(folder: Path, count: int) -> list[Measured]:
    """Load `count` tickets into ``folder/home``, without and with events, then 1 % of them again.

    The home holds all of it at the end. Files and scratch lie in `folder` too.
    """
    report: list[Measured] = []
    everything, home = tickets(0, count, count), folder / "home"
    for name, events in (("tickets", 0), ("tickets and events", EVENTS)):
        exports = folder / "exports"
        for stale in (exports, home):
            shutil.rmtree(stale, ignore_errors=True)
        exports.mkdir()
        say(f"Writing the exports of {count:,} {name}")
        write(everything, exports / "tickets.csv")
        if events:
            write(
                EVENT_ROWS.format(tickets=everything, events=events), exports / "ticket_events.csv"
            )
        bare = bare_seconds(folder, exports)
        full, memory = loaded(exports, home)
        report.append(
            Measured(f"full load of {name}", f"{full / bare:.1f}x of {bare:.1f} s", "6x", "3x")
        )
        report.append(Measured("  peak memory", f"{memory / 2**30:.1f} GiB", "8 GiB", "4 GiB"))
    changed = folder / "changed"
    changed.mkdir()
    part = max(1, count // 200)
    again = tickets(count - part, 2 * part, count, later=1)
    write(again, changed / "tickets.csv")  # half of it changed, half of it new
    more, _ = loaded(changed, home)
    report.append(Measured("load of 1 % new or changed rows", f"{more / full:.1%}", "5 %", "2 %"))
    return report


def bare_seconds(folder: Path, exports: Path) -> float:
    """Return how long DuckDB alone takes to read `exports` into tables of a fresh file."""
    database = folder / "bare.duckdb"
    database.unlink(missing_ok=True)
    started = time.monotonic()
    with duckdb.connect(str(database)) as con:
        con.execute("set enable_progress_bar = false")
        for path in sorted(exports.glob("*.csv")):
            con.execute(f'create table "{path.stem}" as from read_csv(?)', [str(path)])
    taken = time.monotonic() - started
    database.unlink()
    return taken


def loaded(exports: Path, home: Path) -> tuple[float, int]:
    """Load `exports` into `home` by the command line; return seconds and peak bytes."""
    say(f"Loading {exports.name}")
    started = time.monotonic()
    loader = subprocess.Popen(
        [sys.executable, "-m", "loaders", "load", str(exports)],
        cwd=ROOT,
        env={**os.environ, "ANDON_HOME": str(home)},
        stdout=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(loader.pid, 0)
    loader.returncode = os.waitstatus_to_exitcode(status)
    if loader.returncode not in (0, 1):
        raise RefusedError("The load was refused: the reason is above.")
    unit = 1 if sys.platform == "darwin" else 1024  # kilobytes, but bytes on macOS
    return time.monotonic() - started, usage.ru_maxrss * unit
