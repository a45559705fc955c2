"""Notes, actions and frozen weeks as frozen data: no database in here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from metrics.judge import Judged
from metrics.language import later
from metrics.model import QueryError

State = Literal["open", "done", "dropped"]
LONGEST_TEXT, LONGEST_NAME = 4000, 120


@dataclass(frozen=True)
class Note:
    """What somebody wrote about a metric's week. `replaces` is the note that this one corrects."""

    id: int
    week: dt.date
    metric: str
    text: str
    author: str
    written_at: dt.datetime
    replaces: int | None = None


@dataclass(frozen=True)
class Action:
    """A promise made in the review of `week`: who does what until when.

    Open until somebody closes it as done or dropped; `closed_week` is the review in which that
    was, `outcome` what came of it.
    """

    id: int
    week: dt.date
    metric: str
    text: str
    owner: str
    due: dt.date | None
    author: str
    written_at: dt.datetime
    state: State = "open"
    closed_at: dt.datetime | None = None
    closed_by: str | None = None
    closed_week: dt.date | None = None
    outcome: str = ""

    def overdue(self, today: dt.date) -> bool:
        """Tell whether it is still open after its day."""
        return self.state == "open" and self.due is not None and self.due < today


@dataclass(frozen=True)
class Frozen:
    """A frozen week: the numbers as the meeting saw them, and what they were made of.

    `contents` is the review's JSON, `definitions` a fingerprint of each metric's definition.
    """

    week: dt.date
    snapshot: int
    as_of: dt.datetime
    frozen_at: dt.datetime
    frozen_by: str
    contents: Mapping[str, Any]
    definitions: Mapping[str, str]


@dataclass(frozen=True)
class Minutes:
    """All that is remembered for the review of one week, by metric, oldest first.

    `actions` are those made before the week or in it that were not closed before it.
    """

    week: dt.date
    notes: Mapping[str, tuple[Note, ...]] = field(default_factory=dict)
    actions: Mapping[str, tuple[Action, ...]] = field(default_factory=dict)
    frozen: Frozen | None = None

    def note(self, metric: str) -> Note | None:
        """Return the newest note of `metric`."""
        written = self.notes.get(metric, ())
        return written[-1] if written else None

    def promised(self, metric: str) -> tuple[Action, ...]:
        """Return what was promised of `metric` in the weeks before: last week's promise."""
        return tuple(a for a in self.actions.get(metric, ()) if a.week < self.week)

    def planned(self, metric: str) -> tuple[Action, ...]:
        """Return what is promised of `metric` in this week's review."""
        return tuple(a for a in self.actions.get(metric, ()) if a.week >= self.week)


@dataclass(frozen=True)
class Owed:
    """An owner, and the metrics of which a note of theirs is missing, in the review's order."""

    owner: str
    metrics: tuple[str, ...]


def owed(judged: Iterable[Judged], minutes: Minutes) -> tuple[Owed, ...]:
    """Return who owes a note before the meeting: the owners of exceptions without one."""
    found: dict[str, list[str]] = {}
    for one in judged:
        if one.kind == "exception" and minutes.note(one.metric.name) is None:
            found.setdefault(one.answer.owner or "nobody", []).append(one.metric.name)
    return tuple(Owed(owner, tuple(metrics)) for owner, metrics in found.items())


def written(text: str, what: str, longest: int = LONGEST_TEXT) -> str:
    """Return `text` as it is kept: no control characters, no blanks around it.

    QueryError where nothing is left, or more than `longest` characters; `what` names it.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in lines if c in "\n\t" or (c.isprintable() or c.isspace()))
    kept = kept.replace("\x0b", "\n").replace("\x0c", "\n").strip()
    if not kept:
        raise QueryError(later("{kind} is empty", kind=what))
    if len(kept) > longest:
        raise QueryError(
            later(
                "{kind} has {n:,} characters; at most {most:,} are kept",
                kind=what,
                n=len(kept),
                most=longest,
            )
        )
    return kept


def named(text: str, what: str) -> str:
    """Return a person's name as it is kept: one line."""
    return written(" ".join(text.split()), what, LONGEST_NAME)
