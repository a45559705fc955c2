"""The notebook: what is written down about a metric's week, and how it is changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Literal, TypeVar

from sqlalchemy import Connection, case, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from metrics.language import later
from metrics.model import QueryError, UnknownNameError
from metrics.notes.database import Database
from metrics.notes.model import Action, Frozen, Minutes, Note, named, written
from metrics.notes.schema import actions, notes, reviews
from metrics.settings import Settings

One = TypeVar("One", bound=Note | Action)


class Notebook:
    """All notes and actions; one a process, for all threads and several processes at once.

    Texts are kept as they were written, without control characters; they are data, and whoever
    shows them shows them as text. UserError where the database cannot be reached.
    """

    def __init__(self, settings: Settings) -> None:
        """Open nothing yet; the database is made when something is first written."""
        self.database = Database(settings)

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    def minutes(self, week: dt.date, former: Mapping[str, str] = MappingProxyType({})) -> Minutes:
        """Return what is remembered for the review of the week that starts on `week`.

        `former` leads from names that metrics had to those they have (``Catalogue.former``).
        """
        with self.database.reading() as connection:
            if connection is None:
                return Minutes(week)
            replaced = select(notes.c.replaces).where(notes.c.replaces.is_not(None))
            found = connection.execute(
                select(notes)
                .where(notes.c.week == week, notes.c.id.not_in(replaced), notes.c.text != "")
                .order_by(notes.c.id)
            )
            standing = connection.execute(
                select(actions)
                .where(
                    actions.c.week <= week,
                    or_(actions.c.closed_week.is_(None), actions.c.closed_week >= week),
                )
                .order_by(actions.c.week, actions.c.id)
            )
            return Minutes(
                week,
                _by_metric((Note(**row._mapping) for row in found), former),
                _by_metric((Action(**row._mapping) for row in standing), former),
                _frozen(connection, week),
            )

    def write_note(
        self, week: dt.date, metric: str, text: str, author: str, replaces: int | None = None
    ) -> Note:
        """Keep a note; with `replaces` it corrects that one. QueryError for an empty one.

        Of two that correct the same note the second is refused, with what the first has written.
        """
        return self._note(week, metric, written(text, later("the note")), author, replaces)

    def withdraw_note(self, note: Note, author: str) -> None:
        """Take a note back; it is kept, and no longer shown."""
        self._note(note.week, note.metric, "", author, note.id)

    def add_action(
        self,
        week: dt.date,
        metric: str,
        text: str,
        owner: str,
        due: dt.date | None,
        author: str,
    ) -> Action:
        """Keep a promise of the review of `week`; QueryError without a text or an owner."""
        row: dict[str, Any] = {
            "week": week,
            "metric": metric,
            "text": written(text, later("the action")),
            "owner": named(owner, "the action's owner"),
            "due": due,
            "author": named(author, later("the author")),
            "written_at": dt.datetime.now(dt.UTC),
            "state": "open",
        }
        if due is not None and due < week:
            raise QueryError(
                later(
                    "the action is due on {due}, before the week of {week} that it is of",
                    due=due,
                    week=week,
                )
            )
        with self.database.writing() as connection:
            row["id"] = _key(connection, actions, row)
        return Action(**row)

    def close_action(
        self,
        action: int,
        state: Literal["done", "dropped"],
        week: dt.date,
        author: str,
        outcome: str = "",
    ) -> Action:
        """Close an action in the review of `week`; QueryError if somebody has closed it already."""
        values = {
            "state": state,
            "closed_at": dt.datetime.now(dt.UTC),
            "closed_by": named(author, later("the author")),
            "outcome": written(outcome, later("the outcome")) if outcome.strip() else "",
        }
        this = actions.c.id == action
        with self.database.writing() as connection:
            # One statement decides who closes it: two may have found it open.
            closed_week = case((actions.c.week > week, actions.c.week), else_=week)
            closed = connection.execute(
                update(actions)
                .where(this, actions.c.state == "open")
                .values(**values, closed_week=closed_week)
            )
            row = connection.execute(select(actions).where(this)).one_or_none()
        if row is None:
            raise UnknownNameError(later("there is no action {action}", action=action))
        found = Action(**row._mapping)
        if not closed.rowcount:
            day = found.closed_at.date() if found.closed_at else "an unknown day"
            raise QueryError(
                later(
                    "{closed_by} has closed this action already, on {day}",
                    closed_by=found.closed_by,
                    day=day,
                )
            )
        return found

    def frozen(self, week: dt.date) -> Frozen | None:
        """Return the frozen review of the week that starts on `week`, if it is frozen."""
        with self.database.reading() as connection:
            return None if connection is None else _frozen(connection, week)

    def frozen_snapshots(self) -> frozenset[int]:
        """Return the numbers of the snapshots that frozen reviews name."""
        with self.database.reading() as connection:
            if connection is None:
                return frozenset()
            return frozenset(connection.execute(select(reviews.c.snapshot)).scalars())

    def keep_frozen(self, review: Frozen) -> None:
        """Keep a frozen review; QueryError where the week is frozen already."""
        try:
            with self.database.writing() as connection:
                connection.execute(insert(reviews).values(**vars(review)))
        except IntegrityError as problem:
            there = self.frozen(review.week)
            if there is None:
                raise
            raise QueryError(
                later(
                    "the week of {week} is frozen already: {frozen_by} froze it on "
                    "{frozen_at:%Y-%m-%d} from snapshot {snapshot}",
                    week=review.week,
                    frozen_by=there.frozen_by,
                    frozen_at=there.frozen_at,
                    snapshot=there.snapshot,
                )
            ) from problem

    def forget_frozen(self, review: Frozen) -> None:
        """Take a frozen review back whose snapshot could not be kept."""
        with self.database.writing() as connection:
            connection.execute(
                reviews.delete().where(
                    reviews.c.week == review.week, reviews.c.snapshot == review.snapshot
                )
            )

    def _note(
        self, week: dt.date, metric: str, text: str, author: str, replaces: int | None
    ) -> Note:
        row: dict[str, Any] = {
            "week": week,
            "metric": metric,
            "text": text,
            "author": named(author, later("the author")),
            "written_at": dt.datetime.now(dt.UTC),
            "replaces": replaces,
        }
        try:
            with self.database.writing() as connection:
                if replaces is not None:
                    _refuse_replaced(connection, replaces)
                row["id"] = _key(connection, notes, row)
        except IntegrityError as problem:
            raise QueryError(
                later("this note has been changed meanwhile; look at it again")
            ) from problem
        return Note(**row)


def _refuse_replaced(connection: Connection, note: int) -> None:
    newer = connection.execute(select(notes).where(notes.c.replaces == note)).one_or_none()
    if newer is None:
        return
    found = Note(**newer._mapping)
    did = (
        later("now it says “{text}”", text=found.text[:200]) if found.text else later("withdrew it")
    )
    raise QueryError(
        later(
            "{author} has changed this note meanwhile: {problem}; yours is not kept",
            author=found.author,
            problem=did,
        )
    )


def _key(connection: Connection, table: Any, row: dict[str, Any]) -> int:
    return int(connection.execute(insert(table).values(**row).returning(table.c.id)).scalar_one())


def _by_metric(found: Iterable[One], former: Mapping[str, str]) -> dict[str, tuple[One, ...]]:
    listed: dict[str, tuple[One, ...]] = {}
    for one in found:
        name = former.get(one.metric, one.metric)
        listed[name] = (*listed.get(name, ()), one)
    return listed


def _frozen(connection: Connection, week: dt.date) -> Frozen | None:
    row = connection.execute(select(reviews).where(reviews.c.week == week)).one_or_none()
    return None if row is None else Frozen(**row._mapping)
