"""The periods of the review: which days a number of the box of nine, or a point, stands for."""

from __future__ import annotations

import datetime as dt

from metrics.language import mark, tr
from metrics.model import Grain, Period
from metrics.periods import DAY, WEEK, Calendar
from pages.components import fmt

TO_DATE: dict[str, tuple[Grain, str]] = {
    "mtd": ("month", mark("Month to date")),
    "qtd": ("quarter", mark("Quarter to date")),
    "ytd": ("year", mark("Year to date")),
}


def days(span: str, week: dt.date, calendar: Calendar) -> Period:
    """Return the days of `span` as seen from the week that starts on `week`; its end is out.

    `span` is ``last_week``, ``mtd``, ``qtd``, ``ytd``, or ``week:`` or ``month:`` and a start.
    What is to date, and a month that the reviewed week ends in, ends with that week.
    """
    end = week + WEEK
    if span == "last_week":
        return Period(week, end, "week")
    if span in TO_DATE:
        grain = TO_DATE[span][0]
        return Period(calendar.start(end - DAY, grain), end, grain)
    name, _, first = span.partition(":")
    grain = "month" if name == "month" else "week"
    start = calendar.start(dt.date.fromisoformat(first), grain)
    return Period(start, max(min(calendar.end(start, grain), end), start + DAY), grain)


def said(span: str, week: dt.date, calendar: Calendar) -> str:
    """Return the days of `span` in words."""
    if span in TO_DATE:
        period = days(span, week, calendar)
        return tr(
            "{to_date}, from {start}",
            to_date=tr(TO_DATE[span][1]).lower(),
            start=fmt.day(period.start),
        )
    period = days(span, week, calendar)
    return tr("{start} to {end}", start=fmt.day(period.start), end=fmt.day(period.end - DAY))
