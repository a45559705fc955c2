"""From a ticket's row and events to the courses of its promises."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.sla.promise import Course
from tests.sla.values import Row, is_false, micros, second, word

SOLVED = ("solved", "closed")
MESSAGES = ("customer_message", "agent_message", "bot_message", "internal_note")
AGENTS = ("agent", "lead", "manager")
LAST = 10**9


@dataclass(frozen=True)
class Event:
    """One event, its instant cut to the second."""

    at: int
    kind: str
    old: str | None
    new: str | None
    role: str | None
    hidden: bool

    @property
    def is_reply(self) -> bool:
        """A public message of a human agent."""
        return self.kind == "agent_message" and not self.hidden and self.role != "bot"


@dataclass(frozen=True)
class Log:
    """A ticket's events in order, those of the future left out, and what they say from the start.

    `events` begin at the start; `status` and `priority` are those just before it.
    """

    start: int
    events: list[Event]
    status: str
    priority: str | None
    has_status: bool
    has_messages: bool
    opening: int | None  # when an agent opened it

    def states(self, started: int, first: int, place: int) -> list[tuple[int, str]]:
        """The statuses of what `started` with the event `first`, up to the one at `place`."""
        status = self.status
        for event in self.events[:first]:
            status = event.new or status if event.kind == "status" else status
        found = [(started, status)]
        return found + [(e.at, e.new or "") for e in self.events[first:place] if e.kind == "status"]

    def priorities(self, started: int, first: int, place: int) -> list[tuple[int, str | None]]:
        """The priorities of what `started` with the event `first`, up to the one at `place`."""
        priority = self.priority
        for event in self.events[:first]:
            priority = event.new if event.kind == "priority" else priority
        found = [(started, priority)]
        return found + [(e.at, e.new) for e in self.events[first:place] if e.kind == "priority"]


def courses(ticket: Row, events: Sequence[Row], start: int, as_of: int) -> Iterator[Course]:
    """The promises made on a ticket that started at `start`."""
    if start > as_of:
        return
    log = _log(ticket, events, start, as_of)
    void = _void(ticket)
    for course in (
        *_first_response(ticket, log, as_of),
        *_next_responses(ticket, log),
        *_resolutions(ticket, log, as_of),
    ):
        yield replace(course, void=void)


def _void(ticket: Row) -> str | None:
    if word(ticket.get("merged_into")):
        return "merged"
    if word(ticket.get("void_reason")):
        return word(ticket["void_reason"])
    exempt = word(ticket.get("exempt_reason")) and word(ticket.get("exempt_approver"))
    return "exempt" if exempt else None


def _log(ticket: Row, rows: Sequence[Row], start: int, as_of: int) -> Log:
    events = [
        Event(
            second(row["event_at"]) or 0, row["kind"], word(row.get("old_value")),
            word(row.get("new_value")), word(row.get("actor_role")), is_false(row.get("public")),
        )
        for row in sorted(rows, key=in_order)
    ]  # fmt: skip
    of = {kind: [e for e in events if e.kind == kind] for kind in ("status", "priority")}
    status = (of["status"][0].old if of["status"] else None) or "new"
    priority = (of["priority"][0].old if of["priority"] else None) or word(ticket.get("priority"))
    for event in (e for e in events if e.at < start):
        if event.kind == "status":
            status = event.new or status
        elif event.kind == "priority":
            priority = event.new
    opened = [e.at for e in events if e.kind == "created" and e.role in AGENTS]
    return Log(
        start,
        [e for e in events if start <= e.at <= as_of],
        status,
        priority,
        bool(of["status"]),
        any(e.kind in MESSAGES for e in events),
        opened[0] if opened else None,
    )


def in_order(row: Row) -> tuple[Any, ...]:
    """The true instant, then the source's own sequence, then what each event does."""
    seq = word(row.get("event_seq"))
    return (
        micros(row["event_at"]),
        LAST if seq is None else int(seq),
        _rank(row),
        row["event_id"],
    )


def _rank(row: Row) -> int:
    kind = row["kind"]
    if kind == "status":
        if word(row.get("new_value")) in SOLVED:
            return 6
        return 1 if word(row.get("old_value")) in SOLVED else 3
    return {"created": 0, "priority": 2, "customer_message": 4, "agent_message": 5}.get(kind, 3)


def _course(
    ticket: Row, log: Log, target: str, cycle: int, started: int, stopped: int | None,
    first: int, place: int, history: str,
) -> Course:  # fmt: skip
    return Course(
        ticket["ticket_id"], "ticket", target, cycle, started, stopped, history,
        log.priorities(started, first, place),
        log.states(started, first, place) if log.has_status else [],
    )  # fmt: skip


def _by_row(log: Log, at: int | None, as_of: int) -> tuple[int | None, int]:
    """A stop that the row tells: not before the start, not of the future; and its place."""
    if at is None or at > as_of:
        return None, len(log.events)
    stop = max(at, log.start)
    before = [n for n, e in enumerate(log.events) if e.at <= stop]
    return stop, len(before)


def _first_response(ticket: Row, log: Log, as_of: int) -> Iterator[Course]:
    if log.has_messages:
        place = _first_reply(log)
        stop = None if place is None else log.events[place].at
        history = "events"
    else:
        stop, place = _by_row(log, second(ticket.get("first_response_at")), as_of)
        history = "row"
    place = len(log.events) if place is None else place
    yield _course(ticket, log, "first_response", 1, log.start, stop, 0, place, history)


def _first_reply(log: Log) -> int | None:
    for place, event in enumerate(log.events):
        if event.is_reply and event.at != log.opening:
            return place
    return None


def _next_responses(ticket: Row, log: Log) -> Iterator[Course]:
    answered = _first_reply(log)
    if answered is None:
        return
    cycle, asked = 0, None
    for place in range(answered + 1, len(log.events) + 1):
        event = log.events[place] if place < len(log.events) else None
        if event is not None and event.kind == "customer_message" and asked is None:
            cycle, asked = cycle + 1, place
        elif asked is not None and (event is None or event.is_reply):
            yield _course(
                ticket, log, "next_response", cycle, log.events[asked].at,
                None if event is None else event.at, asked, place, "events",
            )  # fmt: skip
            asked = None


def _resolutions(ticket: Row, log: Log, as_of: int) -> Iterator[Course]:
    if not log.has_status:
        yield from _resolution_by_row(ticket, log, as_of)
        return
    cycle, opened, begun = 1, 0, log.start
    solved = log.status in SOLVED
    if solved:
        yield _course(ticket, log, "resolution", 1, begun, begun, 0, 0, "events")
    for place, event in enumerate(log.events):
        if event.kind != "status" or (event.new in SOLVED) == solved:
            continue
        solved = not solved
        if solved:
            yield _course(
                ticket, log, "resolution", cycle, begun, event.at, opened, place, "events"
            )
        else:
            cycle, opened, begun = cycle + 1, place, event.at
    if not solved:
        yield _course(
            ticket, log, "resolution", cycle, begun, None, opened, len(log.events), "events"
        )


def _resolution_by_row(ticket: Row, log: Log, as_of: int) -> Iterator[Course]:
    told = second(ticket.get("resolved_at"))
    told = second(ticket.get("closed_at")) if told is None else told
    if told is None and ticket["status"] in SOLVED:
        told = second(ticket.get("updated_at"))
        if told is None:
            return  # solved nobody knows when
    stop, place = _by_row(log, told, as_of)
    yield _course(ticket, log, "resolution", 1, log.start, stop, 0, place, "row")


def starts(tickets: Mapping[str, Row]) -> dict[str, int]:
    """When each ticket started: a surviving one with the earliest of all merged into it."""
    found = {number: second(row["created_at"]) or 0 for number, row in tickets.items()}
    for number, row in tickets.items():
        parent, seen = word(row.get("merged_into")), {number}
        while parent is not None and parent in tickets and parent not in seen:
            seen.add(parent)
            above = word(tickets[parent].get("merged_into"))
            if above is None:
                found[parent] = min(found[parent], second(row["created_at"]) or 0)
            parent = above
    return found
