"""Sums of a fact's columns by others of them: what analyses ask beside the metrics."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from metrics.compile import Compiled, days_condition, group_by, members_condition, where_clause
from metrics.dialects import quoted
from metrics.fact import Fact, fact_named
from metrics.language import later
from metrics.model import EVERYTHING, QueryError, Scope, UnknownNameError, Where

if TYPE_CHECKING:
    from metrics.engine import Store


@dataclass(frozen=True)
class Totals:
    """What is summed of which rows of a fact.

    `counts` are boolean columns of which true rows are counted, `sums` columns that are added up,
    `nonzero` columns of which rows other than zero are counted, as ``<column>_rows``. Rows are
    those whose `time` lies on the days `start` … `end`, both included; without `time`, all.
    """

    fact: str
    by: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    nonzero: tuple[str, ...] = ()
    time: str | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    where: Where = ()
    scope: Scope = EVERYTHING
    snapshot: int | None = None


def totals(store: Store, asked: Totals) -> list[dict[str, Any]]:
    """Return a row for each combination of members of `asked.by`: members, ``n`` rows, the sums.

    A sum leaves nulls out; sums without any value are 0. Raises UnknownNameError for a column that
    the fact lacks, QueryError where it lacks one by which the scope is limited.
    """
    compiled = compile_totals(asked)
    names, rows = store.ask(compiled, asked.fact, asked.snapshot)
    return [dict(zip(names, row, strict=True)) for row in rows]


def compile_totals(asked: Totals) -> Compiled:
    """Return the SQL of `asked`, members in order, unknown last."""
    fact = fact_named(asked.fact)
    named = [*asked.by, *asked.counts, *asked.sums, *asked.nonzero, *(n for n, _ in asked.where)]
    _checked(fact, [*named, *([asked.time] if asked.time else [])])
    for name, _ in asked.scope.only:
        if name not in fact.columns:
            raise QueryError(
                later(
                    "{name} has no {column!r}, by which what you may see is limited",
                    name=fact.name,
                    column=name,
                )
            )
    members = [f"t.{quoted(name)}" for name in asked.by]
    columns = [
        f"{member} as {quoted(name)}" for member, name in zip(members, asked.by, strict=True)
    ]
    columns += ["count(*) as n"]
    columns += [_counted(f"t.{quoted(name)}", name) for name in asked.counts]
    columns += [f"coalesce(sum(t.{quoted(name)}), 0) as {quoted(name)}" for name in asked.sums]
    columns += [_counted(f"t.{quoted(name)} <> 0", f"{name}_rows") for name in asked.nonzero]
    conditions = [*members_condition(asked.where), *members_condition(asked.scope.only)]
    if asked.time is not None:
        conditions += days_condition(asked.time, asked.start, asked.end)
    clause = where_clause(conditions) if conditions else Compiled("", ())
    order = ", ".join(f"{member} nulls last" for member in members)
    sql = (
        "select\n  "
        + ",\n  ".join(columns)
        + f"\nfrom facts.{quoted(fact.name)} as t\n{clause.sql}".rstrip()
        + group_by(members)
        + (f"\norder by {order}" if order else "")
    )
    return Compiled(sql, clause.params)


def _counted(condition: str, name: str) -> str:
    return f"coalesce(sum(case when {condition} then 1 else 0 end), 0) as {quoted(name)}"


def _checked(fact: Fact, names: Iterable[str]) -> None:
    for name in names:
        if name not in fact.columns:
            raise UnknownNameError.of(later("column of {name}", name=fact.name), name, fact.columns)
