"""Events of a ticket in words: what happened and who did it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from metrics.language import mark, tr
from pages.components.text import short

_CHANGED = {
    "status": mark("Status"),
    "priority": mark("Priority"),
    "assigned": mark("Agent"),
    "team": mark("Team"),
    "category": mark("Category"),
    "escalated": mark("Escalation level"),
}
_SAID = {
    "created": mark("Created"),
    "customer_message": mark("The customer wrote"),
    "bot_message": mark("The bot wrote"),
    "internal_note": mark("Internal note"),
}
LONGEST = 120


def what(event: Mapping[str, Any], people: Mapping[str, str]) -> str:
    """Return what happened, as a short sentence; `people` are names by number."""
    kind, old, new = event["kind"], event["old_value"], event["new_value"]
    if kind == "agent_message":
        return (
            tr("The agent wrote") if event["public"] else tr("The agent wrote, not to the customer")
        )
    if kind == "merged":
        return tr("Merged into {new}", new=short(new, LONGEST)) if new else tr("Merged")
    if kind in _CHANGED:
        return f"{tr(_CHANGED[kind])}: {_called(kind, old, people)} → {_called(kind, new, people)}"
    return tr(_SAID.get(kind, str(kind).replace("_", " ").capitalize()))


def who(event: Mapping[str, Any], people: Mapping[str, str]) -> str:
    """Return who did it: a name, else a number, and the role that they had then."""
    actor, role = event["actor_id"], event["actor_role"]
    name = people.get(actor, actor) if actor else ""
    said = ", ".join(part for part in (name, tr(role or "")) if part)
    return short(said, LONGEST)


def _called(kind: str, value: str | None, people: Mapping[str, str]) -> str:
    if value in (None, ""):
        return tr("none")
    text = people.get(str(value), str(value)) if kind == "assigned" else str(value)
    return short(tr(text.replace("_", " ")) if kind == "status" else text, LONGEST)
