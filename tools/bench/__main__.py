"""``make bench``: what DESIGN's budgets are about, measured in one run.

Writes ANDON_BENCH_TICKETS (1,000,000) made-up tickets with five events each into
ANDON_BENCH_FOLDER, loads them, serves them, and clicks through them. The budgets are those for
10,000,000 tickets on 2 cores and 24 GiB; a smaller run only shows the direction.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from pathlib import Path
from types import FrameType

from tools import chromium
from tools.bench.asking import asked
from tools.bench.effort import effort_for
from tools.bench.loading import loads
from tools.bench.pages import pages
from tools.bench.report import Measured, tell
from tools.host import RefusedError, guarded, require_disk

BYTES_A_TICKET = 2_500  # files, warehouse, snapshot and archive together


def main() -> int:
    """Measure, and print the measurements as a table."""
    signal.signal(signal.SIGTERM, _stop)  # an exception, so that what was started is ended too
    count = int(os.environ.get("ANDON_BENCH_TICKETS") or 1_000_000)
    browser = chromium.find()
    if browser is None:  # before minutes of loading
        raise RefusedError(
            "There is no Chromium: make test installs one, ANDON_CHROMIUM names one."
        )
    parent = Path(os.environ.get("ANDON_BENCH_FOLDER") or tempfile.gettempdir())
    require_disk(parent, count * BYTES_A_TICKET, f"measuring with {count:,} tickets")
    with tempfile.TemporaryDirectory(prefix="andon-bench-", dir=parent) as folder:
        report = measure(Path(folder), count, browser)
    tell(report, count)
    return 0


def measure(folder: Path, count: int, browser: Path) -> list[Measured]:
    """Load `count` tickets in `folder`, ask and click; return the report's lines."""
    report = loads(folder, count)
    home = folder / "home"
    report.append(asked(home))
    return report + pages(home, browser, effort_for(count))


def _stop(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)


if __name__ == "__main__":
    sys.exit(guarded(main))
