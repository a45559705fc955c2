"""How rows become a number, in plain Python: sums, ratios of sums, percentiles, stocks, kappa."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from metrics import Query
from tests.answers.answering import Answer, Key

Row = Mapping[str, Any]
Periods = Mapping[tuple[dt.date, str | None], dt.date | None]  # of a day and a grain
DAY = dt.timedelta(days=1)
NONE = Answer(None, None, None, 0)


def kept(query: Query, rows: Iterable[Row]) -> list[Row]:
    """The rows that have the members asked for; None asks for the unknown ones."""
    return [row for row in rows if all(row["dims"].get(n) in members for n, members in query.where)]


def in_range(query: Query, day: dt.date | None) -> bool:
    """Whether a day is known and lies between the first and the last one asked for."""
    return (
        day is not None
        and (query.start is None or day >= query.start)
        and (query.end is None or day <= query.end)
    )


def dated(query: Query, rows: Iterable[Row]) -> list[Row]:
    """The rows that a question over days counts."""
    return [row for row in kept(query, rows) if in_range(query, row["day"])]


def by_day(
    query: Query, rows: Iterable[Row], periods: Periods, shape: Callable[[Sequence[Row]], Answer]
) -> dict[Key, Answer]:
    """Sum the rows of each period and members."""
    groups: dict[Key, list[Row]] = defaultdict(list)
    for row in dated(query, rows):
        period = periods[row["day"], query.grain]
        groups[period, *(row["dims"].get(name) for name in query.by)].append(row)
    return {key: answer for key, group in groups.items() if (answer := shape(group)) != NONE}


def standing(
    query: Query, rows: Iterable[Row], periods: Periods, zone: ZoneInfo, as_of: dt.datetime
) -> list[tuple[dt.date | None, dt.datetime, list[Row]]]:
    """What stands at the end of each period, or at the as-of where that is earlier.

    It has begun by that instant and has not ended; an instant at which a period ends is the next
    period's, the as-of is the last one's.
    """
    found = kept(query, rows)
    lasts: dict[dt.date | None, dt.date] = {}
    for (day, grain), period in periods.items():
        if grain == query.grain and (query.grain is None or in_range(query, day)):
            lasts[period] = max(day, lasts.get(period, day))
    if query.grain is None and query.end is not None:
        lasts[None] = query.end
    stands = []
    for period, last in lasts.items():
        midnight = dt.datetime.combine(last + DAY, dt.time(), zone)
        at, closed = min((midnight, False), (as_of, True))
        stands.append((period, at, [row for row in found if stands_at(row, at, closed)]))
    return stands


def stands_at(row: Row, at: dt.datetime, closed: bool) -> bool:
    """Whether a row stands at `at`, or, unless `closed`, just before it."""
    start, end = row["from_at"], row["until_at"]
    begun = start <= at if closed else start < at
    return begun and (end is None or (end > at if closed else end >= at))


def by_instant(
    query: Query,
    stands: Iterable[tuple[dt.date | None, dt.datetime, list[Row]]],
    shape: Callable[[Sequence[Row], dt.datetime], Answer],
) -> dict[Key, Answer]:
    """Count what stands by period and members."""
    answers: dict[Key, Answer] = {}
    for period, at, rows in stands:
        groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
        for row in rows:
            groups[tuple(row["dims"].get(name) for name in query.by)].append(row)
        answers |= {(period, *members): shape(group, at) for members, group in groups.items()}
    return answers


def total(rows: Sequence[Row]) -> Answer:
    """A sum; one amount that is not known makes it unknown."""
    amounts = [row["amount"] for row in rows]
    whole = None if None in amounts else float(sum(amounts))
    return Answer(whole, None, whole, len(rows), sum(row["undecided"] for row in rows))


def ratio(rows: Sequence[Row], scale: float = 1) -> Answer:
    """Two sums over what is decided, divided last."""
    decided = [row for row in rows if not row["undecided"]]
    of = float(sum(row["of"] for row in decided))
    over = float(sum(row["over"] for row in decided))
    value = of / over * scale if over else None
    return Answer(of, over, value, len(decided), len(rows) - len(decided))


def percentile(measures: Iterable[float | None], at: float) -> Answer:
    """Type 7: the value at place (n - 1) p, on the line between its neighbours."""
    known = sorted(measure for measure in measures if measure is not None)
    if not known:
        return NONE
    place = (len(known) - 1) * at
    low, high = known[math.floor(place)], known[math.ceil(place)]
    return Answer(None, None, low + (place - math.floor(place)) * (high - low), len(known))


def hours(start: dt.datetime, end: dt.datetime) -> float:
    """Hours from one instant to a later one."""
    return (end - start) / dt.timedelta(hours=1)


def per_agent(rows: Sequence[Row]) -> Answer:
    """How many stand for each agent who is known."""
    held = [row["dims"]["assignee"] for row in rows if row["dims"]["assignee"] is not None]
    agents = len(set(held))
    return Answer(len(held), agents, len(held) / agents if agents else None, len(held))


def kappa(rows: Sequence[Row]) -> Answer:
    """Cohen's kappa, pass or fail; none where chance alone would always agree."""
    pairs = len(rows)
    agreeing = sum(row["one"] == row["other"] for row in rows)
    ones, others = sum(row["one"] for row in rows), sum(row["other"] for row in rows)
    # in whole numbers: chance agrees in `chance` of pairs x pairs
    chance = ones * others + (pairs - ones) * (pairs - others)
    left = pairs * pairs - chance
    value = (agreeing * pairs - chance) / left if left else None
    return Answer(agreeing, pairs, value, pairs)
