"""Seeded tickets and other cases in which nothing is tidy: holds at the edges, events of one
instant, logs that contradict their rows, merges in circles.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.sla.calendars import Calendar
from tests.sla.invented_rules import FIELDS, PRIORITIES

Row = dict[str, Any]
STATUSES = ("new", "open", "pending", "on_hold", "solved", "closed")
UNSOLVED = STATUSES[:4]
STEPS = ("status",) * 6 + ("priority",) * 3 + ("customer_message",) * 4 + (
    "agent_message", "agent_message", "agent_message", "bot_message", "internal_note", "assigned",
)  # fmt: skip
ROLES = {
    "agent_message": ("agent", "agent", "lead", "bot", ""),
    "bot_message": ("bot",),
    "internal_note": ("agent",),
    "customer_message": ("customer", ""),
}
SEASONS = {
    "spring": (dt.datetime(2026, 2, 25, tzinfo=dt.UTC), dt.datetime(2026, 4, 12, tzinfo=dt.UTC)),
    "autumn": (dt.datetime(2026, 10, 15, tzinfo=dt.UTC), dt.datetime(2026, 11, 12, tzinfo=dt.UTC)),
}


@dataclass
class Maker:
    """Makes cases that fall into one season under some calendars."""

    luck: random.Random
    season: str
    calendars: Sequence[Calendar]
    numbers: int = 0
    edges: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.first, self.last = (int(t.timestamp()) for t in SEASONS[self.season])
        spans = [s for c in self.calendars for s in c.business(self.first, self.last)]
        self.edges = sorted({edge for span in spans for edge in span})

    def instant(self) -> int:
        """Any second of the season, or one at an edge of business time, in microseconds."""
        if self.luck.random() < 0.35:
            return 1_000_000 * (self.luck.choice(self.edges) + self.luck.choice((-1, 0, 0, 0, 1)))
        return 1_000_000 * self.luck.randint(self.first, self.last)

    def later(self, than: int) -> int:
        """The same instant, the same second, soon, at the next edge, or days later."""
        luck = self.luck
        match luck.randint(0, 9):
            case 0 | 1:
                return than
            case 2:
                return than + luck.choice([1, 250_000, 1_000_000])
            case 3 | 4 | 5:
                return than + 1_000_000 * luck.randint(1, 7_200)
            case 6 | 7:
                coming = [e for e in self.edges if e * 1_000_000 > than][:4]
                return 1_000_000 * luck.choice(coming) if coming else than + 60_000_000
            case _:
                return than + 1_000_000 * luck.randint(3_600, 400_000)

    def maybe(self, chance: float, value: Any) -> Any:
        return value if self.luck.random() < chance else ""

    def ticket(self, number: str) -> tuple[Row, list[Row]]:
        """A row and its events; the row's own words may say something else."""
        luck = self.luck
        created = self.instant()
        kinds = luck.choice(("all", "all", "all", "all", "status", "messages", "priority", "row"))
        events = self._events(number, created, kinds)
        row: Row = {
            "ticket_id": number,
            "created_at": text(created),
            "updated_at": self.maybe(0.5, text(self.later(created))),
            "status": luck.choice(STATUSES),
            "first_response_at": self.maybe(0.5, text(self._around(created))),
            "resolved_at": self.maybe(0.5, text(self._around(created))),
            "closed_at": self.maybe(0.3, text(self._around(created))),
            "void_reason": self.maybe(0.03, luck.choice(["spam", "duplicate"])),
            "exempt_reason": self.maybe(0.05, "storm"),
            "exempt_approver": self.maybe(0.05, "S1"),
            **{name: self.maybe(0.93, luck.choice(w)) for name, w in FIELDS["ticket"].items()},
        }
        if row["exempt_reason"]:
            row["exempt_approver"] = self.maybe(0.7, "S1")
        changed = [e["new_value"] for e in events if e["kind"] == "priority"]
        if changed and luck.random() < 0.9:
            row["priority"] = changed[-1]
        return row, events

    def _around(self, created: int) -> int:
        return self.later(created) if self.luck.random() < 0.95 else created - 5_000_000

    def _events(self, number: str, created: int, kinds: str) -> list[Row]:
        luck = self.luck
        wanted = {
            "all": set(STEPS), "status": {"status", "priority", "assigned"}, "row": set(),
            "messages": {k for k in STEPS if "message" in k}, "priority": {"priority"},
        }[kinds]  # fmt: skip
        sequence = luck.choice(("none", "none", "all", "some", "shuffled"))
        status, priority = luck.choice(UNSOLVED), luck.choice(PRIORITIES)
        if luck.random() < 0.03:
            status = luck.choice(STATUSES)
        now = created if luck.random() < 0.95 else created - 1_000_000 * luck.randint(1, 5_000)
        found: list[Row] = []
        if kinds == "all":
            found.append(
                self._event(number, created, "created", actor_role=luck.choice(
                    ["customer", "customer", "agent", "bot", ""]))
            )  # fmt: skip
        for step in luck.choices(STEPS, k=luck.choice((0, 1, 3, 6, 10, 16))):
            now = self.later(now)
            if now // 1_000_000 == created // 1_000_000:
                now = created  # what opens a ticket is of one instant with it
            if step not in wanted:
                continue
            event = self._event(number, now, step)
            if step == "status":
                event["old_value"] = luck.choice(("", "open")) if luck.random() < 0.05 else status
                event["new_value"] = status = luck.choice([s for s in STATUSES if s != status])
            elif step == "priority":
                event["old_value"] = priority if luck.random() < 0.95 else ""
                event["new_value"] = priority = luck.choice(PRIORITIES)
            elif step != "assigned":
                event["actor_role"] = luck.choice(ROLES[step])
                event["public"] = "false" if step == "internal_note" else luck.choice(
                    ("", "true", "true", "true", "false"))  # fmt: skip
            found.append(event)
        for place, event in enumerate(found):
            if sequence == "shuffled":
                event["event_seq"] = luck.randint(1, 4)
            elif sequence == "all" or (sequence == "some" and luck.random() < 0.5):
                event["event_seq"] = place
        return found

    def _event(self, number: str, at: int, kind: str, **more: Any) -> Row:
        self.numbers += 1
        return {
            "event_id": f"e{self.luck.randint(10**8, 10**9)}{self.numbers}", "ticket_id": number,
            "event_at": text(at), "event_seq": "", "kind": kind, "old_value": "", "new_value": "",
            "actor_role": "", "public": "", **more,
        }  # fmt: skip


def text(micros: int) -> str:
    """Microseconds since 1970 as an export writes an instant."""
    moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=micros)
    return moment.isoformat().replace("+00:00", "Z")


def merge_some(luck: random.Random, rows: list[Row]) -> None:
    """Merge one ticket in twelve into another: chains, circles and unknown ones among them."""
    for row in rows:
        if luck.random() < 0.08:
            row["merged_into"] = luck.choice(rows)["ticket_id"] if luck.random() < 0.9 else "gone"


def tables(
    seed: int, count: int, season: str, calendars: Sequence[Calendar]
) -> dict[str, list[Row]]:
    """`count` tickets with their events, and a tenth as many of each other case."""
    from tests.sla.invented_cases import other_cases

    maker = Maker(random.Random(f"cases {seed}"), season, calendars)
    made = [maker.ticket(f"T{n:05}") for n in range(count)]
    rows = [row for row, _ in made]
    merge_some(maker.luck, rows)
    events = [event for _, events in made for event in events]
    maker.luck.shuffle(events)
    return {"tickets": rows, "ticket_events": events, **other_cases(maker, count // 10)}
