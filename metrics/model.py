"""The frozen data that everything else passes around, and the exception tree.

Exceptions::

    AndonError
    ├── UserError            somebody can mend it: said in one sentence, exit code 2
    │   ├── UnknownNameError a metric, dimension, table, source … that does not exist
    │   ├── ConfigError      a YAML file says something that is not allowed
    │   ├── QueryError       a question that the metric cannot answer
    │   ├── NoDataError      nothing is loaded or published yet
    │   │   └── GoneError    what was published is missing or cannot be used any more
    │   ├── FileRefusedError an export that cannot be loaded
    │   └── BusyError        another load holds the warehouse
    └── InternalError        a fault of ours
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from metrics.language import later
from metrics.worded import Asked, Explained

Grain = Literal["day", "week", "month", "quarter", "year"]
GRAINS: tuple[Grain, ...] = ("day", "week", "month", "quarter", "year")


class AndonError(Exception):
    """Root of all errors that Andon raises on purpose."""


class UserError(AndonError):
    """Something the user can mend; its text is one sentence and is shown as it is."""


class UnknownNameError(UserError):
    """A name that no catalogue has."""

    @classmethod
    def of(cls, kind: str, name: str, known: Iterable[str]) -> UnknownNameError:
        """Say that `name` is no `kind`, with the nearest match among `known`."""
        close = nearest(name, known)
        return cls(
            later("there is no {kind} {name!r}{nearest}", kind=kind, name=name, nearest=close)
        )


class ConfigError(UserError):
    """A configuration file says something that is not allowed; names file, line and item."""


class QueryError(UserError):
    """A question that the metric cannot answer."""


class NoDataError(UserError):
    """Nothing is loaded or published yet."""


class GoneError(NoDataError):
    """What was published is missing or cannot be used; what was loaded need not be lost."""


class FileRefusedError(UserError):
    """An export that cannot be loaded; names the file and the place."""


class BusyError(UserError):
    """Another load holds the warehouse."""


class InternalError(AndonError):
    """A fault of ours, never of the user's."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Return ``"; did you mean 'x'?"``, else what is known, as the end of a sentence."""
    names = sorted(set(known))
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    if close:
        return later("; did you mean {name!r}?", name=close[0])
    shown = ", ".join(names[:12]) + (" …" if len(names) > 12 else "")
    return later("; known: {names}", names=shown) if names else ""


Aggregate = Literal["count", "sum", "distinct"]

# Units, and what a stored number is multiplied by to be read in them; durations are stored in
# seconds. Shares are fractions: 0.95 is written "95 %" by whoever draws it.
UNITS: dict[str, float] = {
    "count": 1.0,
    "units": 1.0,
    "money": 1.0,
    "percent": 1.0,
    "ppm": 1e6,
    "per_ticket": 1.0,
    "per_agent": 1.0,
    "coefficient": 1.0,
    "minutes": 1 / 60,
    "hours": 1 / 3600,
    "days": 1 / 86400,
}
RATE_UNITS = frozenset({"percent", "ppm", "per_ticket", "per_agent", "coefficient"})

# total, ratio, percentile and kappa are of what happened in a period; a stock is what stands at
# its end: counted, the percentile of its age, or divided by how many hold it.
Kind = Literal["total", "ratio", "percentile", "kappa", "stock", "stock_age", "stock_per"]


@dataclass(frozen=True)
class Measure:
    """One sum over one fact: the half of a ratio, or a whole count.

    `column` is a column of the fact: what is summed or counted distinct; for ``count`` a
    boolean column that must be true, or None for every row. `time` is the column that places a
    row in a period; a row whose time is null is in no period and is not counted.

    A row of a ``sum`` whose column is null makes the whole sum unknown, never silently low:
    `null_says` is what such a row lacks, for the reason shown ("no exchange rate"). With
    `skip_nulls` such rows are left out, because the other half leaves them out as well.
    """

    fact: str
    time: str
    aggregate: Aggregate
    column: str | None = None
    null_says: str = ""
    skip_nulls: bool = False


@dataclass(frozen=True)
class Maturing:
    """A period is believed when the percentile `at` of `fact`'s `lag` (seconds) has gone by."""

    fact: str
    lag: str
    at: float


Where = tuple[tuple[str, tuple[str | None, ...]], ...]


@dataclass(frozen=True)
class Metric(Asked):
    """What a number means, as its YAML declares it: `kind` says which shape it has."""

    name: str
    english_label: str
    english_question: str
    kind: Kind
    fact: str
    time: str
    unit: str  # count, percent, ppm, hours, money, units, per_ticket …
    better: Literal["higher", "lower", "neither"]
    of: Measure
    over: Measure | None = None  # ratio
    percentile: float | None = None  # percentile: 0.5, 0.9 of `of.column`; of a stock's age
    raters: tuple[str, str] | None = None  # kappa: the boolean verdicts of the first, the second
    ended: str | None = None  # stock: the column that takes a row out again
    per: str | None = None  # stock_per: the column whose different members divide it
    undecided: str | None = None  # boolean column: neither kept nor broken yet
    undecided_time: str | None = None  # what places an undecided row; None: `time`
    matures: Maturing | None = None  # a younger period is partial, however complete its feeds
    where: Where = ()  # the only rows that it ever counts: members of columns of its facts
    feed: tuple[str, ...] = ()  # tables whose coverage tells its whole periods; none: its facts'
    window: int | None = None  # only so many days, which end with the last day asked for
    budget_of: str | None = None  # the metric whose target leaves this share as a budget
    scale: float = 1.0  # ppm: 1e6; hours from seconds: 1/3600; of a budget 1 / (1 - target)
    interval: Literal["binomial", "none"] = "none"
    target: float | None = None
    min_n: int = 0
    slice_by: tuple[str, ...] = ()
    owner: str = ""
    formula: str = ""
    notes: str = ""
    version: int = 1

    @property
    def is_rate(self) -> bool:
        """Whether changes are shown as differences (rates) or as fractions (volumes)."""
        return self.unit in RATE_UNITS

    @property
    def halves(self) -> tuple[Measure, ...]:
        """The measures that must be summed: one, or the two of a ratio."""
        return (self.of,) if self.over is None else (self.of, self.over)


@dataclass(frozen=True)
class Dimension(Explained):
    """Something a metric can be cut by: a column of the same name and meaning in several facts."""

    name: str
    english_label: str
    english_meaning: str
    order: tuple[str, ...] = ()  # the natural order of its members, where they have one


@dataclass(frozen=True)
class Period:
    """A half-open run of days in the reporting time zone: `start` is in, `end` is out."""

    start: dt.date
    end: dt.date
    grain: Grain | None = None


Span = tuple[dt.datetime, dt.datetime]  # instants: the first is in, the second is out


@dataclass(frozen=True)
class Scope:
    """What a viewer may see: part of every query and of every cache key. Empty: everything."""

    only: Where = ()


EVERYTHING = Scope()


@dataclass(frozen=True)
class Query:
    """A question: which metric, cut by what, at which grain, over which days, for which members.

    `start` is the first day, `end` the last day, both included (as ``--from`` and ``--to``), in
    the reporting time zone. `where` holds ``(dimension, members)``; a None member is "unknown".
    `within` limits what is counted to rows whose time lies in one of its half-open spans: an hour,
    the hours of a weekday, the ages of what stands.
    """

    metric: str
    by: tuple[str, ...] = ()
    grain: Grain | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    where: Where = ()
    scope: Scope = EVERYTHING
    snapshot: int | None = None  # None: the newest
    within: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Point:
    """One answer row. A number that cannot be known is None, and `reason` says why."""

    members: tuple[str | None, ...]
    period: dt.date | None
    value: float | None
    numerator: float | None
    denominator: float | None
    low: float | None
    high: float | None
    n: int
    undecided: int
    partial: bool
    blank: bool = False
    reason: str | None = None


@dataclass(frozen=True)
class Result:
    """The answer to a `Query`: points in order of period, then members."""

    query: Query
    metric: Metric
    snapshot: int
    as_of: dt.datetime
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Rows:
    """Rows behind a number: `total` is how many there are, `rows` the page of them asked for."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    total: int
    snapshot: int

    @property
    def named(self) -> tuple[dict[str, Any], ...]:
        """The rows by the names of their columns."""
        return tuple(dict(zip(self.columns, row, strict=True)) for row in self.rows)


@dataclass(frozen=True)
class Explanation:
    """How a number comes about: the metric, its SQL with bound values, what it counts."""

    metric: Metric
    sql: str
    params: tuple[Any, ...]
    counts: str
    tables: tuple[str, ...] = field(default=())
