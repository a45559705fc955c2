"""Events of a ticket in words: what happened and who did it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pages.components.text import short

_CHANGED = {
    "status": "Status",
    "priority": "Priority",
    "assigned": "Agent",
    "team": "Team",
    "category": "Category",
    "escalated": "Escalation level",
}
_SAID = {
    "created": "Created",
    "customer_message": "The customer wrote",
    "bot_message": "The bot wrote",
    "internal_note": "Internal note",
}
LONGEST = 120


def what(event: Mapping[str, Any], people: Mapping[str, str]) -> str:
    """Return what happened, as a short sentence; `people` are names by number."""
    kind, old, new = event["kind"], event["old_value"], event["new_value"]
    if kind == "agent_message":
        return "The agent wrote" if event["public"] else "The agent wrote, not to the customer"
    if kind == "merged":
        return f"Merged into {short(new, LONGEST)}" if new else "Merged"
    if kind in _CHANGED:
        return f"{_CHANGED[kind]}: {_called(kind, old, people)} → {_called(kind, new, people)}"
    return _SAID.get(kind, str(kind).replace("_", " ").capitalize())


def who(event: Mapping[str, Any], people: Mapping[str, str]) -> str:
    """Return who did it: a name, else a number, and the role that they had then."""
    actor, role = event["actor_id"], event["actor_role"]
    name = people.get(actor, actor) if actor else ""
    said = ", ".join(part for part in (name, role) if part)
    return short(said, LONGEST)


def _called(kind: str, value: str | None, people: Mapping[str, str]) -> str:
    if value in (None, ""):
        return "none"
    text = people.get(str(value), str(value)) if kind == "assigned" else str(value)
    return short(text.replace("_", " ") if kind == "status" else text, LONGEST)
