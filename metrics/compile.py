"""Turns a question into SQL: pure, portable, every value bound.

The text is in the portable subset of DuckDB's dialect (see ``dialects``). Each half of a metric is
summed apart over its own fact, never joined row to row; halves meet in a union, on members and
period, where null (unknown) is a member like any other.

Columns of an answer: the members, ``period`` if a grain is asked for, then `MEASURES`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from metrics import dialects
from metrics.catalogue import Catalogue
from metrics.dialects import quoted
from metrics.fact import day_column, fact_named
from metrics.language import later
from metrics.model import GRAINS, Metric, Query, QueryError, UnknownNameError, Where
from metrics.narrowed import narrowed
from metrics.rolled import Rollups

MEASURES = ("numerator", "denominator", "n", "undecided", "missing", "missing_over")
NO_ROLLUPS = Rollups()
RATED = ("first_holds", "second_holds")  # of a kappa: how often each of the two raters said yes


@dataclass(frozen=True)
class Compiled:
    """SQL in DuckDB's dialect with ``?`` for each of `params`, in order."""

    sql: str
    params: tuple[object, ...]


@dataclass(frozen=True)
class Condition:
    """Part of a WHERE clause over the alias ``t``, and the values it binds."""

    sql: str
    params: tuple[object, ...] = ()


def checked(query: Query, metric: Metric, catalogue: Catalogue) -> None:
    """Raise QueryError or UnknownNameError for a question that `metric` cannot answer."""
    if query.grain is not None and query.grain not in GRAINS:
        raise UnknownNameError.of(later("grain"), query.grain, GRAINS)
    if query.start is not None and query.end is not None and query.end < query.start:
        raise QueryError(
            later(
                "the last day {end} is before the first day {start}",
                end=query.end,
                start=query.start,
            )
        )
    asked = [*query.by, *(name for name, _ in (*query.where, *query.scope.only))]
    for name in asked:
        catalogue.dimension(name)
        lacking = [m.fact for m in metric.halves if name not in fact_named(m.fact).columns]
        if lacking:
            known = ", ".join(catalogue.dimensions_of(metric)) or "nothing"
            both = (
                later("; both halves share {names}", names=known)
                if metric.over is not None
                else later("; it can be cut by {names}", names=known)
            )
            raise QueryError(
                later(
                    "{metric} cannot be cut by {name!r}: {fact} does not have it{nearest}",
                    metric=metric.name,
                    name=name,
                    fact=lacking[0],
                    nearest=both,
                )
            )
    if query.within and not all(half.time.endswith("_at") for half in metric.halves):
        raise QueryError(
            later("{metric} counts by the day, and a day has no hours", metric=metric.name)
        )
    if any(end <= start for start, end in query.within):
        raise QueryError(later("a span of instants ends before it begins"))
    if len(set(query.by)) != len(query.by):
        raise QueryError(
            later("{metric} is to be cut by the same dimension twice", metric=metric.name)
        )


def compile_query(
    query: Query,
    metric: Metric,
    catalogue: Catalogue,
    today: dt.date,
    rollups: Rollups = NO_ROLLUPS,
    shares: Sequence[float] = (),
) -> Compiled:
    """Return the SQL that answers `query`; `today` is the reporting day of the as-of.

    Where one of `rollups` gives the same answer, it is read in place of its fact. With `shares` the
    numerator of a percentile is a list: those of all `shares`.
    """
    from metrics.compile_standing import compile_standing  # they build on this module
    from metrics.compile_stock import compile_stock
    from metrics.compile_sums import compile_sums

    checked(query, metric, catalogue)
    query = narrowed(query, metric, today)
    if metric.kind == "percentile":
        return _percentile(query, metric, shares or (metric.percentile or 0.5,))
    if metric.kind == "kappa":
        return _kappa(query, metric)
    if metric.kind == "stock":
        return compile_stock(query, metric, today, rollups)
    if metric.kind in ("stock_age", "stock_per"):
        return compile_standing(query, metric, today)
    return compile_sums(query, metric, rollups)


def measures(metric: Metric) -> tuple[str, ...]:
    """Return the columns of an answer to `metric` that are no member and no period."""
    return (*MEASURES, *RATED) if metric.kind == "kappa" else MEASURES


def rated_condition(metric: Metric) -> list[Condition]:
    """Return the condition that both raters of a kappa have said something."""
    return [Condition(f"t.{quoted(column)} is not null") for column in metric.raters or ()]


def members_condition(where: Where) -> list[Condition]:
    """Return one condition for each dimension of `where`; no members at all let nothing through."""
    found = []
    for name, members in where:
        column = f"t.{quoted(name)}"
        known = tuple(member for member in members if member is not None)
        tests = []
        if known:
            tests.append(f"{column} in ({', '.join('?' for _ in known)})")
        if None in members:
            tests.append(f"{column} is null")
        found.append(Condition(f"({' or '.join(tests) or '1 = 0'})", known))
    return found


def days_condition(time: str, start: dt.date | None, end: dt.date | None) -> list[Condition]:
    """Return the conditions that `time` is known and its day lies in `start` … `end`."""
    day = f"t.{quoted(day_column(time))}"
    found = [Condition(f"{day} is not null")]
    if start is not None:
        found.append(Condition(f"{day} >= ?", (start,)))
    if end is not None:
        found.append(Condition(f"{day} <= ?", (end,)))
    return found


def narrowing(query: Query, time: str) -> list[Condition]:
    """Return the conditions of the filters, of the viewer's scope, and of the spans of `time`."""
    found = [*members_condition(query.where), *members_condition(query.scope.only)]
    if query.within:
        column = f"t.{quoted(time)}"
        tests = " or ".join(f"({column} >= ? and {column} < ?)" for _ in query.within)
        found.append(Condition(f"({tests})", tuple(i for span in query.within for i in span)))
    return found


def where_clause(conditions: Sequence[Condition]) -> Compiled:
    """Return the conditions as one WHERE clause."""
    sql = "where " + "\n  and ".join(condition.sql for condition in conditions)
    return Compiled(sql, tuple(p for condition in conditions for p in condition.params))


def group_by(columns: Iterable[str]) -> str:
    """Return GROUP BY, or nothing where there is nothing to group by."""
    listed = ", ".join(columns)
    return f"\ngroup by {listed}" if listed else ""


def order_by(query: Query) -> str:
    """Return ORDER BY: period, then members, unknown last."""
    columns = [*(["period"] if query.grain else []), *(quoted(name) for name in query.by)]
    return "\norder by " + ", ".join(f"{c} nulls last" for c in columns) if columns else ""


@dataclass(frozen=True)
class Source:
    """A fact read at one time column: its select list of members and period, FROM and WHERE."""

    lead: tuple[str, ...]
    names: tuple[str, ...]
    sql: str
    params: tuple[object, ...]


def source_of(
    query: Query, fact: str, time: str, also: Sequence[Condition] = (), table: str | None = None
) -> Source:
    """Return where `query` reads `fact` at `time`: the fact, or the `table` that stands in."""
    lead = [f"t.{quoted(name)}" for name in query.by]
    names = [quoted(name) for name in query.by]
    sql = f"from {table or f'facts.{quoted(fact)}'} as t"
    day = f"t.{quoted(day_column(time))}"
    if query.grain == "day":
        lead.append(day)
    elif query.grain is not None:
        sql += f"\njoin facts.days as d on d.day = {day}"
        lead.append(f"d.{query.grain}")
    if query.grain is not None:
        names.append("period")
    clause = where_clause(
        [
            *days_condition(time, query.start, query.end),
            *narrowing(query, time),
            *also,
        ]
    )
    return Source(tuple(lead), tuple(names), f"{sql}\n{clause.sql}", clause.params)


def selected(source: Source, measures: dict[str, str]) -> str:
    """Return the SELECT of members, period and `measures` of `source`, grouped."""
    columns = [
        f"{column} as {name}" for column, name in zip(source.lead, source.names, strict=True)
    ]
    columns += [f"{sql} as {name}" for name, sql in measures.items()]
    return "select\n  " + ",\n  ".join(columns) + f"\n{source.sql}" + group_by(source.lead)


def _percentile(query: Query, metric: Metric, shares: Sequence[float]) -> Compiled:
    column = f"t.{quoted(metric.of.column or '')}"
    source = source_of(query, metric.fact, metric.time, [Condition(f"{column} is not null")])
    measures = dict.fromkeys(MEASURES, "0") | {
        "numerator": dialects.percentile(column, *shares),
        "n": "count(*)",
    }
    return Compiled(selected(source, measures) + order_by(query), source.params)


def _kappa(query: Query, metric: Metric) -> Compiled:
    """Count the four cells of the raters' table, as its two sides, its diagonal and its whole."""
    first, second = (f"t.{quoted(column)}" for column in metric.raters or ())
    source = source_of(query, metric.fact, metric.time, rated_condition(metric))
    sums = dict.fromkeys(MEASURES, "0") | {
        "numerator": f"coalesce(sum(case when {first} = {second} then 1 else 0 end), 0)",
        "denominator": "count(*)",
        "n": "count(*)",
        "first_holds": f"coalesce(sum(case when {first} then 1 else 0 end), 0)",
        "second_holds": f"coalesce(sum(case when {second} then 1 else 0 end), 0)",
    }
    return Compiled(selected(source, sums) + order_by(query), source.params)


def indented(sql: str) -> str:
    """Return `sql` two spaces to the right."""
    return "  " + sql.replace("\n", "\n  ")
