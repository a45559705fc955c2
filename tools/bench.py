"""Measure loading and asking at size, as ratios within this one run; nothing here passes or fails.

`make bench` writes ANDON_BENCH_TICKETS (1,000,000) made-up tickets with five events each, loads
them as a user would, and compares with what DuckDB alone needs to read the same files. The budgets
are those for 10,000,000 tickets on 2 cores and 24 GiB; a smaller run only shows the direction.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb

from metrics import Query, Store, load_settings
from tools.host import ROOT, RefusedError, guarded, require_disk, say

BYTES_A_TICKET = 2_500  # files, warehouse, snapshot and archive together
EVENTS = 5
REPEATS = 20
LAST_DAY = dt.date(2026, 11, 22)

TICKETS = """
select
    'T' || lpad(cast(i as varchar), 9, '0') as ticket_id,
    strftime(opened, '%Y-%m-%dT%H:%M:%SZ') as created_at,
    strftime(opened + to_seconds(cast(h % 200000 + {later} as bigint)), '%Y-%m-%dT%H:%M:%SZ')
        as updated_at,
    {status} as status,
    ['urgent', 'high', 'normal', 'low'][1 + h // 7 % 4] as priority,
    ['mail', 'chat', 'phone', 'form'][1 + h // 11 % 4] as channel,
    ['delivery', 'defect', 'refund', 'account', 'other'][1 + h // 13 % 5] as category,
    'Team ' || (1 + h // 17 % 12) as team,
    'A' || (1 + h // 19 % 400) as assignee_id,
    'C' || (h // 23 % 500000) as customer_id,
    'P' || (h // 29 % 5000) as product_id,
    ['TW', 'JP', 'KR', 'US'][1 + h // 31 % 4] as region,
    'Case ' || i as subject,
    strftime(opened + to_seconds(cast(h % 9000 as bigint)), '%Y-%m-%dT%H:%M:%SZ')
        as first_response_at,
    case when {status} = 'solved' then
        strftime(opened + to_seconds(cast(h % 200000 as bigint)), '%Y-%m-%dT%H:%M:%SZ') end
        as resolved_at
from (
    select i, cast(hash(i) % 1000000007 as bigint) as h,
        timestamp '2023-11-22' + to_seconds(cast(i * 94608000.0 / {total} as bigint)) as opened
    from range({first}, {first} + {count}) as r(i)
)
"""
# One in five of the last month's tickets is not solved yet, of older ones one in five hundred: a
# desk has a backlog of days, and what is open is judged anew at each load.
STATUS = """case
        when h % 10 > 1 or (opened < timestamp '2026-10-22' and h % 1000 >= 4) then 'solved'
        when h % 2 = 0 then 'open' else 'pending'
    end"""
EVENT_ROWS = """
select
    ticket_id || '-' || n as event_id, ticket_id,
    strftime(cast(created_at as timestamp) + to_seconds(n * 1200), '%Y-%m-%dT%H:%M:%SZ')
        as event_at,
    n as event_seq,
    ['created', 'assigned', 'agent_message', 'status', 'status'][n] as kind,
    [null, null, null, 'new', 'open'][n] as old_value,
    [null, assignee_id, null, 'open', case status when 'open' then 'pending' else status end][n]
        as new_value,
    assignee_id as actor_id, 'agent' as actor_role, true as public
from ({tickets}) as t, range(1, {events} + 1) as e(n)
"""


@dataclass(frozen=True)
class Measured:
    """One line of the report: what was measured, and the budget's and the aim's limits for it."""

    work: str
    value: str
    budget: str
    aim: str


def main() -> int:
    """Print the measurements as a table."""
    count = int(os.environ.get("ANDON_BENCH_TICKETS") or 1_000_000)
    parent = Path(os.environ.get("ANDON_BENCH_FOLDER") or tempfile.gettempdir())
    require_disk(parent, count * BYTES_A_TICKET, f"measuring with {count:,} tickets")
    with tempfile.TemporaryDirectory(prefix="andon-bench-", dir=parent) as folder:
        report = measure(Path(folder), count)
    say(f"\n{count:,} tickets, {os.cpu_count()} cores (budgets: 10,000,000 tickets, 2 cores)")
    rows = [
        ("work", "measured", "budget", "aim"),
        *((m.work, m.value, m.budget, m.aim) for m in report),
    ]
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    for row in rows:
        say("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    return 0


def measure(folder: Path, count: int) -> list[Measured]:
    """Write, load and ask in `folder`; return the report's lines."""
    report: list[Measured] = []
    everything = tickets(0, count, count)
    for name, events in (("tickets", 0), ("tickets and events", EVENTS)):
        exports, home = folder / "exports", folder / "home"
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
    report.append(asked(home))
    return report


def tickets(first: int, count: int, total: int, later: int = 0) -> str:
    """Return the query of `count` tickets from the `first` on, of `total` in three years.

    `later` is the number of seconds by which they were changed since.
    """
    return TICKETS.format(first=first, count=count, total=total, later=later, status=STATUS)


def write(query: str, path: Path) -> None:
    """Write the rows of `query` as a CSV file."""
    with duckdb.connect() as con:
        con.execute("set enable_progress_bar = false")
        con.execute(f"copy ({query}) to '{path}' (header)")


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


def asked(home: Path) -> Measured:
    """Ask a page's questions repeatedly, each time of other days, so that none is remembered."""
    store = Store(load_settings(home=home))
    seconds: list[float] = []
    for repeat in range(REPEATS + 1):
        end = LAST_DAY - dt.timedelta(days=repeat)
        started = time.monotonic()
        for query in page(end):
            store.query(query)
        seconds.append(time.monotonic() - started)
    store.close()
    warm = statistics.quantiles(seconds[1:], n=20)[-1]
    return Measured("one page's queries, warm, p95", f"{warm * 1000:.0f} ms", "300 ms", "100 ms")


def page(end: dt.date) -> list[Query]:
    """Return what a page asks: four totals with their trend, and two rankings."""
    year = end - dt.timedelta(days=364)
    metrics = ("tickets_created", "tickets_solved", "backlog", "reopen_rate")
    trends = [Query(name, grain="week", start=year, end=end) for name in metrics]
    ranked = [
        Query("tickets_created", by=(by,), start=year, end=end) for by in ("team", "category")
    ]
    return trends + ranked


if __name__ == "__main__":
    sys.exit(guarded(main))
