"""Turns a question into the SQL of the rows that its answer counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from metrics.catalogue import Catalogue
from metrics.compile import (
    Compiled,
    Condition,
    checked,
    days_condition,
    members_condition,
    narrowing,
    rated_condition,
    where_clause,
)
from metrics.compile_standing import standing_condition
from metrics.dialects import quoted
from metrics.fact import Fact, fact_named
from metrics.language import later
from metrics.model import Measure, Metric, Query, QueryError, Scope, UnknownNameError, Where
from metrics.narrowed import narrowed

Half = Literal["of", "over"]


def compile_rows(
    query: Query, metric: Metric, catalogue: Catalogue, today: dt.date, half: Half | None = None
) -> tuple[Fact, Compiled]:
    """Return the fact, and FROM and WHERE (over ``t``) of the rows that `metric` counts.

    Of a ratio those of the denominator where it counts rows or both halves are one scan, else those
    of the numerator, unless `half` says which. `query.by` and `query.grain` do not matter: they
    only cut the same rows.
    """
    checked(query, metric, catalogue)
    query = narrowed(query, metric, today)
    measure = _measure(metric, half)
    conditions = (
        standing_condition(metric, min(query.end or today, today))
        if metric.ended is not None
        else [*days_condition(measure.time, query.start, query.end), *_counted(metric, measure)]
    )
    clause = where_clause(
        [*conditions, *narrowing(query, metric.time if metric.ended else measure.time)]
    )
    fact = fact_named(measure.fact)
    return fact, Compiled(f"from facts.{quoted(fact.name)} as t\n{clause.sql}", clause.params)


def compile_fact_rows(name: str, where: Where, scope: Scope) -> tuple[Fact, Compiled]:
    """Return the fact `name`, and FROM and WHERE of its rows; any of its columns can be asked."""
    fact = fact_named(name)
    for column, _ in where:
        if column not in fact.columns:
            raise UnknownNameError.of(later("column of {name}", name=name), column, fact.columns)
    for column, _ in scope.only:
        if column not in fact.columns:
            raise QueryError(
                later(
                    "{name} has no {column!r}, by which what you may see is limited",
                    name=name,
                    column=column,
                )
            )
    conditions = [*_as_text(where), *members_condition(scope.only)]
    clause = where_clause(conditions or [Condition("1 = 1")])
    return fact, Compiled(f"from facts.{quoted(name)} as t\n{clause.sql}", clause.params)


def page(
    fact: Fact, source: Compiled, limit: int, offset: int, order: Sequence[str] = ()
) -> Compiled:
    """Return the SQL of one page of the rows; `limit` 0 means all of them.

    They come by the columns of `order`, a ``-`` before one for the greatest first; then oldest
    first. What is null comes last.
    """
    if limit < 0 or offset < 0:
        raise QueryError(later("limit and offset of rows cannot be negative"))
    columns = ", ".join(f"t.{quoted(column)}" for column in fact.columns)
    times = [c for c in fact.columns if c.endswith(("_at", "_on"))][:1]
    keys = {name.removeprefix("-"): name.startswith("-") for name in order}
    for name in keys:
        if name not in fact.columns:
            raise UnknownNameError.of(later("column of {name}", name=fact.name), name, fact.columns)
    # a file may feed several rows of one line: the remaining columns settle their order
    for name in (*times, fact.columns[0], "_file", "_line", *fact.columns):
        keys.setdefault(name, False)
    by = ", ".join(f"t.{quoted(c)}{' desc' if down else ''} nulls last" for c, down in keys.items())
    sql = f"select {columns}\n{source.sql}\norder by {by}"
    if limit:
        sql += "\nlimit ?"
    if offset:
        sql += "\noffset ?"
    bound = (*source.params, *([limit] if limit else []), *([offset] if offset else []))
    return Compiled(sql, bound)


def _measure(metric: Metric, half: Half | None) -> Measure:
    if metric.over is None:
        return metric.of
    one_scan = (metric.of.fact, metric.of.time) == (metric.over.fact, metric.over.time)
    lists_over = one_scan or metric.over.aggregate == "count"  # else the base is no count of rows
    return metric.over if half == "over" or (half is None and lists_over) else metric.of


def _counted(metric: Metric, measure: Measure) -> list[Condition]:
    if metric.kind == "kappa":
        return rated_condition(metric)
    if measure.column is None:
        return []
    column = f"t.{quoted(measure.column)}"
    if metric.kind == "percentile" or measure.aggregate == "distinct":
        return [Condition(f"{column} is not null")]
    return [Condition(column)] if measure.aggregate == "count" else []


def _as_text(where: Where) -> list[Condition]:
    found = []
    for condition, (name, _) in zip(members_condition(where), where, strict=True):
        column = f"t.{quoted(name)}"
        found.append(
            Condition(
                condition.sql.replace(f"{column} in", f"cast({column} as varchar) in"),
                condition.params,
            )
        )
    return found
