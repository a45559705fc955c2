"""The deck: everything that the meeting on one week sees, asked for once and then frozen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from metrics.drivers import Driver, driver
from metrics.engine import Store
from metrics.hub import Snapshot
from metrics.judge import Judged, false_alarms, judge_review
from metrics.labels import labels
from metrics.model import EVERYTHING, Scope, Where
from metrics.notes import Minutes, Notebook, Owed, Restatement, owed, restated
from metrics.review import Review, review
from metrics.review_config import load_meeting


@dataclass(frozen=True)
class Deck:
    """A reviewed week in full. `filters` are the labels of dimensions with those of members.

    `restated` is None where it is not known: of a week that is not frozen, and of a part of the
    business, because a frozen review is of the whole.
    """

    review: Review
    snapshot: Snapshot
    judged: tuple[Judged, ...]
    drivers: Mapping[str, Driver]
    minutes: Minutes
    filters: tuple[tuple[str, tuple[str, ...]], ...]
    restated: tuple[Restatement, ...] | None
    meeting: dt.datetime | None = None

    @property
    def week(self) -> dt.date:
        """The first day of the reviewed week."""
        return self.review.week_start

    @property
    def currency(self) -> str:
        """The reporting currency."""
        return self.snapshot.currency

    def of(self, kind: str) -> tuple[Judged, ...]:
        """Return the metrics that were judged an ``exception``, ``usual`` or ``absent``."""
        return tuple(one for one in self.judged if one.kind == kind)

    @property
    def owed(self) -> tuple[Owed, ...]:
        """Who owes a note before the meeting."""
        return owed(self.judged, self.minutes)

    @property
    def false_alarms(self) -> str:
        """How many exceptions chance alone would give."""
        return false_alarms(self.judged)


def deck(
    store: Store,
    notebook: Notebook,
    week: dt.date | None = None,
    metrics: Sequence[str] | None = None,
    where: Where = (),
    *,
    scope: Scope = EVERYTHING,
    snapshot: int | None = None,
) -> Deck:
    """Review a week and gather all that is said of it; arguments and errors as ``Store.review``."""
    with store.pinned(snapshot) as pinned:
        found = review(store, week, metrics, where, scope=scope, snapshot=pinned.number)
        judged = judge_review(store, found, where, scope)
        minutes = notebook.minutes(found.week_start, store.catalogue.former)
        whole = not where and scope == EVERYTHING
        return Deck(
            review=found,
            snapshot=pinned,
            judged=judged,
            drivers=drive(store, found, where, scope),
            minutes=minutes,
            filters=filter_labels(store, where, pinned.number),
            restated=restated(store, minutes.frozen, pinned.number)
            if minutes.frozen is not None and whole
            else None,
            meeting=load_meeting(store.settings, found.week_start),
        )


def drive(
    store: Store, found: Review, where: Where = (), scope: Scope = EVERYTHING
) -> dict[str, Driver]:
    """Return what drives each exception of `found`, by metric; others are left out."""
    told = {
        one.metric.name: driver(store, one, found.snapshot, where, scope)
        for one in judge_review(store, found, where, scope)
    }
    return {name: one for name, one in told.items() if one is not None}


def filter_labels(
    store: Store, where: Where, snapshot: int
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return `where` as a reader knows it: labels of dimensions, names of members."""
    found = []
    for name, members in where:
        called = labels(store, name, snapshot)
        shown = tuple("unknown" if m is None else called.get(m, m) for m in members)
        found.append((store.catalogue.dimension(name).label, shown))
    return tuple(found)
