"""Any metric by its dimensions: members with their change, over time, and one against another.

Every number comes from ``Store.query``: totals of a row or a column are asked for by themselves,
because rates, percentiles and distinct counts do not add up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from metrics.engine import Store
from metrics.language import later, mark
from metrics.model import Grain, Metric, Point, Query, QueryError, nearest
from metrics.periods import DAY, YEAR_OF_WEEKS
from metrics.review import change

Members = tuple[str | None, ...]
FILLED = ("total", "stock")  # no row of these in a whole period is a zero, of others it is unknown
MOST_DIMENSIONS = 2


@dataclass(frozen=True)
class Standing:
    """One combination of members: its number, the one that it is compared with, the change.

    `change` is a difference of rates, a fraction of volumes; None with the reason `why`. `low_n`:
    under the metric's smallest n, which leaves it out of the ranking.
    """

    members: Members
    point: Point
    before: Point | None
    change: float | None
    why: str
    low_n: bool


@dataclass(frozen=True)
class Board:
    """A metric cut by dimensions: `whole` is the uncut number, `rows` its members in order.

    Worst first where the metric has a better direction, else largest first; those with too few
    rows to rank come after, and those without a number last.
    """

    metric: Metric
    by: tuple[str, ...]
    whole: Standing
    rows: tuple[Standing, ...]


@dataclass(frozen=True)
class Trend:
    """A metric over time: the uncut line, and one for each of the members with the largest n.

    `lines` have one entry a period of `starts`; None where nothing is known. `hidden` is how many
    members are not among them.
    """

    metric: Metric
    grain: Grain
    starts: tuple[dt.date, ...]
    whole: tuple[Point, ...]
    lines: Mapping[Members, tuple[float | None, ...]]
    hidden: int


@dataclass(frozen=True)
class Pivot:
    """A metric by two dimensions: members of the first down, of the second across.

    `down` and `across` are those with the largest n; `cells` has no entry where nothing was
    counted. `rest_down` and `rest_across` are how many are left out.
    """

    metric: Metric
    by: tuple[str, str]
    down: tuple[Point, ...]
    across: tuple[Point, ...]
    cells: Mapping[Members, Point]
    whole: Point
    rest_down: int
    rest_across: int


def can_cut(store: Store, metric: Metric) -> tuple[str, ...]:
    """Return the dimensions that `metric` can be cut by, those that it declares first."""
    every = store.catalogue.dimensions_of(metric)
    declared = [name for name in metric.slice_by if name in every]
    return tuple(dict.fromkeys((*declared, *every)))


def checked(store: Store, metric: Metric, by: Sequence[str]) -> None:
    """Refuse, with the nearest match, what `metric` cannot be cut by; more than two, or one twice.

    QueryError says which and what there is.
    """
    possible = can_cut(store, metric)
    for name in by:
        if name not in possible:
            label = store.catalogue.dimensions[name].label if name in store.catalogue.dimensions \
                else name  # fmt: skip
            raise QueryError(
                later(
                    "{metric} cannot be cut by “{label}”{nearest}",
                    metric=metric.label,
                    label=label[:80],
                    nearest=nearest(name[:80], possible),
                )
            )
    if len(by) > MOST_DIMENSIONS or len(set(by)) != len(by):
        raise QueryError(
            later(
                "{metric} is cut by at most {most} different dimensions",
                metric=metric.label,
                most=MOST_DIMENSIONS,
            )
        )


def earlier(query: Query, versus: str) -> Query | None:
    """Return `query` for what its days are compared with; None without days.

    `versus` ``year`` is 364 days earlier, so that weekdays meet; else as many days just before.
    """
    if query.start is None or query.end is None:
        return None
    by = YEAR_OF_WEEKS if versus == "year" else query.end + DAY - query.start
    return replace(query, start=query.start - by, end=query.end - by)


def board(store: Store, query: Query, versus: str = "week") -> Board:
    """Return `query` by its dimensions, each member with its change since the days before."""
    metric = store.catalogue.metric(query.metric)
    checked(store, metric, query.by)
    base = earlier(query, versus)
    then = {} if base is None else _by_members(store.query(base).points)
    uncut = replace(query, by=())
    (now,) = store.query(uncut).points
    before = None if base is None else store.query(replace(base, by=())).points[0]
    rows = [
        _standing(metric, point, then.get(point.members))
        for point in (store.query(query).points if query.by else ())
    ]
    return Board(metric, query.by, _standing(metric, now, before), tuple(_ranked(metric, rows)))


def trend(store: Store, query: Query, grain: Grain, most: int) -> Trend:
    """Return `query` over time by `grain`, with a line each for its `most` largest members."""
    metric = store.catalogue.metric(query.metric)
    checked(store, metric, query.by)
    whole = store.query(replace(query, by=(), grain=grain)).points
    whole = tuple(point for point in whole if point.period is not None)
    if not query.by or not whole:
        return Trend(metric, grain, tuple(_starts(whole)), whole, {}, 0)
    sizes = _largest(store.query(replace(query, grain=None)).points)
    chosen = sizes[:most]
    found: dict[Members, dict[dt.date | None, Point]] = {members: {} for members in chosen}
    for point in store.query(replace(query, grain=grain)).points:
        if point.members in found:
            found[point.members][point.period] = point
    lines = {
        members: tuple(_at(metric, all_, points.get(all_.period)) for all_ in whole)
        for members, points in found.items()
    }
    return Trend(
        metric, grain, tuple(_starts(whole)), whole, lines, max(len(sizes) - len(chosen), 0)
    )


def pivot(store: Store, query: Query, most_down: int, most_across: int) -> Pivot:
    """Return `query` by its two dimensions, the largest members of each."""
    metric = store.catalogue.metric(query.metric)
    checked(store, metric, query.by)
    if len(query.by) != MOST_DIMENSIONS:
        raise QueryError(later("a pivot needs two dimensions"))
    first, second = query.by
    down = _sized(store.query(replace(query, by=(first,))).points)
    across = _sized(store.query(replace(query, by=(second,))).points)
    (whole,) = store.query(replace(query, by=())).points
    kept_down, kept_across = down[:most_down], across[:most_across]
    rows, columns = ({p.members[0] for p in kept} for kept in (kept_down, kept_across))
    cells = {
        point.members: point
        for point in store.query(query).points
        if point.members[0] in rows and point.members[1] in columns
    }
    return Pivot(
        metric, (first, second), tuple(kept_down), tuple(kept_across), cells, whole,
        len(down) - len(kept_down), len(across) - len(kept_across),
    )  # fmt: skip


def _standing(metric: Metric, now: Point, before: Point | None) -> Standing:
    moved = None if before is None else change(metric, now, before)
    why = "" if moved is not None else _why(now, before)
    return Standing(now.members, now, before, moved, why, now.n < metric.min_n)


def _why(now: Point, before: Point | None) -> str:
    """Say why there is no change to tell."""
    if before is None:
        return mark("nothing in the days before")
    if now.value is None or now.partial:
        return now.reason or mark("these days are not whole")
    if before.value is None or before.partial:
        return before.reason or mark("the days before are not whole in the data")
    return mark("zero in the days before")


def _ranked(metric: Metric, rows: Iterable[Standing]) -> list[Standing]:
    up = metric.better != "higher"

    def place(row: Standing) -> tuple[int, float, int, str]:
        value = row.point.value
        rank = 2 if value is None else 1 if row.low_n else 0
        name = "/".join(member or "" for member in row.members)
        return rank, (-(value or 0.0) if up else (value or 0.0)), -row.point.n, name

    return sorted(rows, key=place)


def _sized(points: Iterable[Point]) -> list[Point]:
    """Order by n, the largest first; what has neither rows nor a number is left out."""
    some = [point for point in points if point.n or point.value]
    return sorted(some, key=lambda point: (-point.n, [member or "" for member in point.members]))


def _largest(points: Iterable[Point]) -> list[Members]:
    return [point.members for point in _sized(points)]


def _by_members(points: Iterable[Point]) -> dict[Members, Point]:
    return {point.members: point for point in points}


def _starts(points: Iterable[Point]) -> list[dt.date]:
    return [point.period for point in points if point.period is not None]


def _at(metric: Metric, all_: Point, point: Point | None) -> float | None:
    """Return a member's value in a period; nothing there is zero only where that is known."""
    if point is not None:
        return point.value
    known = metric.kind in FILLED and all_.value is not None and not all_.blank
    return 0.0 if known else None
