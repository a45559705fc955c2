"""Turns a dimension into the SQL of its members, wherever in the facts they are."""

from __future__ import annotations

from metrics.compile import Compiled, members_condition, where_clause
from metrics.dialects import quoted
from metrics.fact import facts
from metrics.model import Scope
from metrics.rolled import Rollups


def compile_members(dimension: str, scope: Scope, rollups: Rollups) -> Compiled | None:
    """Return the SQL of the members of `dimension` that `scope` lets be seen.

    None where no fact has all that it takes. A fact's rollup has the members that its rows have.
    """
    column = f"t.{quoted(dimension)}"
    within = frozenset(name for name, _ in scope.only)
    conditions = members_condition(scope.only)
    clause = where_clause(conditions).sql if conditions else ""
    selects = []
    for fact in facts().values():
        if not {dimension, *within} <= set(fact.columns):
            continue
        rollup = rollups.of_members(fact.name, within | {dimension})
        table = f"facts.{quoted(fact.name)}" if rollup is None else rollup.table
        having = "" if rollup is None else rollup.having(())
        selects.append(
            f"select {column} as member from {table} as t {clause} group by {column}{having}"
        )
    params = tuple(value for condition in conditions for value in condition.params)
    return Compiled(" union ".join(selects), params * len(selects)) if selects else None
