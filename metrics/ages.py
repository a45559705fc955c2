"""What stands by how old it is: the backlog in bands of age at the as-of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from metrics.compile import Compiled
from metrics.compile_rows import compile_rows
from metrics.dialects import quoted
from metrics.language import later
from metrics.model import EVERYTHING, Query, QueryError, Scope, Span, Where

if TYPE_CHECKING:
    from metrics.engine import Store

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
# Where one band ends and the next begins: an age that is reached belongs to the older band.
EDGES = (4 * HOUR, DAY, 2 * DAY, 4 * DAY, 7 * DAY, 14 * DAY, 28 * DAY)
BEGINNING = dt.datetime(1, 1, 2, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Band:
    """Rows at least `since` and less than `until` old (None: without end), and how many they are.

    `span` is when they came: what a query's `within` needs to list exactly these rows.
    """

    since: dt.timedelta
    until: dt.timedelta | None
    count: int
    span: Span


def ages(
    store: Store,
    metric: str,
    where: Where = (),
    *,
    scope: Scope = EVERYTHING,
    snapshot: int | None = None,
    edges: tuple[dt.timedelta, ...] = EDGES,
) -> tuple[Band, ...]:
    """Return what the stock `metric` counts at the as-of, youngest band first.

    The age is wall clock, from the row's time (of a ticket: created or last opened again). The
    bands add up to the metric. QueryError for a metric that is no stock of rows.
    """
    stock = store.catalogue.metric(metric)
    if stock.kind != "stock":
        raise QueryError(later("{metric} is no stock, so nothing of it has an age", metric=metric))
    with store.pinned(snapshot) as pinned:
        query = Query(metric, where=where, scope=scope, snapshot=pinned.number)
        _, source = compile_rows(query, stock, store.catalogue, pinned.today)
        came = f"t.{quoted(stock.time)}"
        moments = [pinned.as_of - edge for edge in edges]
        steps = " ".join(f"when {came} > ? then {number}" for number in range(len(edges)))
        sql = (
            "select s.band as band, count(*) as counted\nfrom (\n"
            f"  select case {steps} else {len(edges)} end as band\n  {source.sql}\n"
            ") as s\ngroup by s.band"
        )
        compiled = Compiled(sql, (*moments, *source.params))
        counts: dict[int, int] = dict(store.ask(compiled, metric, pinned.number)[1])
        tick = dt.timedelta(microseconds=1)  # an instant of exactly the edge is the older band's
        ends = [dt.datetime.max.replace(tzinfo=dt.UTC), *(instant + tick for instant in moments)]
        starts = [*ends[1:], BEGINNING]
    return tuple(
        Band(since, until, int(counts.get(number, 0)), (start, end))
        for number, (since, until, start, end) in enumerate(
            zip((dt.timedelta(0), *edges), (*edges, None), starts, ends, strict=True)
        )
    )
