"""Why a clock stands where it stands: the ledger of its intervals (METRICS 1.14).

The intervals are found from the same steps as the clock itself, and the business seconds of each
are counted from the calendar's dates once more, in Python: their sums must be the clock's own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from metrics.compile import Compiled
from metrics.engine import Store
from metrics.language import later
from metrics.model import EVERYTHING, InternalError, Scope, UnknownNameError
from metrics.sla.calendars import Calendar
from metrics.sla.policies import Promises
from metrics.sla.read import load_promises
from metrics.sla.workbench import Connection, workbench

WAITS = {
    "pending": later("pending: waiting for the customer"),
    "on_hold": later("on_hold: waiting for another team"),
}
Span = tuple[int, int]
Wait = tuple[int, int | None, str]  # from, until, status


@dataclass(frozen=True)
class Interval:
    """One stretch of a clock, half-open.

    `business_s` are the business seconds in it: counted while active, not counted while paused.
    """

    from_at: dt.datetime
    until_at: dt.datetime
    state: Literal["active", "paused"]
    why: str
    business_s: int


@dataclass(frozen=True)
class Ledger:
    """A clock (its row of ``sla_clocks``), its intervals, oldest first, and its open hours.

    `open_hours` are the business intervals of the clock's calendar between its start and the last
    instant shown, for whoever draws it.
    """

    clock: Mapping[str, Any]
    intervals: tuple[Interval, ...]
    open_hours: tuple[tuple[dt.datetime, dt.datetime], ...]


def explain_clock(
    store: Store, case: str, *, scope: Scope = EVERYTHING, snapshot: int | None = None
) -> tuple[Ledger, ...]:
    """Return the ledger of every clock of the case numbered `case`, by target and cycle.

    Raises UnknownNameError for a case without clocks. The clocks are those of the snapshot; the
    promises those of today's configuration, which are the same until they are edited.
    """
    with store.pinned(snapshot) as pinned:
        rows = store.fact_rows(
            "sla_clocks", (("case_id", (case,)),), 0, scope=scope, snapshot=pinned.number
        )
        if not rows.rows:
            raise UnknownNameError(
                later("there is no clock of a case {case!r} in the loaded data", case=case)
            )
        clocks = sorted(rows.named, key=lambda c: (c["case_kind"], c["target"], c["cycle"]))
        promises = load_promises(store.settings)
        told = _Told(pinned.as_of, promises, {}, {})
        if any(clock["case_kind"] == "ticket" for clock in clocks):
            tickets = _family(store, case, pinned.number)
            with workbench(pinned, store.settings, promises, tickets=tickets) as (con, _):
                told = _told(con, case, told)
    return tuple(_ledger(clock, told) for clock in clocks)


def _family(store: Store, case: str, snapshot: int) -> tuple[str, ...]:
    """Return the case and all that were merged into it or that it was merged into."""
    sql = (
        "select t.ticket_id, t.merged_into from tickets as t "
        "where t.ticket_id in ({0}) or t.merged_into in ({0})"
    )
    found, seen = {case}, 0
    while len(found) != seen:
        seen = len(found)
        known = tuple(sorted(found))
        marks = ", ".join("?" for _ in known)
        _, rows = store.ask(Compiled(sql.format(marks), known * 2), "tickets", snapshot)
        found |= {name for row in rows for name in row if name}
    return tuple(sorted(found))


@dataclass(frozen=True)
class _Told:
    """What the steps tell: waits by clock and changes of policy by clock, in seconds since 1970."""

    as_of: dt.datetime
    promises: Promises
    waits: Mapping[tuple[str, int], list[Wait]]
    changes: Mapping[tuple[str, int], list[tuple[int, str]]]


def _told(con: Connection, case: str, told: _Told) -> _Told:
    waits: dict[tuple[str, int], list[Wait]] = {}
    for target, cycle, from_s, until_s, status in con.execute(
        "select h.target, h.cycle, h.from_s, h.until_s, h.status from clock_holds as h "
        "join clock_sums as s using (ticket_id, target, cycle, phase) "
        "where ticket_id = $case order by h.from_s",
        {"case": case},
    ).fetchall():
        waits.setdefault((target, cycle), []).append((from_s, until_s, status))
    changes: dict[tuple[str, int], list[tuple[int, str]]] = {}
    for target, cycle, from_s, priority in con.execute(
        "select target, cycle, from_s, priority from clock_phases "
        "where ticket_id = $case and from_s > start_s order by from_s",
        {"case": case},
    ).fetchall():
        changes.setdefault((target, cycle), []).append((from_s, priority))
    return _Told(told.as_of, told.promises, waits, changes)


def _ledger(clock: Mapping[str, Any], told: _Told) -> Ledger:
    key = (clock["target"], clock["cycle"])
    begin = _second(clock["started_at"])
    end = _second(clock["stopped_at"] or told.as_of)
    waits = [
        (max(a, begin), min(end if z is None else z, end), status)
        for a, z, status in told.waits.get(key, [])
    ]
    notes = dict(_notes(clock, told.changes.get(key, [])))
    edges = sorted(
        {begin, end}
        | {edge for a, z, _ in waits for edge in (a, z)}
        | {second for second in notes if begin < second < end}
    )
    calendar = told.promises.calendars.get(clock["calendar"])
    if calendar is None:
        raise InternalError(f"the calendar {clock['calendar']!r} of a published clock is gone")
    spans = open_spans(calendar, begin, end)
    intervals = []
    for a, z in pairwise(edges):
        held = next((status for x, y, status in waits if x <= a < y), None)
        why = later("counting")
        if held is not None:
            why = WAITS[held]
        if a in notes:
            why = later("{note}; {why}", note=notes[a], why=why)
        intervals.append(
            Interval(
                _instant(a),
                _instant(z),
                "active" if held is None else "paused",
                why,
                sum(max(0, min(y, z) - max(x, a)) for x, y in spans),
            )
        )
    _agree(clock, intervals)
    hours = tuple((_instant(max(a, begin)), _instant(min(z, end))) for a, z in spans)
    return Ledger(clock, tuple(intervals), hours)


def _notes(
    clock: Mapping[str, Any], changes: Iterable[tuple[int, str]]
) -> Iterable[tuple[int, str]]:
    for second, priority in changes:
        yield second, later("the priority changes to {priority}", priority=priority)
    if clock["missed"]:
        yield _second(clock["decided_at"]), later("missed from here on")


def _agree(clock: Mapping[str, Any], intervals: Iterable[Interval]) -> None:
    sums = {"active": 0, "paused": 0}
    for one in intervals:
        sums[one.state] += one.business_s
    if (sums["active"], sums["paused"]) != (clock["active_s"], clock["paused_s"]):
        raise InternalError(
            f"the ledger of {clock['case_id']}, {clock['target']} {clock['cycle']} counts {sums}, "
            f"the published clock {clock['active_s']} and {clock['paused_s']}: were the promises "
            "edited since it was published?"
        )


def open_spans(calendar: Calendar, begin: int, end: int) -> list[Span]:
    """Return the business time of `calendar` between two seconds since 1970 UTC, oldest first."""
    day = dt.timedelta(days=2)  # an interval may begin on the day before, in a zone far east
    found = calendar.spans(_instant(begin).date() - day, _instant(end).date() + day)
    return [(max(a, begin), min(z, end)) for a, z in found if a < end and z > begin]


def _second(moment: dt.datetime) -> int:
    return int(moment.timestamp() // 1)


def _instant(second: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(second, dt.UTC)
