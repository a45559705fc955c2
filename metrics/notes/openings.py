"""How often pages and metrics are opened, by role: what is used, and what nobody looks at.

Sums of a day only, in the database of the notes: no person, no time of day, no order of visits.
Whoever opens a page does not wait for it: counts are kept in memory and written a few seconds
later by a thread of their own, and where they cannot be written, the next try has them too.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from metrics.language import later, mark
from metrics.model import QueryError, UserError, nearest
from metrics.notes.database import Database
from metrics.notes.schema import openings
from metrics.settings import Settings

# No other word is ever stored.
ROLES = (mark("senior manager"), mark("team lead"), mark("analyst"), mark("viewer"))
VIEWER = ROLES[-1]
DAYS = 90
DELAY_SECONDS = 3.0
_Key = tuple[dt.date, str, str, str]


@dataclass(frozen=True)
class Looked:
    """How often a metric, or a page, was looked at since a day.

    `opened` is how often it was opened, by role; `shown` how often a page that shows it was.
    """

    opened: Mapping[str, int] = field(default_factory=dict)
    shown: int = 0

    @property
    def times(self) -> int:
        """How often it was opened, whoever did."""
        return sum(self.opened.values())


@dataclass(frozen=True)
class Use:
    """What was looked at from `first_day` on; `since` is the first day that was counted at all.

    Without a count since `first_day` what was not looked at cannot be known: `whole` is False.
    """

    first_day: dt.date
    since: dt.date | None
    pages: Mapping[str, Looked]
    metrics: Mapping[str, Looked]

    @property
    def whole(self) -> bool:
        """Tell whether everything since `first_day` was counted."""
        return self.since is not None and self.since <= self.first_day

    def unseen(self, metrics: Collection[str]) -> tuple[str, ...] | None:
        """Return those of `metrics` that nobody has looked at; None where it cannot be known."""
        if not self.whole:
            return None
        none = Looked()
        found = {name: self.metrics.get(name, none) for name in metrics}
        return tuple(name for name, one in found.items() if not one.times and not one.shown)


class Openings:
    """The counts of one process, and those that all processes have written."""

    def __init__(self, settings: Settings, delay: float = DELAY_SECONDS) -> None:
        """Open nothing yet; what is counted is written `delay` seconds later."""
        self._database = Database(settings)
        self._delay = delay
        self._lock = threading.Lock()
        self._pending: dict[_Key, tuple[int, int]] = {}
        self._timer: threading.Timer | None = None

    def count(
        self,
        page: str,
        role: str,
        day: dt.date,
        *,
        metric: str | None = None,
        shows: Collection[str] = (),
    ) -> None:
        """Count one opening: of `metric` on `page`, or of `page`, which `shows` some metrics.

        It returns at once and never fails for want of a database. QueryError for a role that is
        none of `ROLES`, because it could be a name.
        """
        if role not in ROLES:
            raise QueryError(
                later(
                    "there is no role “{role}”{nearest}",
                    role=role[:40],
                    nearest=nearest(role[:40], ROLES),
                )
            )
        with self._lock:
            self._add((day, page, metric or "", role), 1, 0)
            for name in shows:
                self._add((day, page, name, role), 0, 1)
            if self._timer is None:
                self._timer = threading.Timer(self._delay, self.flush)
                self._timer.daemon = True
                self._timer.start()

    def flush(self) -> bool:
        """Write what was counted; False where it could not be, and is kept for the next time."""
        with self._lock:
            taken, self._pending, self._timer = self._pending, {}, None
        if not taken:
            return True
        try:
            with self._database.writing() as connection:
                for key, (opened, shown) in taken.items():
                    _raise(connection, key, opened, shown)
        except (UserError, SQLAlchemyError):
            # Nobody's page depends on these: they wait for the next opening, at most a day's sums.
            with self._lock:
                for key, (opened, shown) in taken.items():
                    self._add(key, opened, shown)
            return False
        return True

    def use(self, today: dt.date, former: Mapping[str, str], days: int = DAYS) -> Use:
        """Return what was looked at in the last `days` days, `today` included.

        `former` leads from names that metrics had to those they have. UserError where the database
        cannot be read.
        """
        first = today - dt.timedelta(days=days - 1)
        with self._database.reading() as connection:
            if connection is None:
                return Use(first, None, {}, {})
            since = connection.execute(select(func.min(openings.c.day))).scalar()
            rows = connection.execute(
                select(
                    openings.c.page,
                    openings.c.metric,
                    openings.c.role,
                    func.sum(openings.c.opened),
                    func.sum(openings.c.shown),
                )
                .where(openings.c.day >= first, openings.c.day <= today)
                .group_by(openings.c.page, openings.c.metric, openings.c.role)
            ).all()
        pages: dict[str, Looked] = {}
        metrics: dict[str, Looked] = {}
        for page, metric, role, opened, shown in rows:
            found, name = (metrics, former.get(metric, metric)) if metric else (pages, page)
            found[name] = _with(found.get(name, Looked()), role, int(opened), int(shown))
        return Use(first, since, pages, metrics)

    def close(self) -> None:
        """Let go of the database; what was counted in the last seconds is let go too."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            self._timer, self._pending = None, {}
        self._database.close()

    def _add(self, key: _Key, opened: int, shown: int) -> None:
        before = self._pending.get(key, (0, 0))
        self._pending[key] = (before[0] + opened, before[1] + shown)


def _with(before: Looked, role: str, opened: int, shown: int) -> Looked:
    by = dict(before.opened)
    if opened:
        by[role] = by.get(role, 0) + opened
    return Looked(by, before.shown + shown)


def _raise(connection: Connection, key: _Key, opened: int, shown: int) -> None:
    """Add to the row of `key`: two statements, which every database has, in one transaction."""
    c = openings.c
    which = dict(zip(("day", "page", "metric", "role"), key, strict=True))
    raised = connection.execute(
        update(openings).filter_by(**which).values(opened=c.opened + opened, shown=c.shown + shown)
    )
    if not raised.rowcount:
        connection.execute(insert(openings).values(**which, opened=opened, shown=shown))
