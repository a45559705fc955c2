"""How a metric's values are spread: the rows of a duration in bins, members of a share by size."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from metrics.analysis.explore import Board
from metrics.compile import Compiled
from metrics.compile_rows import compile_rows
from metrics.dialects import percentile, quoted
from metrics.engine import Store
from metrics.language import later
from metrics.model import Metric, Query, QueryError
from metrics.stats.funnel import Funnel, funnel

BINS = 24
SHOWN_SHARE = 0.98  # what is longer than this share of the rows is one bar at the end


@dataclass(frozen=True)
class Spread:
    """Rows by the size of what is measured, in the metric's unit.

    Bin i counts the values from `edges[i]`, included, to `edges[i + 1]`; `beyond` counts those from
    the last edge on. `n` rows have a value; `median`, `p90` and `most` are theirs, None without.
    """

    metric: Metric
    edges: tuple[float, ...]
    counts: tuple[int, ...]
    beyond: int
    n: int
    median: float | None
    p90: float | None
    most: float | None


def spread(store: Store, query: Query) -> Spread:
    """Return how the values lie whose percentile `query` asks for; `query.by` does not matter.

    QueryError for a metric that is no percentile of rows: nothing is measured on a row.
    """
    metric = store.catalogue.metric(query.metric)
    if metric.kind != "percentile" or metric.of.column is None:
        raise QueryError(
            later("{metric} measures nothing on a row that could be spread", metric=metric.label)
        )
    with store.pinned(query.snapshot) as snapshot:
        _, source = compile_rows(query, metric, store.catalogue, snapshot.today)
    column = f"t.{quoted(metric.of.column)}"
    where = f"{source.sql}\n  and {column} is not null"
    shares = {"q": SHOWN_SHARE, "median": 0.5, "p90": 0.9}
    ends = ", ".join(f"{percentile(column, share)} as {name}" for name, share in shares.items())
    asked = f"select count(*) as n, min({column}) as low, max({column}) as most, {ends}\n{where}"
    names, rows = store.ask(Compiled(asked, source.params), metric.name, snapshot.number)
    told = dict(zip(names, rows[0], strict=True))
    if not told["n"]:
        return Spread(metric, (), (), 0, 0, None, None, None)
    low, top = (float(told[name]) * metric.scale for name in ("low", "q"))
    width = nice((top - min(low, 0.0)) / BINS)
    start = math.floor(min(low, 0.0) / width) * width
    bins = max(math.ceil(round((top - start) / width, 9)), 1)
    scaled = f"cast({column} as double) * ?"
    binned = (
        "select b.bin as bin, count(*) as n\nfrom (\n"
        f"  select case when {scaled} >= ? then ? else cast(floor(({scaled} - ?) / ?) as integer)"
        f" end as bin\n  {where}\n) as b\ngroup by b.bin"
    )
    end = start + bins * width
    bound = (metric.scale, end, bins, metric.scale, start, width, *source.params)
    found = store.ask(Compiled(binned, bound), metric.name, snapshot.number)[1]
    counts = {int(bin_): int(n) for bin_, n in found}
    edges = tuple(round(start + at * width, 9) for at in range(bins + 1))
    median, p90, most = (float(told[name]) * metric.scale for name in ("median", "p90", "most"))
    listed = tuple(counts.get(at, 0) for at in range(bins))
    return Spread(metric, edges, listed, counts.get(bins, 0), int(told["n"]), median, p90, most)


def among(board: Board) -> Funnel | None:
    """Return the members of a share of counts in a funnel, in the board's order; else None.

    Only a share has limits from chance alone: of other ratios there are the values, no limits.
    """
    if board.metric.kind != "ratio" or board.metric.interval != "binomial":
        return None
    held = np.array([row.point.numerator or 0.0 for row in board.rows])
    all_ = np.array([row.point.denominator or 0.0 for row in board.rows])
    if not len(all_) or (held > all_).any() or all_.sum() <= 0:
        return None
    return funnel(held, all_)


def nice(width: float) -> float:
    """Return a round number (1, 2 or 5 times a power of ten) not below `width`; 1 for none."""
    if width <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(width))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= width * (1 - 1e-9))
