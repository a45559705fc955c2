"""Stocks that no sum of moves gives: how old what stands is, and over how many it is spread.

Most rows are gone within a period or two, so they meet the end of the period in which they came by
equality; only those that outlast the next one as well are compared with all later ends.
"""

from __future__ import annotations

import datetime as dt

from metrics import dialects
from metrics.compile import (
    MEASURES,
    Compiled,
    Condition,
    days_condition,
    group_by,
    indented,
    narrowing,
    order_by,
    where_clause,
)
from metrics.dialects import quoted
from metrics.fact import day_column
from metrics.model import Metric, Query


def standing_condition(metric: Metric, day: dt.date) -> list[Condition]:
    """Return the conditions of the rows that a stock counts at the end of `day`."""
    ended = f"t.{quoted(day_column(metric.ended or ''))}"
    found = [
        *days_condition(metric.time, None, day),
        Condition(f"({ended} is null or {ended} > ?)", (day,)),
    ]
    if metric.kind == "stock_age":  # of the as-of's own day only what had come by the as-of
        ends = "(select d.ends_us from facts.days as d where d.day = ?)"
        found.append(Condition(f"epoch_us(t.{quoted(metric.time)}) <= {ends}", (day,)))
    if metric.kind == "stock_per":
        found.append(Condition(f"t.{quoted(metric.per or '')} is not null"))
    return found


def compile_standing(query: Query, metric: Metric, today: dt.date) -> Compiled:
    """Return the SQL of what stands at the end of each period, or of the last day asked for.

    The last period, if it is not over, is read at `today`, the reporting day of the as-of.
    """
    end = min(query.end or today, today)
    if query.grain is None:
        return _at_one_day(query, metric, end)
    ends, ends_params = _ends(query, metric, end)
    crossing, crossing_params = _crossing(query, metric, end)
    kept = ["c.came_us as came_us", *(f"c.{name} as {name}" for name in _kept(query, metric))]
    standing = (
        f"select e.n as n, {', '.join(kept)}\n"
        "from crossing as c\njoin ends as e on e.n = c.n\nunion all\n"
        f"select e.n as n, {', '.join(kept)}\n"
        "from crossing as c\njoin ends as x on x.n = c.n + 1 and x.day < c.went\n"
        "join ends as e on e.n > c.n and e.day < c.went"
    )
    lead = [*(f"s.{quoted(name)}" for name in query.by), "e.period"]
    names = [*(quoted(name) for name in query.by), "period"]
    columns = [
        *(f"{column} as {name}" for column, name in zip(lead, names, strict=True)),
        *(f"{sql} as {name}" for name, sql in _measured(metric, "s.came_us").items()),
    ]
    join = "join" if query.by else "left join"  # a period in which nothing stands has its row
    parts = {"ends": ends, "crossing": crossing, "standing": standing}
    ctes = ",\n".join(f"{name} as (\n{indented(sql)}\n)" for name, sql in parts.items())
    sql = (
        f"with {ctes}\nselect\n  "
        + ",\n  ".join(columns)
        + f"\nfrom ends as e\n{join} standing as s on s.n = e.n"
        + group_by(lead)
    )
    return Compiled(sql + order_by(query), (*ends_params, *crossing_params))


def _at_one_day(query: Query, metric: Metric, day: dt.date) -> Compiled:
    clause = where_clause(
        [
            *standing_condition(metric, day),
            *narrowing(query, metric.time),
        ]
    )
    members = [f"s.{quoted(name)}" for name in query.by]
    rows = [f"epoch_us(t.{quoted(metric.time)}) as came_us"]
    rows += [f"t.{name} as {name}" for name in _kept(query, metric)]
    columns = [
        *(f"{member} as {quoted(name)}" for member, name in zip(members, query.by, strict=True)),
        *(f"{sql} as {name}" for name, sql in _measured(metric, "s.came_us").items()),
    ]
    sql = (
        f"with standing as (\n  select {', '.join(rows)}\n  from facts.{quoted(metric.fact)} as t\n"
        f"{indented(clause.sql)}\n),\nends as (\n"
        "  select d.ends_us as ends_us from facts.days as d where d.day = ?\n)\nselect\n  "
        + ",\n  ".join(columns)
        + "\nfrom standing as s\ncross join ends as e"
        + group_by(members)
    )
    return Compiled(sql + order_by(query), (*clause.params, day))


def _ends(query: Query, metric: Metric, end: dt.date) -> tuple[str, tuple[object, ...]]:
    """Number the periods from 1 on, each with its last day and the instant at which that ends."""
    first = (
        f"(select min(t.{quoted(day_column(metric.time))}) from facts.{quoted(metric.fact)} as t)"
    )
    params: tuple[object, ...] = (end,)
    if query.start is not None:
        first, params = "cast(? as date)", (query.start, end)
    period = f"d.{query.grain}"
    sql = (
        f"select\n  {period} as period,\n  row_number() over (order by {period}) as n,\n"
        "  max(d.day) as day,\n  max(d.ends_us) as ends_us\n"
        f"from facts.days as d\nwhere d.day >= {first} and d.day <= ?" + group_by([period])
    )
    return sql, params


def _crossing(query: Query, metric: Metric, end: dt.date) -> tuple[str, tuple[object, ...]]:
    """List the rows that outlast the period in which they came, or came before the first (0)."""
    came, ended = (f"t.{quoted(day_column(c))}" for c in (metric.time, metric.ended or ""))
    conditions = [
        *days_condition(metric.time, None, end),
        *narrowing(query, metric.time),
        Condition(f"({ended} is null or e.day is null or {ended} > e.day)"),
    ]
    if query.start is not None:
        conditions.append(Condition(f"({ended} is null or {ended} > ?)", (query.start,)))
    clause = where_clause(conditions)
    columns = [
        *(f"t.{name} as {name}" for name in _kept(query, metric)),
        f"epoch_us(t.{quoted(metric.time)}) as came_us",
        f"coalesce({ended}, cast('9999-12-31' as date)) as went",
        "coalesce(e.n, 0) as n",
    ]
    sql = (
        "select\n  "
        + ",\n  ".join(columns)
        + f"\nfrom facts.{quoted(metric.fact)} as t\njoin facts.days as d on d.day = {came}\n"
        + f"left join ends as e on e.period = d.{query.grain}\n{clause.sql}"
    )
    return sql, clause.params


def _kept(query: Query, metric: Metric) -> list[str]:
    """Return the columns that must be carried along: members, and what a stock is spread over."""
    return [quoted(n) for n in dict.fromkeys([*query.by, *([metric.per] if metric.per else [])])]


def _measured(metric: Metric, came: str) -> dict[str, str]:
    if metric.kind == "stock_per":
        per = f"s.{quoted(metric.per or '')}"
        found = {"numerator": f"count({per})", "denominator": f"count(distinct {per})"}
        return dict.fromkeys(MEASURES, "0") | found | {"n": f"count({per})"}
    age = f"case when {came} <= e.ends_us then (e.ends_us - {came}) / 1000000.0 end"
    percentile = dialects.percentile(age, metric.percentile or 0.5)
    return dict.fromkeys(MEASURES, "0") | {"numerator": percentile, "n": f"count({age})"}
