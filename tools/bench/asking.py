"""How long the metrics take to answer what a page asks, without a page."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

from metrics import Query, Store, load_settings
from tools.bench.made import LAST_DAY
from tools.bench.report import Measured, milliseconds, p95
from tools.host import say

REPEATS = 20


def asked(home: Path) -> Measured:
    """Ask a page's questions repeatedly, each time of other days, so that none is remembered."""
    say("Asking a page's questions")
    store = Store(load_settings(home=home))
    seconds: list[float] = []
    for repeat in range(REPEATS + 1):
        end = LAST_DAY - dt.timedelta(days=repeat)
        started = time.monotonic()
        for query in page(end):
            store.query(query)
        seconds.append(time.monotonic() - started)
    store.close()
    warm = p95(seconds[1:])
    return Measured("one page's queries, warm, p95", milliseconds(warm), "300 ms", "100 ms")


def page(end: dt.date) -> list[Query]:
    """Return what a page asks: four totals with their trend, and two rankings."""
    year = end - dt.timedelta(days=364)
    metrics = ("tickets_created", "tickets_solved", "backlog", "reopen_rate")
    trends = [Query(name, grain="week", start=year, end=end) for name in metrics]
    ranked = [
        Query("tickets_created", by=(by,), start=year, end=end) for by in ("team", "category")
    ]
    return trends + ranked
