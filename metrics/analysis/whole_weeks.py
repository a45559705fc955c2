"""Which weeks the feeds of a metric cover whole: only those are compared and tested."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from metrics.engine import Store
from metrics.feeds import span_state
from metrics.model import Query
from metrics.periods import WEEK


def whole_weeks(store: Store, query: Query) -> tuple[dt.date, ...]:
    """Return the first days of the weeks that the feed covers whole, up to the query's last day."""
    setting = store.sums(replace(query, by=(), grain=None)).setting
    first = setting.feeds.first_day
    if first is None or query.end is None:
        return ()
    last = setting.calendar.start(query.end, "week")
    found = setting.calendar.between(setting.calendar.start(first, "week"), last, "week")
    return tuple(week for week in found if span_state(week, week + WEEK, setting) == (False, None))
