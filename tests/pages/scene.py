"""A small business for page tests: 63 quiet weeks of tickets, and a last one that went wrong.

Every week has 30 to 32 tickets, of which one or two miss the source's promise. In the last whole
week, of Monday 23 March 2026, twenty of its thirty miss it. Nothing else is loaded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from tests.metrics.warehouse import Warehouse

AS_OF = "2026-03-31 12:00:00+00"
FIRST, LAST = dt.date(2025, 1, 6), dt.date(2026, 3, 23)
A_WEEK = 30
MISSED_LAST = 20
TEAMS = ("Brno", "Prague", "Taipei")
REVIEWED = (
    "units_shipped",
    "tickets_created",
    "tickets_solved",
    "time_to_solve_p50",
    "backlog",
    "source_sla_adherence",
    "reopen_rate",
)
TAIPEI = dt.timezone(dt.timedelta(hours=8))


def empty(home: Path) -> Warehouse:
    """Return a warehouse with the review that these tests speak of, whatever is shipped."""
    warehouse = Warehouse(home)
    listed = "".join(f"  {name}: {{}}\n" for name in REVIEWED)
    (home / "config" / "review.yaml").write_text(f"metrics:\n{listed}")
    return warehouse


def business(home: Path, teams: Sequence[str] = TEAMS, subject: str = "it broke") -> Warehouse:
    """Fill a warehouse in `home` and publish it as snapshot 1."""
    warehouse = empty(home)
    weeks = [FIRST + n * dt.timedelta(days=7) for n in range((LAST - FIRST).days // 7 + 1)]
    for number, week in enumerate(weeks):
        missed = MISSED_LAST if week == LAST else 1 + number % 2
        warehouse.add(
            "tickets",
            *(ticket(week, n, n >= missed, teams, subject) for n in range(A_WEEK + number % 3)),
        )
    warehouse.publish(AS_OF)
    return warehouse


def ticket(
    week: dt.date, n: int, kept: bool, teams: Sequence[str], subject: str
) -> dict[str, object]:
    """Return the `n`-th ticket of `week`, solved four hours after it came."""
    day = week + dt.timedelta(days=n % 5)
    came = dt.datetime(day.year, day.month, day.day, 9 + n // 5, tzinfo=TAIPEI)
    return {
        "ticket_id": f"T-{week:%y%m%d}-{n:02d}",
        "created_at": came,
        "updated_at": came + dt.timedelta(hours=4),
        "resolved_at": came + dt.timedelta(hours=4),
        "status": "solved",
        "team": teams[n % len(teams)],
        "priority": "urgent" if n % 10 == 0 else "normal",
        "handoff_count": 0,
        "reopen_count": 0,
        "sla_met": kept,
        "subject": subject,
    }
