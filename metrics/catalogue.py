"""Reads and checks the metrics' and dimensions' YAML: the shipped ones and the user's own.

A file of the user's ``metrics/`` replaces the shipped one of its name; a metric in a file of
another name is added, or replaces the shipped metric of its name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from metrics.config import Document, ItemPath, read_yaml, validated
from metrics.fact import day_column, fact_named, facts
from metrics.model import (
    UNITS,
    Dimension,
    Kind,
    Maturing,
    Measure,
    Metric,
    UnknownNameError,
    UserError,
    nearest,
)
from metrics.settings import Settings
from metrics.specs import DimensionSpec, Half, MetricSpec

HERE = Path(__file__).parent / "definitions"
DIMENSIONS = "dimensions.yaml"
EVERY_ROW = "all"
NAME = r"^[a-z][a-z0-9_]*$"
# what an answer's row holds besides its members
ANSWER_COLUMNS = (
    "period",
    "value",
    "numerator",
    "denominator",
    "low",
    "high",
    "n",
    "undecided",
    "partial",
    "missing",
)


@dataclass(frozen=True)
class Catalogue:
    """All metrics and dimensions, checked against the facts, in the order of their files.

    `former` leads from a name that a metric had to the one that it has.
    """

    metrics: Mapping[str, Metric]
    dimensions: Mapping[str, Dimension]
    former: Mapping[str, str] = field(default_factory=dict)

    def metric(self, name: str) -> Metric:
        """Return the metric that `name` is or was; UnknownNameError with the nearest match."""
        name = name if name in self.metrics else self.former.get(name, name)
        if name not in self.metrics:
            raise UnknownNameError.of("metric", name, self.metrics)
        return self.metrics[name]

    def dimension(self, name: str) -> Dimension:
        """Return the dimension `name`; UnknownNameError with the nearest match if there is none."""
        if name not in self.dimensions:
            raise UnknownNameError.of("dimension", name, self.dimensions)
        return self.dimensions[name]

    def dimensions_of(self, metric: Metric) -> tuple[str, ...]:
        """Return the dimensions that all halves of `metric` can be cut by."""
        shared = [set(fact_named(half.fact).columns) for half in metric.halves]
        return tuple(d for d in self.dimensions if all(d in columns for columns in shared))


def load_catalogue(settings: Settings) -> Catalogue:
    """Read all definitions; ConfigError with file, line and item for the first mistake."""
    paths = settings.files("metrics", HERE)
    dimensions: dict[str, Dimension] = {}
    for path in paths:
        if path.name == DIMENSIONS:
            dimensions = _read_dimensions(read_yaml(path))
    found: dict[str, tuple[Metric, Path]] = {}
    former: dict[str, str] = {}
    for path in sorted(paths, key=lambda path: path.parent != HERE):
        if path.name == DIMENSIONS:
            continue
        document = read_yaml(path)
        for name in _names(document):
            there = found.get(name)
            if there is not None and there[1].parent == path.parent:
                raise document.error((name,), f"is already defined in {there[1].name}")
            found[name] = (_read_metric(document, name, dimensions), path)
            former |= _former(document, name, former)
    metrics = {name: metric for name, (metric, _) in found.items()}
    return Catalogue(metrics, dimensions, former)


def _former(document: Document, name: str, known: Mapping[str, str]) -> dict[str, str]:
    """Return the names that the metric `name` had; no two metrics can have had the same."""
    names = document.data[name].get("formerly", ())
    for number, was in enumerate(names):
        if known.get(was, name) != name:
            raise document.error(
                (name, "formerly", number), f"{was!r} is what {known[was]} was called already"
            )
    return dict.fromkeys(names, name)


def _names(document: Document) -> list[str]:
    if not isinstance(document.data, dict):
        raise document.error((), "expected a name, then what it means")
    for name in document.data:
        if not isinstance(name, str) or not re.match(NAME, name):
            raise document.error((name,), "a name has small letters, digits and _ only")
    return list(document.data)


def _read_dimensions(document: Document) -> dict[str, Dimension]:
    found = {}
    for name in _names(document):
        if name in ANSWER_COLUMNS:
            raise document.error((name,), "is the name of a column that every answer has")
        spec = validated(DimensionSpec, document, (name,))
        found[name] = Dimension(name, spec.label, spec.meaning, spec.order)
    return found


def _read_metric(document: Document, name: str, dimensions: Mapping[str, Dimension]) -> Metric:
    spec = validated(MetricSpec, document, (name,))
    check = _Checks(document)
    check.fact((name, "fact"), spec.fact)
    check.time((name, "time"), spec.fact, spec.time)
    if spec.unit not in UNITS:
        raise document.error(
            (name, "unit"), f"there is no unit {spec.unit!r}{nearest(spec.unit, UNITS)}"
        )
    over, share, raters, ended, per = None, None, None, None, None
    kind: Kind = "total"
    if spec.ratio is not None:
        kind = "ratio"
        of = check.half((name, "ratio", "of"), spec.ratio.of, spec)
        over = check.half((name, "ratio", "over"), spec.ratio.over, spec)
    elif spec.percentile is not None:
        kind, share = "percentile", spec.percentile.at
        check.column((name, "percentile", "of"), spec.fact, spec.percentile.of)
        of = Measure(spec.fact, spec.time, "sum", spec.percentile.of)
    elif spec.stock is not None:
        kind, ended, share, per = "stock", spec.stock.ended, spec.stock.age, spec.stock.per
        check.time((name, "stock", "ended"), spec.fact, ended)
        if share is not None:
            kind = "stock_age"
        if per is not None:
            kind = "stock_per"
            check.column((name, "stock", "per"), spec.fact, per)
        of = Measure(spec.fact, spec.time, "count")
    elif spec.kappa is not None:
        kind, raters = "kappa", (spec.kappa.first, spec.kappa.second)
        for rater, column in zip(("first", "second"), raters, strict=True):
            check.column((name, "kappa", rater), spec.fact, column)
        of = Measure(spec.fact, spec.time, "count")
    else:
        whole = Half(
            count=spec.count, sum=spec.sum, distinct=spec.distinct, null_says=spec.null_says
        )
        of = check.half((name,), whole, spec)
    if spec.undecided is not None:
        check.column((name, "undecided"), spec.fact, spec.undecided.column)
        if spec.undecided.time is not None:
            check.time((name, "undecided", "time"), spec.fact, spec.undecided.time)
    matures = None
    if spec.matures is not None:
        matures = Maturing(spec.matures.fact, spec.matures.lag, spec.matures.at)
        check.fact((name, "matures", "fact"), matures.fact)
        check.column((name, "matures", "lag"), matures.fact, matures.lag)
    shared = [m.fact for m in (of, over) if m is not None]
    for number, dimension in enumerate(spec.slice_by):
        place = (name, "slice_by", number)
        if dimension not in dimensions:
            raise document.error(
                place, f"there is no dimension {dimension!r}{nearest(dimension, dimensions)}"
            )
        for fact in shared:
            check.column(place, fact, dimension)
    return Metric(
        name=name,
        label=spec.label,
        question=spec.question,
        kind=kind,
        fact=spec.fact,
        time=spec.time,
        unit=spec.unit,
        better=spec.better,
        of=of,
        over=over,
        percentile=share,
        raters=raters,
        ended=ended,
        per=per,
        undecided=spec.undecided.column if spec.undecided else None,
        undecided_time=spec.undecided.time if spec.undecided else None,
        matures=matures,
        scale=UNITS[spec.unit],
        interval=spec.interval,
        target=spec.target,
        min_n=spec.min_n,
        slice_by=spec.slice_by,
        owner=spec.owner,
        formula=spec.formula,
        notes=spec.notes,
        version=spec.version,
    )


@dataclass(frozen=True)
class _Checks:
    """Looks names of a document up among the facts, and names the place of a miss."""

    document: Document

    def fact(self, place: ItemPath, name: str) -> None:
        try:
            fact_named(name)
        except UserError as problem:
            raise self.document.error(place, str(problem)) from None

    def column(self, place: ItemPath, fact: str, name: str) -> None:
        columns = facts()[fact].columns
        if name not in columns:
            raise self.document.error(
                place, f"the fact {fact} has no column {name!r}{nearest(name, columns)}"
            )

    def time(self, place: ItemPath, fact: str, name: str) -> None:
        self.column(place, fact, name)
        if not name.endswith(("_at", "_on")) or day_column(name) not in facts()[fact].columns:
            times = [c for c in facts()[fact].columns if c.endswith(("_at", "_on"))]
            raise self.document.error(
                place, f"{name!r} is no time of the fact {fact}{nearest(name, times)}"
            )

    def half(self, place: ItemPath, half: Half, spec: MetricSpec) -> Measure:
        fact = half.fact or spec.fact
        self.fact((*place, "fact"), fact)
        if half.fact is not None and half.time is None:
            raise self.document.error(place, "a half of another fact needs its time")
        time = half.time or spec.time
        self.time((*place, "time"), fact, time)
        if half.count is not None:
            column = None if half.count == EVERY_ROW else half.count
            kind: Literal["count", "sum", "distinct"] = "count"
        else:
            kind, column = ("sum", half.sum) if half.sum else ("distinct", half.distinct)
        if column is not None:
            self.column((*place, kind), fact, column)
        return Measure(fact, time, kind, column, half.null_says, half.skip_nulls)
