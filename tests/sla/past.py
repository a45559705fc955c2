"""Canonical tables as they were known at an earlier instant: what came later is not in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.sla.tickets import in_order
from tests.sla.values import Row, second, word

DATED = {
    "tickets": "created_at", "ticket_events": "event_at", "complaints": "reported_at",
    "refunds": "requested_at", "andons": "triggered_at", "rcas": "opened_at",
    "actions": "opened_at",
}  # fmt: skip
# A word, the times whose first one tells since when it holds, and what held before.
SINCE = {
    "tickets": (
        ("status", ("resolved_at", "closed_at", "updated_at"), "open"),
        ("merged_into", ("closed_at", "resolved_at", "updated_at"), ""),
        ("void_reason", ("closed_at", "resolved_at", "updated_at"), ""),
    ),
    "complaints": (("verdict", ("verdict_at",), ""),),
    "refunds": (("decision", ("decided_at",), ""),),
}  # fmt: skip


def known_at(tables: Mapping[str, Sequence[Row]], as_of: int) -> dict[str, list[dict[str, Any]]]:
    """The rows that were there, without the times and words that were not."""
    known = {
        table: [_known(table, row, as_of) for row in rows if not _later(row[DATED[table]], as_of)]
        for table, rows in tables.items()
    }
    found: dict[str, list[Row]] = {}
    for event in tables.get("ticket_events", []):
        if event["kind"] == "priority" and _later(event["event_at"], as_of):
            found.setdefault(event["ticket_id"], []).append(event)
    for ticket in known.get("tickets", []):
        if changes := found.get(ticket["ticket_id"]):
            # The first change still to come found what held until then.
            then = word(min(changes, key=in_order).get("old_value"))
            ticket["priority"] = then or ticket.get("priority")
    return known


def _later(value: Any, as_of: int) -> bool:
    instant = second(value)
    return instant is not None and instant > as_of


def _known(table: str, row: Row, as_of: int) -> dict[str, Any]:
    known = {
        name: "" if name.endswith("_at") and _later(value, as_of) else value
        for name, value in row.items()
    }
    for name, times, before in SINCE.get(table, ()):
        told = next((row[time] for time in times if row.get(time)), "")
        if _later(told, as_of):
            known[name] = before
    return known
