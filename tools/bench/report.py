"""The lines of the report, and how they are printed."""

from __future__ import annotations

import os
import statistics
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from tools.host import say

HEAD = ("work", "measured", "budget", "aim")


@dataclass(frozen=True)
class Measured:
    """One line of the report: what was measured, and the budget's and the aim's limits for it."""

    work: str
    value: str
    budget: str
    aim: str


def p95(seconds: Sequence[float]) -> float:
    """Return the 95th percentile, between the two nearest; of one measurement, that one."""
    if len(seconds) == 1:
        return seconds[0]
    return statistics.quantiles(seconds, n=20, method="inclusive")[-1]


def milliseconds(seconds: float) -> str:
    """Return `seconds` as the report writes short times."""
    return f"{seconds * 1000:.0f} ms"


def tell(report: Sequence[Measured], count: int) -> None:
    """Print `report` of `count` tickets as a table."""
    say(f"\n{count:,} tickets, {os.cpu_count()} cores (budgets: 10,000,000 tickets, 2 cores)")
    rows = [HEAD, *(astuple(line) for line in report)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEAD))]
    for row in rows:
        say("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    say(
        "Not measured: the same queries at 100,000,000 tickets over 1,000,000 (budget 3x, aim 1.5x)"
    )
