"""A cohort is hollow until nearly all that will be reported of it has been.

A period counts as whole once the 95th percentile of the lag (type 7, from shipping to the report or
the request) has passed since its end. What was reported before it was shipped has no lag.
"""

from __future__ import annotations

import datetime as dt

import pytest

from metrics import Query
from metrics.model import Grain
from tests.answers.quality import shapes
from tests.answers.quality.answering import QualityAnswers
from tests.answers.quality.conftest import Both

DAY = dt.date
FIRST = DAY(2025, 10, 24)
LAGS = {
    "defect_rate_cohort_ppm": """
        select hours_between(shipped_at, reported_at) from complaints where verdict = 'confirmed'
    """,
    "refund_rate_by_cohort": """
        select hours_between(c.shipped_at, r.requested_at)
        from refunds r
        join complaints c on c.complaint_id = r.complaint_id
        where coalesce(r.decision, 'open') <> 'rejected'
    """,
}


def mature_until(answers: QualityAnswers, metric: str) -> dt.datetime:
    """The instant by which a period must have ended to be whole."""
    lags = [lag for (lag,) in answers.con.execute(LAGS[metric]).fetchall()]
    longest = shapes.percentile(lags, 0.95).value
    assert longest is not None
    as_of: dt.datetime = answers.as_of
    return as_of - dt.timedelta(hours=longest)


@pytest.mark.parametrize(
    ("metric", "last"),
    [
        # C4, C10 and C20 took 33, 9 and 11 hours, a second more or less: 30.8 hours in 95 of 100.
        ("defect_rate_cohort_ppm", DAY(2026, 6, 28)),
        # R01 took 104 hours, R42 84 days: 80 days in 95 of 100. R05 is rejected.
        ("refund_rate_by_cohort", DAY(2026, 4, 10)),
    ],
)
def test_the_last_whole_day_of_the_traps(metric: str, last: dt.date, traps: Both) -> None:
    points = traps[0].query(Query(metric, grain="day", start=DAY(2026, 3, 1))).points
    assert max(point.period for point in points if not point.partial and point.period) == last
    for end, partial in ((last, False), (last + dt.timedelta(days=1), True)):
        (point,) = traps[0].query(Query(metric, start=DAY(2026, 3, 1), end=end)).points
        assert point.partial is partial


@pytest.mark.parametrize("grain", ["day", "week", "month", "quarter"])
@pytest.mark.parametrize("metric", LAGS)
def test_each_period_is_whole_or_hollow(metric: str, grain: Grain, invented: Both) -> None:
    store, answers = invented
    until = mature_until(answers, metric)
    answers.rows(metric)  # so that it knows the periods of all days
    lasts: dict[dt.date | None, dt.date] = {}
    for (day, of), period in answers.periods.items():
        if of == grain:
            lasts[period] = max(day, lasts.get(period, day))
    points = store.query(Query(metric, by=("region",), grain=grain)).points
    for point in points:
        assert point.period is not None
        if point.period > FIRST:  # before it, it depends on which feed began when
            after = lasts[point.period] + dt.timedelta(days=1)
            end = dt.datetime.combine(after, dt.time(), answers.zone)
            assert point.partial is (end > until), point
