"""Freezing a week, and what was restated since: old number, new number, and why they differ.

Three numbers are compared: the frozen one, the one that today's definitions give on the frozen
snapshot, and today's. Where the first two differ, the definition does. Where the last two differ,
the snapshots' stamps tell whether the facts were made by another definition or other policies; if
by neither, rows came late, were corrected or taken back.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from metrics import show, stamps
from metrics.engine import Store
from metrics.fact import fact_named
from metrics.hub import Snapshot
from metrics.language import later, mark
from metrics.model import Metric, NoDataError, QueryError, UnknownNameError
from metrics.notes.book import Notebook
from metrics.notes.model import Frozen, named
from metrics.periods import DAY, WEEK, midnight
from metrics.review import TO_DATE, as_contract, review, reviewed_week

Cause = Literal["late rows", "policy version", "definition version"]
Part = Literal["week", "month", "mtd", "qtd", "ytd"]
PATIENCE_SECONDS = 2.0  # a load may just be setting old snapshots aside
NAMED_FILES = 3

Key = tuple[Part, dt.date]


@dataclass(frozen=True)
class Restatement:
    """One published number that reads differently today. `start` is the first day of its period.

    None is a number that could not be known. `says` is the cause in words, with its evidence.
    """

    metric: str
    label: str
    part: Part
    start: dt.date
    old: float | None
    new: float | None
    causes: tuple[Cause, ...]
    says: str


def freeze(
    store: Store, notebook: Notebook, week: dt.date | None, by: str, snapshot: int | None = None
) -> Frozen:
    """Freeze the review of the week that holds `week` (None: the last complete one).

    QueryError for a week that is not over in the data, that is frozen already, or whose snapshot
    is no longer kept.
    """
    with store.pinned(snapshot) as pinned:
        start = reviewed_week(week, pinned)
        if midnight(start + WEEK, pinned.zone) > pinned.as_of:
            raise QueryError(
                later(
                    "the week of {start} is not over in the data, which go to {today}; a week is "
                    "frozen when it is whole",
                    start=start,
                    today=pinned.today,
                )
            )
        found = review(store, start, snapshot=pinned.number)
        frozen = Frozen(
            week=start,
            snapshot=pinned.number,
            as_of=pinned.as_of,
            frozen_at=dt.datetime.now(dt.UTC),
            frozen_by=named(by, "the name of who freezes"),
            contents=json.loads(show.as_json(as_contract(found))),
            definitions={
                name: stamps.definition_of(one.metric) for name, one in found.metrics.items()
            },
        )
        notebook.keep_frozen(frozen)
        if not _stays(pinned):
            notebook.forget_frozen(frozen)
            raise QueryError(
                later("snapshot {number} was dropped meanwhile; freeze again", number=pinned.number)
            )
    return frozen


def _stays(snapshot: Snapshot) -> bool:
    """Tell whether the snapshot's file is there, now that loads know that it is frozen."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not snapshot.path.is_file():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def restated(store: Store, frozen: Frozen, snapshot: int | None = None) -> tuple[Restatement, ...]:
    """Return the frozen numbers that snapshot `snapshot` (None: the newest) gives differently."""
    with store.pinned(snapshot) as now:
        if now.number == frozen.snapshot and not _redefined(store, frozen):
            return ()
        found: list[Restatement] = []
        for name, published in frozen.contents["metrics"].items():
            old = dict(_numbers(published, frozen.week, now))
            try:
                metric = store.catalogue.metric(name)
            except UnknownNameError:
                found += _gone(name, published, old)
                continue
            new = _asked(store, metric, frozen.week, now)
            if all(_same(value, new.get(key)) for key, value in old.items()):
                continue
            between = _between(store, metric, frozen, old)
            causes = _Causes(store, metric, frozen, now)
            for key, value in old.items():
                if not _same(value, new.get(key)):
                    why = causes.of(value, between[key], new.get(key))
                    says = "; ".join(why.values())
                    found.append(
                        Restatement(
                            metric.name, metric.label, *key, value, new.get(key), tuple(why), says
                        )
                    )
    return tuple(found)


def as_table(found: tuple[Restatement, ...]) -> show.Table:
    """Return restatements as columns and rows, for the command line."""
    columns = ("metric", "period", "start", "old", "new", "causes", "says")
    rows = [(r.metric, r.part, r.start, r.old, r.new, ", ".join(r.causes), r.says) for r in found]
    return columns, rows


def _redefined(store: Store, frozen: Frozen) -> bool:
    """Tell whether any metric means something else than when the week was frozen."""
    for name, was in frozen.definitions.items():
        try:
            if stamps.definition_of(store.catalogue.metric(name)) != was:
                return True
        except UnknownNameError:
            return True
    return False


def _asked(store: Store, metric: Metric, week: dt.date, snapshot: Snapshot) -> dict[Key, Any]:
    found = review(store, week, [metric.name], snapshot=snapshot.number)
    one = json.loads(show.as_json(as_contract(found)))["metrics"][metric.name]
    return dict(_numbers(one, week, snapshot))


def _numbers(
    published: Mapping[str, Any], week: dt.date, snapshot: Snapshot
) -> Iterator[tuple[Key, Any]]:
    """Yield every number of one metric of the review, by its period; changes follow from them."""
    for part in ("weeks_prior", "weeks", "months_prior", "months"):
        for point in published[part]:
            span: Part = "week" if part.startswith("week") else "month"
            yield (span, dt.date.fromisoformat(point["start"])), point["value"]
    for name, grain in TO_DATE.items():
        start = snapshot.calendar.start(week + WEEK - DAY, grain)
        yield (_PARTS[name], start), published["box"][name]


_PARTS: dict[str, Part] = {"mtd": "mtd", "qtd": "qtd", "ytd": "ytd"}


def _between(
    store: Store, metric: Metric, frozen: Frozen, old: Mapping[Key, Any]
) -> Mapping[Key, Any]:
    """Return what today's definition gives on the frozen snapshot; the old where it is gone."""
    try:
        with store.pinned(frozen.snapshot) as then:
            found = _asked(store, metric, frozen.week, then)
    except (NoDataError, QueryError):
        return old
    return {key: found.get(key) for key in old}


class _Causes:
    """Why a metric's numbers differ between the frozen snapshot and another."""

    def __init__(self, store: Store, metric: Metric, frozen: Frozen, now: Snapshot) -> None:
        self._metric = metric
        self._was = frozen.definitions.get(metric.name, "")
        self._is = stamps.definition_of(metric)
        facts = [half.fact for half in metric.halves]
        before = _stamps(store, frozen.snapshot)
        after = stamps.read(now.stamps)
        both = [(before[f], after[f]) for f in facts if f in before and f in after]
        self._remade = any(old.definition != new.definition for old, new in both)
        self._policies = any(old.policy != new.policy for old, new in both)
        self._files = _late_files(store, metric, frozen.snapshot, now.number)

    def of(self, old: Any, between: Any, new: Any) -> dict[Cause, str]:
        """Return the causes of old -> new, each in words; `between`: by definition alone."""
        why: dict[Cause, str] = {}
        if not _same(old, between):
            why["definition version"] = (
                mark("another release of Andon works the same definition out differently")
                if self._was == self._is
                else later(
                    "the metric is defined anew ({was} is now {now})", was=self._was, now=self._is
                )
            )
        if _same(between, new):
            return why
        if self._remade:
            why["definition version"] = mark("the fact that it counts is defined anew")
        if self._policies:
            why["policy version"] = mark("the configuration that it follows has another version")
        if self._files or not (self._remade or self._policies):
            why["late rows"] = self._files or mark("rows were corrected")
        return why


def _stamps(store: Store, number: int) -> Mapping[str, stamps.Stamp]:
    try:
        with store.pinned(number) as snapshot:
            return stamps.read(snapshot.stamps)
    except NoDataError:
        return {}


def _late_files(store: Store, metric: Metric, before: int, after: int) -> str:
    """Name the files that came or went between two snapshots for what `metric` counts."""
    tables = {table for half in metric.halves for table in fact_named(half.fact).tables}

    def loaded(number: int) -> set[tuple[str, str]]:
        return {
            (file["batch"], file["file"])
            for file in store.files(number)
            if file["state"] == "loaded" and tables & set(file["tables"] or ())
        }

    try:
        then, now = loaded(before), loaded(after)
    except NoDataError:
        return ""
    came = [f"{file} of {batch}" for batch, file in sorted(now - then)]
    went = [f"{file} of {batch}, taken back" for batch, file in sorted(then - now)]
    listed = came + went
    more = [f"{len(listed) - NAMED_FILES} more"] if len(listed) > NAMED_FILES else []
    return ", ".join([*listed[:NAMED_FILES], *more])


def _gone(name: str, published: Mapping[str, Any], old: Mapping[Key, Any]) -> Iterator[Restatement]:
    for key, value in old.items():
        if value is not None:
            label = str(published.get("label", name))
            says = mark("no metric of this name is defined any more")
            yield Restatement(name, label, *key, value, None, ("definition version",), says)


def _same(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)
