"""What a metric itself leaves out of every question: members and days."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from metrics.model import Metric, Query
from metrics.periods import DAY


def narrowed(query: Query, metric: Metric, today: dt.date) -> Query:
    """Return `query` with the metric's own filter, and within its window of days.

    The window ends with the last day asked for, or with `today`, the reporting day of the as-of.
    """
    query = replace(query, where=(*query.where, *metric.where))
    if metric.window is None:
        return query
    end = min(query.end or today, today)
    first = end - (metric.window - 1) * DAY
    return replace(query, start=max(query.start or first, first), end=end)
