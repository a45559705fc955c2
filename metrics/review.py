"""The weekly review: six weeks and twelve months of each metric, the box of nine, signals.

METRICS, sections 8, 9 and 11. Months and to-date figures end with the reviewed week's last day. A
year before is 364 days for weeks, the same month for months, the same calendar date for figures
to date.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from metrics.engine import Store
from metrics.hub import Snapshot
from metrics.language import later
from metrics.model import EVERYTHING, Grain, Metric, Point, Query, QueryError, Scope, Where
from metrics.periods import DAY, WEEK, YEAR_OF_WEEKS, Calendar, add_months, same_day_last_year
from metrics.review_config import Reviewed, load_review_config
from metrics.review_series import CALENDAR_MONTHS, ReviewPoint, Series
from metrics.review_signals import History, ReviewLimits, ReviewSignal, history_of

WEEKS, MONTHS = 6, 12


@dataclass(frozen=True)
class Box:
    """The box of nine. Changes are fractions of volumes and differences of rates.

    None where a number or what it is compared with is not known, not whole, or zero.
    """

    last_week: float | None
    wow: float | None
    yoy: float | None
    mtd: float | None
    mtd_yoy: float | None
    qtd: float | None
    qtd_yoy: float | None
    ytd: float | None
    ytd_yoy: float | None


@dataclass(frozen=True)
class MetricReview:
    """One metric of the review; all points oldest first."""

    metric: Metric
    owner: str
    weeks: tuple[ReviewPoint, ...]
    weeks_prior: tuple[ReviewPoint, ...]
    months: tuple[ReviewPoint, ...]
    months_prior: tuple[ReviewPoint, ...]
    box: Box
    target: float | None
    signals: tuple[ReviewSignal, ...]
    limits: ReviewLimits | None


@dataclass(frozen=True)
class Review:
    """The review of the week that starts on `week_start`, in the order of ``review.yaml``."""

    week_start: dt.date
    snapshot: int
    metrics: dict[str, MetricReview]


def review(
    store: Store,
    week: dt.date | None = None,
    metrics: Sequence[str] | None = None,
    where: Where = (),
    *,
    scope: Scope = EVERYTHING,
    snapshot: int | None = None,
) -> Review:
    """Review the week that holds the day `week`; None: the last complete one at the as-of.

    `metrics` None: those of ``review.yaml``, without those that `where` or `scope` cannot cut.
    QueryError for a week that has not begun, or a named metric that cannot be cut so.
    """
    config = load_review_config(store.settings, store.catalogue)
    with store.pinned(snapshot) as pinned:
        start = reviewed_week(week, pinned)
        found: dict[str, MetricReview] = {}
        for name in metrics if metrics is not None else config:
            metric = store.catalogue.metric(name)
            query = Query(name, where=where, scope=scope, snapshot=pinned.number)
            said = config.get(name, Reviewed())
            if metrics is None and not _can_be_cut(store, metric, query):
                continue
            if metrics is None and said.instead_of is not None and _known(found, said.instead_of):
                continue
            series = Series(store, query, start + WEEK)
            found[name] = _reviewed(series, start, pinned.calendar, said)
    return Review(start, pinned.number, found)


def weeks_of(
    store: Store,
    name: str,
    week: dt.date,
    where: Where = (),
    *,
    scope: Scope = EVERYTHING,
    snapshot: int | None = None,
) -> History:
    """Return all weeks of the metric `name` up to the reviewed `week`, with limits and phases."""
    said = load_review_config(store.settings, store.catalogue).get(name, Reviewed())
    with store.pinned(snapshot) as pinned:
        query = Query(name, where=where, scope=scope, snapshot=pinned.number)
        series = Series(store, query, week + WEEK)
        return history_of(series, week, pinned.calendar, said.phases)


def reviewed_week(week: dt.date | None, snapshot: Snapshot) -> dt.date:
    """Return the first day of the week that holds `week`, or of the last complete one."""
    if week is None:
        return snapshot.calendar.last_complete_week(snapshot.as_of, snapshot.zone).start
    start = snapshot.calendar.start(week, "week")
    if start > snapshot.today:
        raise QueryError(
            later(
                "the week of {week} has not begun: the data go to {today}",
                week=week,
                today=snapshot.today,
            )
        )
    return start


def as_contract(found: Review) -> dict[str, Any]:
    """Return the review as the command line's JSON has it."""
    return {
        "week_start": found.week_start,
        "snapshot": found.snapshot,
        "metrics": {
            name: {**asdict(one), "metric": name, "label": one.metric.label}
            for name, one in found.metrics.items()
        },
    }


def _can_be_cut(store: Store, metric: Metric, query: Query) -> bool:
    known = store.catalogue.dimensions_of(metric)
    return all(name in known for name, _ in (*query.where, *query.scope.only))


def _known(found: Mapping[str, MetricReview], name: str) -> bool:
    one = found.get(name)
    return one is not None and any(at.value is not None for at in (*one.weeks, *one.months))


def _reviewed(series: Series, start: dt.date, calendar: Calendar, config: Reviewed) -> MetricReview:
    weeks = [start - back * WEEK for back in reversed(range(WEEKS))]
    after = start + WEEK
    last_month = CALENDAR_MONTHS.start(after, "month")  # the first that is not complete
    months = [add_months(last_month, -back) for back in range(MONTHS, 0, -1)]
    points = tuple(series.whole(week, "week") for week in weeks)
    prior = tuple(series.whole(week - YEAR_OF_WEEKS, "week") for week in weeks)
    history = history_of(series, start, calendar, config.phases)
    metric = series.metric
    return MetricReview(
        metric=metric,
        owner=config.owner or metric.owner,
        weeks=points,
        weeks_prior=prior,
        months=tuple(series.whole(month, "month") for month in months),
        months_prior=tuple(series.whole(add_months(month, -12), "month") for month in months),
        box=_box(series, (prior[-1], points[-2], points[-1]), after - DAY, calendar),
        target=metric.target if config.target is None else config.target,
        signals=history.signals,
        limits=history.limits,
    )


def _box(
    series: Series,
    weeks: tuple[ReviewPoint, ReviewPoint, ReviewPoint],
    last: dt.date,
    calendar: Calendar,
) -> Box:
    year_before, before, now = weeks
    numbers: dict[str, float | None] = {
        "last_week": now.value,
        "wow": change(series.metric, now, before),
        "yoy": change(series.metric, now, year_before),
    }
    for name, grain in TO_DATE.items():
        start = calendar.start(last, grain)
        to_date = series.point(start, last + DAY)
        then = series.point(same_day_last_year(start), same_day_last_year(last) + DAY)
        numbers[name] = to_date.value
        numbers[f"{name}_yoy"] = change(series.metric, to_date, then)
    return Box(**numbers)


TO_DATE: Mapping[str, Grain] = {"mtd": "month", "qtd": "quarter", "ytd": "year"}


def change(metric: Metric, now: ReviewPoint | Point, before: ReviewPoint | Point) -> float | None:
    """Return how `now` differs from `before`: a rate by a difference, a volume by a fraction.

    None where either is not known or not whole, and for a volume that was zero.
    """
    if now.value is None or before.value is None or now.partial or before.partial:
        return None
    if metric.is_rate:
        return now.value - before.value
    return None if before.value == 0 else (now.value - before.value) / before.value
