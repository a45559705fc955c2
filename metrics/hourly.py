"""A day by the hour against the usual day of that weekday: the mean of the same days before it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from metrics.compile import Compiled
from metrics.compile_rows import Half, compile_rows
from metrics.dialects import quoted
from metrics.fact import day_column
from metrics.feeds import Setting, span_state
from metrics.language import later
from metrics.model import EVERYTHING, Metric, Query, QueryError, Scope, Span, Where
from metrics.periods import DAY, WEEK, midnight
from metrics.zones import local_micros_sql

if TYPE_CHECKING:
    from metrics.engine import Store

WEEKS = 8  # so many days of the same weekday are looked at
LEAST = 3  # with fewer of them nothing is usual
HOURS = 24
_HOUR_US, _DAY_US = 3_600_000_000, 86_400_000_000


@dataclass(frozen=True)
class Hour:
    """One hour of the wall clock: what came in it (None: it is still to come), what usually does.

    `running`: the as-of lies in it. `low` and `high` are the least and the most of the days looked
    at. `span` holds the instants of the hour on the day itself.
    """

    hour: int
    value: int | None
    running: bool
    usual: float | None
    low: int | None
    high: int | None
    span: Span


@dataclass(frozen=True)
class DayByHour:
    """A day by the hour. `days` are those that say what is usual, the latest first.

    `so_far` is the day's count up to the as-of; `usual`, `low` and `high` are the mean, the least
    and the most of what the others had had by the same time of day (None and a `reason` where
    there are too few of them).
    """

    metric: Metric
    day: dt.date
    hours: tuple[Hour, ...]
    so_far: int
    usual: float | None
    low: int | None
    high: int | None
    days: tuple[dt.date, ...]
    reason: str | None = None


def hourly(
    store: Store,
    metric: str,
    day: dt.date,
    where: Where = (),
    *,
    scope: Scope = EVERYTHING,
    snapshot: int | None = None,
) -> DayByHour:
    """Return `day` by the hour of the reporting zone, for a metric that counts rows by a time.

    Usual are the last `WEEKS` days of the same weekday before it which the feed covers whole. The
    hour that daylight saving repeats counts both its passes, the one that it skips has none.
    """
    counted = store.catalogue.metric(metric)
    if counted.kind != "total" or counted.of.aggregate != "count":
        raise QueryError(
            later(
                "{metric} is no count of rows, which a day could be cut into hours by",
                metric=metric,
            )
        )
    with store.pinned(snapshot) as pinned:
        query = Query(metric, where=where, scope=scope, snapshot=pinned.number)
        known = store.sums(replace(query, start=day, end=day)).setting
        before = tuple(d for n in range(1, WEEKS + 1) if _whole(d := day - n * WEEK, known))
        zone, as_of = pinned.zone, pinned.as_of
        spans = tuple((midnight(d, zone), midnight(d + DAY, zone)) for d in (day, *before))
        asked = replace(query, start=min((day, *before)), end=day, within=spans)
        local = min(as_of.astimezone(zone), midnight(day + DAY, zone).astimezone(zone))
        passed = HOURS if local.date() > day else local.hour + local.minute / 60
        sofar_us = _DAY_US if local.date() > day else _into_day(local)
        compiled = _compiled(store, asked, counted, pinned.timezone, sofar_us, pinned.today)
        rows = store.ask(compiled, metric, pinned.number)[1]
    counts = {(row[0], int(row[1])): int(row[2]) for row in rows}
    so_far: dict[dt.date, int] = dict.fromkeys((day, *before), 0)
    for row in rows:
        so_far[row[0]] += int(row[3])
    enough = len(before) >= LEAST
    hours = []
    for hour in range(HOURS):
        others = [counts.get((d, hour), 0) for d in before] if enough else []
        mean, low, high = _spread(others)
        hours.append(
            Hour(
                hour=hour,
                value=counts.get((day, hour), 0) if hour < passed else None,
                running=hour < passed < hour + 1,
                usual=mean,
                low=low,
                high=high,
                span=hour_span(day, hour, zone),
            )
        )
    mean, low, high = _spread([so_far[d] for d in before] if enough else [])
    few = later(
        "{count} whole days of that weekday are loaded, of at least {least}",
        count=len(before),
        least=LEAST,
    )
    return DayByHour(
        metric=counted,
        day=day,
        hours=tuple(hours),
        so_far=so_far[day],
        usual=mean,
        low=low,
        high=high,
        days=before,
        reason=None if enough else few,
    )


def hour_counts(
    store: Store, query: Query, half: Half | None = None
) -> Mapping[tuple[dt.date, int], int]:
    """Return how many rows `query` counts on each day in each hour of the reporting zone.

    `half` says which rows of a ratio; what has none is left out.
    """
    metric = store.catalogue.metric(query.metric)
    with store.pinned(query.snapshot) as pinned:
        _, source = compile_rows(query, metric, store.catalogue, pinned.today, half)
        measure = metric.over if half == "over" and metric.over else metric.of
        micros = local_micros_sql(f"epoch_us(t.{quoted(measure.time)})", pinned.timezone)
        sql = (
            "select s.day as day, s.hour as hour, count(*) as counted\nfrom (\n"
            f"  select t.{quoted(day_column(measure.time))} as day,\n"
            f"    cast(floor(({micros} % {_DAY_US}) / {_HOUR_US}.0) as integer) as hour\n"
            f"  {source.sql}\n) as s\ngroup by s.day, s.hour"
        )
        rows = store.ask(Compiled(sql, source.params), query.metric, pinned.number)[1]
    return {(row[0], int(row[1])): int(row[2]) for row in rows}


def hour_span(day: dt.date, hour: int, zone: dt.tzinfo) -> Span:
    """Return the instants of an hour of the wall clock; an hour that is skipped has none."""
    start = _wall(day, hour, zone)
    return start, max(_wall(day, hour + 1, zone), start)


def _compiled(
    store: Store, query: Query, metric: Metric, zone: str, sofar_us: int, today: dt.date
) -> Compiled:
    """Count by day and hour, and of it what came in the first `sofar_us` µs of the day."""
    _, source = compile_rows(query, metric, store.catalogue, today)
    micros = local_micros_sql(f"epoch_us(t.{quoted(metric.time)})", zone)
    sql = (
        "select\n  s.day as day,\n  s.hour as hour,\n  count(*) as counted,\n"
        "  sum(case when s.into_day <= ? then 1 else 0 end) as so_far\nfrom (\n"
        f"  select\n    t.{quoted(day_column(metric.time))} as day,\n"
        f"    cast(floor(({micros} % {_DAY_US}) / {_HOUR_US}.0) as integer) as hour,\n"
        f"    {micros} % {_DAY_US} as into_day\n"
        f"  {source.sql}\n) as s\ngroup by s.day, s.hour"
    )
    return Compiled(sql, (sofar_us, *source.params))


def _whole(day: dt.date, known: Setting) -> bool:
    partial, lost = span_state(day, day + DAY, known)
    return not partial and lost is None and known.feeds.first_day is not None


def _into_day(local: dt.datetime) -> int:
    past = dt.timedelta(hours=local.hour, minutes=local.minute, seconds=local.second)
    return int(past.total_seconds()) * 1_000_000 + local.microsecond


def _wall(day: dt.date, hour: int, zone: dt.tzinfo) -> dt.datetime:
    """Return the instant at which the wall clock of `day` first shows `hour`."""
    after, at = divmod(hour, HOURS)
    day += after * DAY
    return dt.datetime(day.year, day.month, day.day, at, tzinfo=zone).astimezone(dt.UTC)


def _spread(values: list[int]) -> tuple[float | None, int | None, int | None]:
    if not values:
        return None, None, None
    return sum(values) / len(values), min(values), max(values)
