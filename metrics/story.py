"""The story of one ticket: what is known of it, and everything that happened to it, in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from metrics.compile import Compiled
from metrics.model import EVERYTHING, Scope

if TYPE_CHECKING:
    from metrics.engine import Store

MOST_EVENTS = 500

# METRICS 1.8: events of one instant keep the source's order, else come in one fixed order.
_EVENTS = """
select
  e.event_at as event_at,
  e.kind as kind,
  e.old_value as old_value,
  e.new_value as new_value,
  e.actor_id as actor_id,
  e.actor_role as actor_role,
  coalesce(e.public, true) as public,
  e._file as _file,
  e._line as _line
from ticket_events as e
where e.ticket_id = ? and e.event_at <= ?
order by
  e.event_at,
  e.event_seq nulls last,
  case
    when e.kind = 'created' then 0
    when e.kind = 'status' and e.new_value in ('solved', 'closed') then 6
    when e.kind = 'status' and e.old_value in ('solved', 'closed') then 1
    when e.kind = 'priority' then 2
    when e.kind = 'customer_message' then 4
    when e.kind in ('agent_message', 'bot_message') then 5
    else 3
  end,
  e.event_id
limit ?
"""
_SUBJECT = "select t.subject as subject, t.due_at as due_at from tickets as t where t.ticket_id = ?"

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Story:
    """One ticket: its row of the fact `tickets`, its events in order.

    `subject` and `due_at` are the source's own words. Of more than `MOST_EVENTS` events the later
    ones are `cut`.
    """

    case: str
    ticket: Row
    subject: str | None
    due_at: Any
    events: tuple[Row, ...]
    cut: bool


def story(
    store: Store, case: str, *, scope: Scope = EVERYTHING, snapshot: int | None = None
) -> Story | None:
    """Return the story of ticket `case`; None where there is no such ticket that `scope` shows."""
    with store.pinned(snapshot) as pinned:
        number, as_of = pinned.number, pinned.as_of
        mine = (("ticket_id", (case,)),)
        found = store.fact_rows("tickets", mine, 1, scope=scope, snapshot=number)
        if not found.rows:
            return None
        listed = Compiled(_EVENTS.strip(), (case, as_of, MOST_EVENTS + 1))
        names, rows = store.ask(listed, f"ticket {case}", number)
        said = store.ask(Compiled(_SUBJECT, (case,)), f"ticket {case}", number)[1]
    events = tuple(dict(zip(names, row, strict=True)) for row in rows[:MOST_EVENTS])
    return Story(
        case=case,
        ticket=found.named[0],
        subject=said[0][0] if said else None,
        due_at=said[0][1] if said else None,
        events=events,
        cut=len(rows) > MOST_EVENTS,
    )
