"""What is known of the feeds behind a metric, and so which spans of days are whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from metrics.fact import fact_named
from metrics.language import later
from metrics.model import Metric
from metrics.periods import Calendar, midnight


@dataclass(frozen=True)
class Feeds:
    """What is known of the feeds behind a metric.

    `first_day` is the first day from which all of them have rows, `covered_until` the instant up
    to which all are complete (both None: nothing is known), `missing` the days on which a feed
    that must have rows has none, with the feed's name; `absent` the feeds without any row.
    """

    first_day: dt.date | None = None
    covered_until: dt.datetime | None = None
    missing: tuple[tuple[dt.date, str], ...] = ()
    absent: tuple[str, ...] = ()


@dataclass(frozen=True)
class Setting:
    """How the snapshot counts time, and what it knows of the metric's feeds.

    `matures`: a span is partial unless it ended by `mature_until` (None: no span has).
    """

    zone: ZoneInfo
    calendar: Calendar
    feeds: Feeds
    matures: bool = False
    mature_until: dt.datetime | None = None

    def is_young(self, end: dt.date | None) -> bool:
        """Tell whether a span that ends before `end` (None: never) is too young to be believed."""
        if not self.matures:
            return False
        if end is None or self.mature_until is None:
            return True
        return midnight(end, self.zone) > self.mature_until


def feed_tables(metric: Metric) -> tuple[str, ...]:
    """Return the canonical tables whose coverage tells which periods of `metric` are whole."""
    if metric.feed:
        return metric.feed
    return tuple(dict.fromkeys(t for half in metric.halves for t in fact_named(half.fact).feed))


def span_state(
    start: dt.date | None, end: dt.date | None, setting: Setting
) -> tuple[bool, str | None]:
    """Tell whether the days `start` … `end` (`end` not included) are partial, and why not known.

    Partial: they end after what is covered, begin before the first row, or are too young. The
    second is the reason for which a period is blank: a day on which a feed has no rows though it
    must.
    """
    feeds = setting.feeds
    late = (
        end is not None
        and feeds.covered_until is not None
        and midnight(end, setting.zone) > feeds.covered_until
    )
    early = start is not None and feeds.first_day is not None and start < feeds.first_day
    lost = [
        later("{table} has no rows for {day}", table=table, day=day)
        for day, table in feeds.missing
        if (start is None or day >= start) and (end is None or day < end)
    ]
    return late or early or setting.is_young(end), _first(lost)


def nothing_loaded(setting: Setting) -> str:
    """Say which feeds have no rows at all."""
    return later("no rows of {tables} are loaded", tables=_both(setting.feeds.absent))


def _both(tables: Sequence[str]) -> str:
    said = tables[0]
    for table in tables[1:]:
        said = later("{one} and {other}", one=said, other=table)
    return said


def _first(lost: Sequence[str]) -> str | None:
    if len(lost) < 2:
        return lost[0] if lost else None
    return later("{day}, and on {more} more", day=lost[0], more=len(lost) - 1)
