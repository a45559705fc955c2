"""The one store of the process, and what every page wants to know of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from zoneinfo import available_timezones

import streamlit as st
from babel.lists import format_list

from metrics import EVERYTHING, Review, Scope, Snapshot, Store, fmt, load_settings
from metrics.drivers import Driver
from metrics.export.deck import drive
from metrics.kept import tell
from metrics.labels import labels as named
from metrics.language import current, locale, tr, tr_n
from metrics.model import UnknownNameError, Where
from metrics.notes import Notebook, Restatement, restated
from metrics.review_config import load_review_config
from metrics.sla.ledger import Ledger, explain_clock

Metrics = tuple[str, ...] | None
CheckState = Literal["passed", "warned", "failed", "unknown"]


@st.cache_resource(show_spinner=False, on_release=Store.close)
def store() -> Store:
    """Return the process's store; it follows the newest snapshot and caches answers itself."""
    return Store(load_settings())


def reviewed() -> tuple[str, ...]:
    """Return the metrics of the weekly review, in their order; ConfigError for a faulty file."""
    return tuple(load_review_config(store().settings, store().catalogue))


def scope() -> Scope:
    """Return what the viewer may see."""
    return EVERYTHING


@st.cache_resource(show_spinner=False, max_entries=256)
def members(number: int, dimension: str, within: Scope) -> tuple[str, ...]:
    """Return the members of `dimension` in snapshot `number` that `within` lets be seen."""
    return tuple(store().members(dimension, within))


@st.cache_resource(show_spinner=False, max_entries=32)
def labels(number: int, dimension: str) -> Mapping[str, str]:
    """Return the names of those members of `dimension` that have one beside their number."""
    return named(store(), dimension, number)


def called(number: int, dimension: str, member: str | None) -> str:
    """Return what a member of `dimension` is called: by a list's name, in words, else itself."""
    if member is None:
        return tr("unknown")
    declared = "_" in member and bool(store().catalogue.dimension(dimension).order)
    words = fmt.words(member) if declared or dimension == "target" else member
    return labels(number, dimension).get(member, words)


@st.cache_resource(show_spinner=False, max_entries=64)
def ledgers(number: int, case: str, within: Scope) -> tuple[Ledger, ...]:
    """Return the ledgers of the clocks of `case` in snapshot `number`; none where it has none."""
    try:
        return explain_clock(store(), case, scope=within, snapshot=number)
    except UnknownNameError:
        return ()


def zone(snapshot: Snapshot) -> str:
    """Return the time zone in which the viewer reads clocks: the browser's, else the reports'."""
    told = st.context.timezone
    return told if told and told in available_timezones() else snapshot.timezone


@st.cache_resource(show_spinner=False, max_entries=64)
def review(
    number: int, week: dt.date, where: Where, within: Scope, metrics: Metrics = None
) -> Review:
    """Return the review of a week of snapshot `number`: frozen, and the same for all who may.

    `metrics` None: those of ``review.yaml``.
    """
    return store().review(week, metrics, where, scope=within, snapshot=number)


@st.cache_resource(show_spinner=False, on_release=Notebook.close)
def notebook() -> Notebook:
    """Return the process's notebook; what others wrote meanwhile is in its next answer."""
    return Notebook(store().settings)


@st.cache_resource(show_spinner=False, max_entries=64)
def _drivers(
    number: int, week: dt.date, where: Where, within: Scope, metrics: Metrics, language: str
) -> Mapping[str, Driver]:
    return drive(store(), review(number, week, where, within, metrics), where, within)


def drivers(
    number: int, week: dt.date, where: Where, within: Scope, metrics: Metrics = None
) -> Mapping[str, Driver]:
    """Return what drives each exception of a review, by metric, in the viewer's language."""
    return _drivers(number, week, where, within, metrics, current())


@st.cache_resource(show_spinner=False, max_entries=16)
def restatements(number: int, week: dt.date) -> tuple[Restatement, ...]:
    """Return what snapshot `number` restates of a week that is frozen: for good, once it is."""
    frozen = notebook().frozen(week)
    return () if frozen is None else restated(store(), frozen, number)


@dataclass(frozen=True)
class Checks:
    """How the newest checks of each table went, in one word and in sentences."""

    state: CheckState
    says: str
    details: tuple[str, ...]


def checks(number: int) -> Checks:
    """Return the state of the checks of snapshot `number`, in the viewer's language."""
    return _checks(number, current())


@st.cache_resource(show_spinner=False, max_entries=24)
def _checks(number: int, language: str) -> Checks:
    newest: dict[tuple[str, str], dict[str, object]] = {}
    for check in store().checks():
        newest.setdefault((str(check["tbl"]), str(check["rule"])), check)
    failed = [check for check in newest.values() if not check["ok"]]
    errors = [check for check in failed if check["level"] != "warn"]
    details = tuple(tell(check["message"]) for check in failed)
    if not newest:
        return Checks("unknown", tr("no checks recorded"), ())
    if errors:
        return Checks("failed", tr_n("{n} check failed", "{n} checks failed", len(errors)), details)
    if failed:
        return Checks("warned", tr_n("{n} check warns", "{n} checks warn", len(failed)), details)
    return Checks("passed", tr("all checks passed"), ())


def joined(names: Sequence[str]) -> str:
    """Return names as a sentence lists them: ``a, b and c``."""
    return format_list(names, locale=locale())
