"""Sums and ratios of sums: each half over its own fact and time, or over a rollup of it."""

from __future__ import annotations

from dataclasses import replace

from metrics.compile import (
    MEASURES,
    Compiled,
    group_by,
    indented,
    order_by,
    selected,
    source_of,
)
from metrics.dialects import quoted
from metrics.measures import NONE, Part, defaulted, parts_of
from metrics.model import Metric, Query
from metrics.rolled import Rollups


def compile_sums(query: Query, metric: Metric, rollups: Rollups) -> Compiled:
    """Sum each half over its own fact and time; those that share both are one scan."""
    selects = [_part(query, metric, part, sums, rollups) for part, sums in parts_of(metric).items()]
    params = tuple(value for select in selects for value in select.params)
    if len(selects) == 1:
        return Compiled(selects[0].sql + order_by(query), params)
    names = [*(quoted(name) for name in query.by), *(["period"] if query.grain else [])]
    columns = [*names, *(f"coalesce(sum({name}), 0) as {name}" for name in MEASURES)]
    union = "\nunion all\n".join(select.sql for select in selects)
    sql = (
        "select\n  " + ",\n  ".join(columns) + f"\nfrom (\n{indented(union)}\n) as halves"
    ) + group_by(names)
    return Compiled(sql + order_by(query), params)


def open_to_all(query: Query, metric: Metric) -> Query:
    """Return `query` without the rows that the metric leaves out of every question."""
    return replace(query, where=tuple(pair for pair in query.where if pair not in metric.where))


def _part(
    query: Query, metric: Metric, part: Part, sums: dict[str, str], rollups: Rollups
) -> Compiled:
    plain = open_to_all(query, metric)
    rollup = rollups.find(part, plain, metric.where, sums.values())
    if rollup is None:
        source = source_of(query, *part)
        columns = {name: defaulted(sums.get(name, NONE)) for name in MEASURES}
        return Compiled(selected(source, columns), source.params)
    source = source_of(plain, *part, table=rollup.table)
    columns = {name: rollup.sum(sums.get(name, NONE), metric.where) for name in MEASURES}
    having = rollup.having(metric.where) if source.lead else ""
    return Compiled(selected(source, columns) + having, source.params)
