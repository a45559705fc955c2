"""SLA clocks a second time: slow, plain, from METRICS section 1 alone.

Nothing of the product is used here, and nothing here is used by the product. An instant is a
number of whole seconds since 1970, a calendar a list of stretches of such seconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.sla import tickets
from tests.sla.policies import Rules
from tests.sla.promise import Course, clock
from tests.sla.promise import Row as Clock
from tests.sla.values import Row, second, word

Tables = Mapping[str, Sequence[Row]]
DECIDED = ("approved", "rejected")
JUDGED = ("confirmed", "rejected")


def clocks(config: Mapping[str, Any], tables: Tables, as_of: int) -> list[Clock]:
    """All rows of `sla_clocks` under an sla.yaml, as of an instant, in no order.

    `tables` holds canonical tables by name, their instants as text with an offset or as aware
    datetimes; tables may be missing. Events must carry their `event_id`.
    """
    rules = Rules(config)
    found = []
    for course, case in (*_of_tickets(tables, as_of), *_of_the_rest(tables, as_of)):
        made = clock(course, case, rules, as_of)
        if made is not None:
            found.append(made)
    return found


def _of_tickets(tables: Tables, as_of: int) -> Iterator[tuple[Course, Row]]:
    rows = {row["ticket_id"]: row for row in tables.get("tickets", [])}
    events: dict[str, list[Row]] = {}
    for event in tables.get("ticket_events", []):
        events.setdefault(event["ticket_id"], []).append(event)
    starts = tickets.starts(rows)
    for number, row in rows.items():
        for course in tickets.courses(row, events.get(number, []), starts[number], as_of):
            yield course, row


def _of_the_rest(tables: Tables, as_of: int) -> Iterator[tuple[Course, Row]]:
    andons = {row["andon_id"]: row for row in tables.get("andons", [])}
    for row in tables.get("complaints", []):
        judged = word(row.get("verdict")) in JUDGED
        at = second(row.get("verdict_at"))
        if not judged or at is not None:
            yield from _case(
                row, "complaint", "complaint_verdict", row["reported_at"], at if judged else None,
                as_of,
            )  # fmt: skip
    for row in tables.get("refunds", []):
        yield from _of_a_refund(row, as_of)
    for row in andons.values():
        yield from _case(
            row, "andon", "suspension", row["triggered_at"], row.get("suspended_at"), as_of
        )
    for row in tables.get("rcas", []):
        pulled = andons.get(row["andon_id"], {}).get("triggered_at") or row["opened_at"]
        yield from _case(row, "rca", "root_cause", pulled, row.get("completed_at"), as_of)
    for row in tables.get("actions", []):
        yield from _case(
            row, "action", "corrective_action", row["opened_at"], row.get("done_at"), as_of
        )


def _of_a_refund(row: Row, as_of: int) -> Iterator[tuple[Course, Row]]:
    decision, decided = word(row.get("decision")), second(row.get("decided_at"))
    if decision not in DECIDED or decided is not None:
        yield from _case(
            row, "refund", "refund_decision", row["requested_at"],
            decided if decision in DECIDED else None, as_of,
        )  # fmt: skip
    if decision == "approved":
        yield from _case(row, "refund", "refund_payment", decided, row.get("paid_at"), as_of)
    yield from _case(
        row, "refund", "return_inspection", row.get("return_received_at"), row.get("inspected_at"),
        as_of,
    )  # fmt: skip


def _case(
    row: Row, kind: str, target: str, start: Any, stop: Any, as_of: int
) -> Iterator[tuple[Course, Row]]:
    """A promise that two times of the row tell; a stop before the start stops at the start."""
    started = start if isinstance(start, int) else second(start)
    stopped = stop if isinstance(stop, int) else second(stop)
    if started is None or started > as_of:
        return
    if stopped is not None:
        stopped = None if stopped > as_of else max(stopped, started)
    yield Course(row[f"{kind}_id"], kind, target, 1, started, stopped), row
