"""Reads and checks the metrics' and dimensions' YAML: the shipped ones and the user's own.

A file of the user's ``metrics/`` replaces the shipped one of its name; a metric in a file of
another name is added, or replaces the shipped metric of its name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from metrics.config import Document, read_yaml, validated
from metrics.fact import fact_named
from metrics.language import later
from metrics.lookup import Checks
from metrics.model import (
    UNITS,
    Dimension,
    Kind,
    Maturing,
    Measure,
    Metric,
    UnknownNameError,
    nearest,
)
from metrics.settings import Settings
from metrics.specs import DimensionSpec, Half, MetricSpec

HERE = Path(__file__).parent / "definitions"
DIMENSIONS = "dimensions.yaml"
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
            raise UnknownNameError.of(later("metric"), name, self.metrics)
        return self.metrics[name]

    def dimension(self, name: str) -> Dimension:
        """Return the dimension `name`; UnknownNameError with the nearest match if there is none."""
        if name not in self.dimensions:
            raise UnknownNameError.of(later("dimension"), name, self.dimensions)
        return self.dimensions[name]

    def dimensions_of(self, metric: Metric) -> tuple[str, ...]:
        """Return the dimensions that all halves of `metric` can be cut by."""
        shared = [set(fact_named(half.fact).columns) for half in metric.halves]
        return tuple(d for d in self.dimensions if all(d in columns for columns in shared))

    def shares_with(self, metric: Metric) -> tuple[float, ...]:
        """Return all shares that are asked of the values of the percentile `metric`.

        None where it stands alone. Who asks for the median of some values asks for their slowest
        tenth as well, and both come from one look at them.
        """
        if metric.kind != "percentile":
            return ()
        own = (metric.of, metric.where, metric.window)
        found = {
            other.percentile
            for other in self.metrics.values()
            if other.kind == "percentile" and (other.of, other.where, other.window) == own
        }
        return tuple(sorted(share for share in found if share)) if len(found) > 1 else ()


def load_catalogue(settings: Settings) -> Catalogue:
    """Read all definitions; ConfigError with file, line and item for the first mistake."""
    paths = settings.files("metrics", HERE)
    dimensions: dict[str, Dimension] = {}
    for path in paths:
        if path.name == DIMENSIONS:
            dimensions = _read_dimensions(read_yaml(path))
    found: dict[str, tuple[Metric, Document]] = {}
    former: dict[str, str] = {}
    for path in sorted(paths, key=lambda path: path.parent != HERE):
        if path.name == DIMENSIONS:
            continue
        document = read_yaml(path)
        for name in _names(document):
            there = found.get(name)
            if there is not None and there[1].path.parent == path.parent:
                raise document.error(
                    (name,), later("is already defined in {file}", file=there[1].path.name)
                )
            found[name] = (_read_metric(document, name, dimensions), document)
            former |= _former(document, name, former)
    metrics = {name: metric for name, (metric, _) in found.items()}
    for name, (metric, document) in found.items():
        if metric.budget_of is not None:
            metrics[name] = _budgeted(document, metric, metrics)
    return Catalogue(metrics, dimensions, former)


def _budgeted(document: Document, metric: Metric, metrics: Mapping[str, Metric]) -> Metric:
    """Return `metric` as a multiple of the share that another metric's target leaves over."""
    place, promised = (metric.name, "budget_of"), metrics.get(metric.budget_of or "")
    if promised is None:
        raise document.error(
            place,
            later(
                "there is no metric {name!r}{nearest}",
                name=metric.budget_of,
                nearest=nearest(f"{metric.budget_of}", metrics),
            ),
        )
    if promised.target is None or not 0 <= promised.target < 1:
        raise document.error(
            place, later("{metric} has no target below 100 %", metric=promised.name)
        )
    return replace(metric, scale=1 / (1 - promised.target))


def _former(document: Document, name: str, known: Mapping[str, str]) -> dict[str, str]:
    """Return the names that the metric `name` had; no two metrics can have had the same."""
    names = document.data[name].get("formerly", ())
    for number, was in enumerate(names):
        if known.get(was, name) != name:
            raise document.error(
                (name, "formerly", number),
                later("{was!r} is what {now} was called already", was=was, now=known[was]),
            )
    return dict.fromkeys(names, name)


def _names(document: Document) -> list[str]:
    if not isinstance(document.data, dict):
        raise document.error((), later("expected a name, then what it means"))
    for name in document.data:
        if not isinstance(name, str) or not re.match(NAME, name):
            raise document.error((name,), later("a name has small letters, digits and _ only"))
    return list(document.data)


def _read_dimensions(document: Document) -> dict[str, Dimension]:
    found = {}
    for name in _names(document):
        if name in ANSWER_COLUMNS:
            raise document.error((name,), later("is the name of a column that every answer has"))
        spec = validated(DimensionSpec, document, (name,))
        found[name] = Dimension(name, spec.label, spec.meaning, spec.order)
    return found


def _read_metric(document: Document, name: str, dimensions: Mapping[str, Dimension]) -> Metric:
    spec = validated(MetricSpec, document, (name,))
    check = Checks(document)
    check.fact((name, "fact"), spec.fact)
    check.time((name, "time"), spec.fact, spec.time)
    if spec.unit not in UNITS:
        raise document.error(
            (name, "unit"),
            later(
                "there is no unit {unit!r}{nearest}",
                unit=spec.unit,
                nearest=nearest(spec.unit, UNITS),
            ),
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
    for column in spec.where:
        for half in (of, over):
            if half is not None:
                check.column((name, "where", column), half.fact, column)
    for number, table in enumerate(spec.feed):
        check.table((name, "feed", number), table)
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
                place,
                later(
                    "there is no dimension {dimension!r}{nearest}",
                    dimension=dimension,
                    nearest=nearest(dimension, dimensions),
                ),
            )
        for fact in shared:
            check.column(place, fact, dimension)
    return Metric(
        name=name,
        english_label=spec.label,
        english_question=spec.question,
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
        where=tuple(spec.where.items()),
        feed=spec.feed,
        window=spec.window,
        budget_of=spec.budget_of,
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
