"""The worked cases of the clocks as exports and one sla.yaml: what came in, without the answers."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

Row = dict[str, Any]
TAIPEI, NEW_YORK = ZoneInfo("Asia/Taipei"), ZoneInfo("America/New_York")
NUMBERS = iter(range(1, 1000))

CONFIG = """
timezone: Asia/Taipei
currency: TWD
calendars:
  always: {}
  office:
    - valid_from: 2020-01-01
      timezone: Asia/Taipei
      hours: {mon-fri: ["09:00-12:00", "13:00-18:00"]}
      open: {2026-02-07: ["09:00-18:00"]}
  ny_night:
    - valid_from: 2020-01-01
      timezone: America/New_York
      hours: {mon-sun: ["22:00-06:00"]}
policies:
"""
PAUSES = ", pause_while: [pending, on_hold]"


def policy(name: str, match: str, targets: str, since: str = "2020-01-01", case: str = "") -> str:
    return (
        f"  - {{name: {name}, valid_from: {since}, {case}match: {{{match}}}, "
        f"targets: {{{targets}}}}}\n"
    )


def resolution(within: str, calendar: str = "office", more: str = "") -> str:
    return f"resolution: {{within: {within}, calendar: {calendar}{more}}}"


ANSWERS = "first_response: {within: 30m, calendar: always}"
NEXT = "next_response: {within: 1h, calendar: always}"
CONFIG += "".join(
    [
        policy("c1", "category: [c1]", resolution("2h")),
        policy("c2", "category: [c2]", resolution("3h", more=PAUSES)),
        policy("full", "category: [c3, c4, c5, c6, c7, c22]", resolution("8h")),
        policy("c8", "category: [c8]", resolution("4h")),
        policy("two", "category: [c9, c10, c11], priority: [two]", resolution("2h")),
        policy("eight", "category: [c9, c10, c11], priority: [eight]", resolution("8h")),
        policy("sixteen", "category: [c9, c10, c11], priority: [sixteen]", resolution("16h")),
        policy("c12", "category: [c12, c13]", ANSWERS),
        policy("c14", "category: [c14, c15]", NEXT),
        policy("c16", "category: [c16]", f"{ANSWERS}, {resolution('8h', 'always')}"),
        policy("night", "category: [night]", resolution("8h", "ny_night")),
        policy("day", "category: [day]", resolution("8h", "always")),
        policy("c19", "category: [c19]", resolution("3h")),
        policy("c20", "category: [c20]", resolution("8h", more=PAUSES)),
        policy("p", "category: [c21]", resolution("4h"), "2026-01-01"),
        policy("p", "category: [c21]", resolution("2h"), "2026-03-03"),
        "  - {name: verdicts, case: complaint, valid_from: 2020-01-01, targets: "
        "{complaint_verdict: {within: 2h, calendar: office}}}\n",
    ]
)


def utc(text: str, zone: dt.tzinfo = dt.UTC) -> str:
    """A local time as an export writes it, in UTC."""
    local = dt.datetime.fromisoformat(f"2026-{text}").replace(tzinfo=zone)
    return local.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def ticket(number: str, category: str, created: str, **row: Any) -> Row:
    return {
        "ticket_id": number, "category": category, "created_at": created, "status": "open", **row
    }  # fmt: skip


def event(number: str, at: str, kind: str, old: str = "", new: str = "", **row: Any) -> Row:
    return {
        "event_id": f"e{next(NUMBERS):03}", "ticket_id": number, "event_at": at, "kind": kind,
        "old_value": old, "new_value": new, **row,
    }  # fmt: skip


def statuses(number: str, *steps: tuple[str, str], zone: dt.tzinfo = TAIPEI) -> list[Row]:
    """A ticket's status changes, one after the other, from `new` on."""
    olds = ["new", *(new for _, new in steps)]
    return [
        event(number, utc(at, zone), "status", old, new)
        for old, (at, new) in zip(olds, steps, strict=False)
    ]


MON9 = utc("03-02 09:00", TAIPEI)
TICKETS = [
    ticket("1", "c1", utc("03-02 11:30", TAIPEI)),
    ticket("2", "c2", utc("03-02 16:00", TAIPEI)),
    *(ticket(n, f"c{n}", MON9) for n in ("3", "4", "5", "6", "7", "8", "20")),
    ticket("9", "c9", MON9, priority="two"),
    ticket("10", "c10", MON9, priority="sixteen"),
    ticket("11", "c11", MON9, priority="two"),
    *(ticket(n, "c12", utc("03-02 10:00")) for n in ("12", "13")),
    *(ticket(n, "c14", utc("03-02 09:50")) for n in ("14", "15")),
    ticket("16 A", "c16", utc("03-02 10:00")),
    ticket("16 B", "c16", utc("03-02 09:00"), merged_into="16 A"),
    *(ticket(f"17 {c}", c, utc("10-31 20:00", NEW_YORK)) for c in ("night", "day")),
    *(ticket(f"18 {c}", c, utc("03-07 20:00", NEW_YORK)) for c in ("night", "day")),
    ticket("19", "c19", utc("02-06 17:00", TAIPEI)),
    ticket("21", "c21", utc("03-02 17:00", TAIPEI)),
    ticket("22", "c22", MON9, status="solved", resolved_at=utc("03-02 11:00", TAIPEI)),
]


def said(number: str, at: str, kind: str, **row: Any) -> Row:
    return event(number, utc(f"03-02 {at}"), kind, **row)


EVENTS = [
    *statuses("1", ("03-02 13:45", "solved")),
    *statuses("2", ("03-02 17:30", "pending"), ("03-03 09:30", "open"), ("03-03 10:30", "solved")),
    *statuses("3", ("03-02 20:00", "solved")),
    *statuses("4", ("03-03 09:00:00", "solved")),
    *statuses("5", ("03-03 09:00:01", "solved")),
    *statuses("6", ("03-02 09:00", "open")),
    *statuses("7", ("03-02 09:00", "open")),
    *statuses("8", ("03-02 10:00", "solved"), ("03-03 09:00", "open"), ("03-03 18:00", "solved")),
    event("9", utc("03-02 14:00", TAIPEI), "priority", "eight", "two"),
    event("10", utc("03-02 14:00", TAIPEI), "priority", "two", "sixteen"),
    *statuses("10", ("03-02 15:00", "solved")),
    event("11", utc("03-02 10:00", TAIPEI), "priority", "eight", "two"),
    *statuses("11", ("03-02 10:30", "solved")),
    *(
        said(number, at, kind, public=public, actor_role=role)
        for number in ("12", "13")
        for at, kind, role, public in (
            ("10:01", "bot_message", "bot", True),
            ("10:02", "internal_note", "agent", False),
            ("10:05", "customer_message", "customer", True),
        )
    ),
    said("12", "10:40", "agent_message", actor_role="agent", public=True),
    *statuses("13", ("03-02 10:20", "solved"), zone=dt.UTC),
    said("14", "10:00", "agent_message", actor_role="agent"),
    said("14", "11:00", "customer_message"),
    said("14", "11:30", "customer_message"),
    said("14", "12:15", "agent_message", actor_role="agent"),
    said("14", "14:00", "customer_message"),
    said("15", "10:05", "customer_message"),
    said("15", "10:10", "customer_message"),
    said("15", "10:20", "agent_message", actor_role="agent"),
    said("16 B", "10:30", "merged", new="16 A"),
    *(
        step
        for c in ("night", "day")
        for number, at in ((f"17 {c}", "11-01 07:00"), (f"18 {c}", "03-08 07:00"))
        for step in statuses(number, (at, "solved"), zone=NEW_YORK)
    ),
    *statuses("19", ("02-07 10:00", "solved")),
    # Neither the order of the lines nor that of the numbers says that the hold ended first.
    event("20", utc("03-02 12:00", TAIPEI), "status", "open", "solved"),
    event("20", utc("03-02 12:00", TAIPEI), "status", "pending", "open"),
    event("20", utc("03-02 10:00", TAIPEI), "status", "new", "pending"),
    *statuses("21", ("03-03 12:00", "solved")),
]
COMPLAINTS = [
    {
        "complaint_id": "23", "reported_at": utc("03-06 17:30", TAIPEI), "product_id": "P1",
        "defect_code": "D1", "verdict": "confirmed", "verdict_at": utc("03-09 09:30", TAIPEI),
    },
]  # fmt: skip
TABLES: dict[str, list[Row]] = {
    "tickets": TICKETS, "ticket_events": EVENTS, "complaints": COMPLAINTS,
}  # fmt: skip
