"""A day at a desk of two agents: Tuesday 31 March 2026, as of 20:00 in Taipei.

Six cases came today, at 9, 9, 10, 11, 14 and 19 o'clock; the first two are solved, at 10 and at 11.
Of four older ones, three are unsolved since the 30th, the 27th and the 1st of March; the fourth was
solved today at 15. So seven are unsolved: three of Ann's, two of Ben's, two of nobody the staff
list knows.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.metrics.warehouse import Warehouse

AS_OF = "2026-03-31 12:00:00+00"
CREATED, SOLVED, OPEN = 6, 3, 7


def local(day: str, hour: str) -> str:
    """A time of day in Taipei."""
    return f"2026-03-{day} {hour}:00+08"


def case(name: str, came: str, agent: str | None, **more: Any) -> dict[str, Any]:
    return {"ticket_id": name, "created_at": came, "assignee_id": agent, "status": "open", **more}


def solved(at: str) -> dict[str, str]:
    return {"status": "solved", "resolved_at": at, "updated_at": at}


def shift(home: Path, head: str = "") -> Warehouse:
    """Fill a warehouse in `home`, unpublished; `head` is added to its ``sla.yaml``."""
    warehouse = Warehouse(home, head=head)
    warehouse.add(
        "staff",
        {"staff_id": "S1", "name": "Ann Lee", "team": "Taipei"},
        {"staff_id": "S2", "name": "Ben Wu", "team": "Taipei"},
    )
    return warehouse.add(
        "tickets",
        case("T1", local("31", "09:00"), "S1", priority="urgent", **solved(local("31", "10:00"))),
        case("T2", local("31", "09:30"), "S2", priority="normal", **solved(local("31", "11:00"))),
        case("T3", local("31", "10:00"), "S1", priority="urgent"),
        case("T4", local("31", "11:00"), "S2", priority="normal", status="pending"),
        case("T5", local("31", "14:00"), "S9", priority="normal"),
        case("T6", local("31", "19:00"), None, priority="low", status="new"),
        case("O1", local("01", "09:00"), "S1", priority="low", status="on_hold"),
        case("O2", local("27", "09:00"), "S1", priority="normal"),
        case("O3", local("30", "09:00"), "S2", priority="normal"),
        case("O4", local("30", "10:00"), "S1", priority="normal", **solved(local("31", "15:00"))),
    )


POLICIES = """calendars: {always: {}}
policies:
  - name: urgent
    valid_from: 2020-01-01
    match: {priority: [urgent]}
    targets: {resolution: {within: 12h, calendar: always}}
  - name: rest
    valid_from: 2020-01-01
    targets: {resolution: {within: 36h, calendar: always}}
"""


def promised(home: Path) -> Warehouse:
    """The same day under promises: urgent cases are to be solved in 12 hours, all others in 36.

    At 20:00 O3 has an hour left and T3 two: both are at risk. T4 has 27, T5 30 and T6 35. O1 and O2
    were missed days ago. Missed today are O5, which is still open, at 18:00, and O6, which was
    solved two hours late, at 17:00; kept today are T1, T2 and O4.
    """
    return shift(home, POLICIES).add(
        "tickets",
        case("O5", local("30", "06:00"), "S2", priority="normal"),
        case("O6", local("30", "05:00"), "S1", priority="low", **solved(local("31", "19:00"))),
    )
