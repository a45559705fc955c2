"""The two real incident logs as tickets and events, read line by line with csv and datetime."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

Row = dict[str, Any]
ROME = ZoneInfo("Europe/Rome")
SERVICENOW = {
    "New": "new", "Active": "open", "Awaiting User Info": "pending", "Awaiting Vendor": "on_hold",
    "Awaiting Problem": "on_hold", "Awaiting Evidence": "on_hold", "Resolved": "solved",
    "Closed": "closed",
}  # fmt: skip
BPI = {
    "Accepted/Wait - User": "pending", "Accepted/Wait - Customer": "pending",
    "Accepted/Wait": "on_hold", "Accepted/Wait - Implementation": "on_hold",
    "Accepted/Wait - Vendor": "on_hold", "Completed/Resolved": "solved",
    "Completed/In Call": "solved", "Completed/Cancelled": "closed", "Completed/Closed": "closed",
}  # fmt: skip
State = tuple[int, dt.datetime, str, str]  # place in the log, when, status, priority


def lines(path: Path) -> Iterator[Row]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def servicenow(path: Path) -> tuple[dict[str, list[Row]], dict[str, Row]]:
    """Tickets and events, and the last line of each incident; state -100 is no state."""
    cases: dict[str, list[Row]] = {}
    for line in lines(path):
        if line["incident_state"] != "-100":
            cases.setdefault(line["number"], []).append(line)
    for log in cases.values():
        log.sort(key=lambda line: int(line["sys_mod_count"]))
    states = {
        number: [
            (int(line["sys_mod_count"]), _rome(line["sys_updated_at"]),
             SERVICENOW[line["incident_state"]], line["priority"])
            for line in log
        ]
        for number, log in cases.items()
    }  # fmt: skip
    opened = {number: _rome(log[0]["opened_at"]) for number, log in cases.items()}
    return _tables(states, opened), {number: log[-1] for number, log in cases.items()}


def bpi(path: Path, numbers: Iterable[str]) -> dict[str, list[Row]]:
    """Tickets and events of some of Volvo's incidents."""
    wanted = set(numbers)
    states: dict[str, list[State]] = {}
    for line in lines(path):
        if (number := line["case:concept:name"]) in wanted:
            status = BPI.get(f"{line['concept:name']}/{line['lifecycle:transition']}", "open")
            at = dt.datetime.fromisoformat(line["time:timestamp"])
            place = int(line["event_index"])
            states.setdefault(number, []).append((place, at, status, line["impact"]))
    return _tables(states, {number: log[0][1] for number, log in states.items()})


def _rome(text: str) -> dt.datetime:
    return dt.datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=ROME)


def _tables(
    states: Mapping[str, list[State]], opened: Mapping[str, dt.datetime]
) -> dict[str, list[Row]]:
    """What changed from line to line; what the first line says was so from the opening on."""
    tickets, events = [], []
    for number, log in states.items():
        tickets.append(
            {"ticket_id": number, "created_at": opened[number], "status": log[-1][2],
             "priority": log[-1][3]}
        )  # fmt: skip
        status, priority, at = "new", None, opened[number]
        for place, written, new_status, new_priority in log:
            at = at if place == log[0][0] else written
            for kind, old, new in (
                ("status", status, new_status), ("priority", priority, new_priority)
            ):  # fmt: skip
                if old != new and old is not None:
                    events.append(
                        {"event_id": f"{number} {place} {kind}", "ticket_id": number,
                         "event_at": at, "event_seq": place, "kind": kind, "old_value": old,
                         "new_value": new}
                    )  # fmt: skip
            status, priority = new_status, new_priority
    return {"tickets": tickets, "ticket_events": events}
