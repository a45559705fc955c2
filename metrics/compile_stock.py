"""Stocks: what had come minus what had gone by the end of each period, never a sum of periods."""

from __future__ import annotations

import datetime as dt

from metrics.compile import (
    MEASURES,
    NO_ROLLUPS,
    Compiled,
    days_condition,
    group_by,
    indented,
    narrowing,
    order_by,
    where_clause,
)
from metrics.compile_sums import open_to_all
from metrics.dialects import quoted
from metrics.fact import day_column
from metrics.measures import ROWS
from metrics.model import Metric, Query
from metrics.rolled import Rollups

NONE = [f"0 as {name}" for name in MEASURES if name not in ("numerator", "n")]


def compile_stock(
    query: Query, metric: Metric, today: dt.date, rollups: Rollups = NO_ROLLUPS
) -> Compiled:
    """Return the SQL of a stock at the end of each period, or at the last day asked for.

    The last period, if it is not over, is read at `today`, the reporting day of the as-of.
    """
    end = min(query.end or today, today)
    moves = _moves(query, metric, end, rollups)
    if query.grain is None:
        return _at_one_day(query, moves)
    names = [quoted(name) for name in query.by]
    first = "(select min(m.day) from moves as m)"
    starts: tuple[object, ...] = ()
    if query.start is not None:
        first, starts = "cast(? as date)", (query.start,)
    listed = "".join(f"m.{name}, " for name in names)
    net = (
        f"select {listed}d.{query.grain} as period, sum(m.moved) as moved\n"
        f"from moves as m\njoin facts.days as d on d.day = m.day"
        + group_by([*(f"m.{name}" for name in names), f"d.{query.grain}"])
    )
    periods = (
        f"select d.{query.grain} as period\nfrom facts.days as d\n"
        f"where d.day >= {first} and d.day <= ?" + group_by([f"d.{query.grain}"])
    )
    parts = {"moves": moves.sql, "net": net, "periods": periods}
    members, same, within = "", "", ""
    if names:
        parts["members"] = f"select {', '.join(names)}\nfrom moves" + group_by(names)
        members = "\ncross join members as g"
        same = "".join(f"\n  and n.{name} is not distinct from g.{name}" for name in names)
        within = f"partition by {', '.join(f'g.{name}' for name in names)} "
    running = f"sum(coalesce(n.moved, 0)) over ({within}order by p.period)"
    columns = [
        *(f"g.{name} as {name}" for name in names),
        "p.period as period",
        f"{running} as numerator",
        f"{running} as n",
        *NONE,
    ]
    ctes = ",\n".join(f"{name} as (\n{indented(sql)}\n)" for name, sql in parts.items())
    sql = (
        f"with {ctes}\nselect\n  "
        + ",\n  ".join(columns)
        + f"\nfrom periods as p{members}\nleft join net as n\n  on n.period = p.period{same}"
    )
    return Compiled(sql + order_by(query), (*moves.params, *starts, end))


def _moves(query: Query, metric: Metric, end: dt.date, rollups: Rollups) -> Compiled:
    """Count what came (+) and what went (-) on each day up to `end`, in all without a grain.

    What moved before the first day asked for has moved by then: it is counted on that day, not on
    each of the days before it.
    """
    plain = open_to_all(query, metric)
    selects: list[str] = []
    params: list[object] = []
    for time, sign in ((metric.time, ""), (metric.ended or "", "-")):
        rollup = rollups.find((metric.fact, time), plain, metric.where, ())
        asked = query if rollup is None else plain
        clause = where_clause([*days_condition(time, None, end), *narrowing(asked, metric.time)])
        source = f"facts.{quoted(metric.fact)}" if rollup is None else rollup.table
        source = f"from {source} as t\n{clause.sql}"
        grouped = [f"t.{quoted(name)}" for name in query.by]
        columns = list(grouped)
        if query.grain is not None:
            day = f"t.{quoted(day_column(time))}"
            if query.start is not None:
                read = [*grouped, *([] if rollup is None else [rollup.rows(metric.where)])]
                read.append(f"greatest({day}, cast(? as date)) as day")
                inner = indented(f"select {', '.join(read)}\n{source}")
                source = f"from (\n{inner}\n) as t"
                params.append(query.start)
                day = "t.day"
            grouped.append(day)
            columns.append(f"{day} as day")
        count = ROWS if rollup is None else rollup.sum(ROWS, metric.where)
        columns.append(f"{sign}{count} as moved")
        having = rollup.having(metric.where) if rollup is not None and grouped else ""
        selects.append(f"select {', '.join(columns)}\n{source}{group_by(grouped)}{having}")
        params += clause.params
    return Compiled("\nunion all\n".join(selects), tuple(params))


def _at_one_day(query: Query, moves: Compiled) -> Compiled:
    members = [f"m.{quoted(name)}" for name in query.by]
    standing = "coalesce(sum(m.moved), 0)"
    columns = [*members, f"{standing} as numerator", f"{standing} as n", *NONE]
    sql = (
        f"with moves as (\n{indented(moves.sql)}\n)\nselect\n  "
        + ",\n  ".join(columns)
        + "\nfrom moves as m"
    )
    return Compiled(sql + group_by(members) + order_by(query), moves.params)
