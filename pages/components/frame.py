"""The frame of every page: title and question, freshness, filters, comparison, the link to copy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import streamlit as st

from metrics import (
    Catalogue,
    GoneError,
    Metric,
    NoDataError,
    Period,
    Query,
    Scope,
    Snapshot,
    Store,
    UserError,
)
from metrics.kept import tell
from metrics.language import tr
from metrics.model import Span, Where
from metrics.periods import DAY, WEEK
from pages.components import ask, filters, fmt, looked, navigation, notes, saved, session
from pages.components.dom import Node, copy_link, draw, el, styles
from pages.components.state import REVIEW, Known, State

POLL_SECONDS = 5
_STATES = {"passed": "better", "warned": "caution", "failed": "worse", "unknown": "muted"}


@dataclass(frozen=True)
class View:
    """What one viewer asks of one page: pinned to a snapshot, so that all its numbers agree.

    `week` is the first day of the reviewed week, `where` the filters that the page's metrics know,
    `metrics` the names of those metrics, in the page's order, `within` the instants to which an
    opened part of a number is limited.
    """

    store: Store
    snapshot: Snapshot
    state: State
    week: dt.date
    where: Where
    scope: Scope
    metrics: tuple[str, ...]
    within: tuple[Span, ...] = ()

    @property
    def catalogue(self) -> Catalogue:
        """The definitions of all metrics."""
        return self.store.catalogue

    @property
    def period(self) -> Period:
        """The weeks that a page about a run of weeks looks at: `week` is the last of them."""
        start = self.week - (self.state.weeks - 1) * WEEK
        return Period(start, self.week + WEEK, "week")

    @property
    def currency(self) -> str:
        """The reporting currency."""
        return self.snapshot.currency

    def metric(self, name: str) -> Metric:
        """Return the metric `name`; UnknownNameError where there is none."""
        return self.catalogue.metric(name)

    def query(self, metric: str, period: Period | None = None, by: tuple[str, ...] = ()) -> Query:
        """Return the question for `metric` in `period` (None: whenever), for what the view shows.

        The filters are those that the metric knows.
        """
        return Query(
            metric,
            by=by,
            start=period.start if period else None,
            end=period.end - DAY if period else None,
            where=self.narrowed(metric)[0],
            scope=self.scope,
            snapshot=self.snapshot.number,
            within=self.within,
        )

    def narrowed(self, name: str) -> tuple[Where, tuple[str, ...]]:
        """Return the filters that the metric `name` can be narrowed by, the others' labels."""
        known = self.catalogue.dimensions_of(self.metric(name))
        lacks = [dimension for dimension, _ in self.where if dimension not in known]
        labels = tuple(self.catalogue.dimension(dimension).label.lower() for dimension in lacks)
        return tuple(pair for pair in self.where if pair[0] in known), labels


def page(
    title: str,
    *,
    question: str,
    metrics: Sequence[str] | None = None,
    asks: Collection[str] = REVIEW,
    narrows: bool = True,
) -> View:
    """Draw the frame and return the view that the viewer asks for.

    `metrics` are those that the page shows (None: all); they decide which filters it offers.
    `asks` are the fields of `State` that the page can be asked for, beside filters; a page that no
    filter `narrows` is about one thing, and leaves the filters of other pages as they are.
    Without a snapshot the page ends here with NoDataError, which the navigation shows designed.
    """
    navigation.ensure()
    styles()
    store = ask.store()
    try:
        snapshot = store.current()
    except NoDataError:
        _head(title, question)
        _follow(None)
        raise
    shown = tuple(store.catalogue.metrics if metrics is None else metrics)
    dimensions = filters.dimensions(store.catalogue, shown) if narrows else ()
    known = _known(store, snapshot, shown, dimensions, asks)
    state, wrong = session.synced(title, known)
    printed = filters.told(state, known, store.catalogue, snapshot.number)
    _head(title, question, *_facts(snapshot), printed=printed)
    with filters.bar(state, known, store.catalogue, snapshot.number):
        saved.draw_views(title)
    with st.container():
        notes.ignored(wrong)
    _follow(snapshot.number)
    looked.count(title, state.metric, metrics or ())
    return View(
        store=store,
        snapshot=snapshot,
        state=state,
        week=state.week or known.latest,
        where=tuple(pair for pair in state.where if pair[0] in dimensions),
        scope=ask.scope(),
        metrics=shown,
    )


def bare(title: str, *, question: str) -> tuple[Store, Snapshot | None, bool]:
    """Draw the frame of a page without filters, which has something to show before any data.

    Returns the store, its snapshot, and whether there was one that is gone, which is then told.
    """
    navigation.ensure()
    styles()
    session.visit(title)
    store, snapshot = ask.store(), None
    missing = ""
    try:
        snapshot = store.current()
    except GoneError as problem:
        missing = tell(problem)
    except NoDataError:
        pass  # the page says what to load
    _head(title, question, *(_facts(snapshot) if snapshot else ()))
    if missing:
        notes.gone(missing)
    saved.draw_views(title)
    _follow(snapshot.number if snapshot else None)
    looked.count(title, None)
    return store, snapshot, bool(missing)


def _known(
    store: Store,
    snapshot: Snapshot,
    metrics: Sequence[str],
    dimensions: Sequence[str],
    asks: Collection[str],
) -> Known:
    number, within = snapshot.number, ask.scope()
    members = {name: partial(ask.members, number, name, within) for name in dimensions}
    latest = snapshot.calendar.last_complete_week(snapshot.as_of, snapshot.zone).start
    days = [row["first_day"] for row in store.coverage() if row["first_day"] is not None]
    first = min(snapshot.calendar.start(min(days), "week"), latest) if days else latest
    former = store.catalogue.former
    return Known(snapshot.calendar, metrics, members, latest, first, asks, former)


def _head(title: str, question: str, *facts: Node, printed: str = "") -> None:
    told = el(
        "div",
        "",
        el("h1", "", tr(title)),
        el("p", "question", tr(question)),
        el("p", "printed", printed) if printed else None,
    )
    draw(el("div", "head", told, el("div", "facts", *facts)), key="head")


def _facts(snapshot: Snapshot) -> tuple[Node, ...]:
    checks = ask.checks(snapshot.number)
    return (
        el(
            "span", "", tr("Data to {moment}", moment=fmt.moment(snapshot.as_of, snapshot.timezone))
        ),
        el(
            "span",
            f"state {_STATES[checks.state]}",
            checks.says,
            title="\n".join(checks.details[:12]),
        ),
        copy_link(tr("Copy link")),
        el("button", "link", tr("Print"), do="print"),
    )


@st.fragment(run_every=POLL_SECONDS)
def _follow(number: int | None) -> None:
    """Run the page again when another snapshot is published than the one it shows."""
    with suppress(UserError):  # of which the page itself tells
        if ask.store().current().number != number:
            st.rerun()
