"""What differs between engines: percentiles, local days, names of the snapshot's constants.

DuckDB's dialect is the one that facts and the compiler are written in, in a portable subset.
For another engine the text is parsed, the few functions below are replaced, and sqlglot writes
the rest.
"""

from __future__ import annotations

import sqlglot
from sqlglot import exp

from metrics.language import later
from metrics.model import UnknownNameError
from metrics.zones import local_micros_sql

ENGINES = ("duckdb", "spark")


def quoted(name: str) -> str:
    """Return `name` as an identifier; only names that the catalogue knows ever get here."""
    return '"' + name.replace('"', '""') + '"'


def percentile(column: str, share: float, *more: float) -> str:
    """Return the percentile of type 7 (linear interpolation) of the SQL expression `column`.

    With `more` shares a list of them all, from one look at the values.
    """
    if more:
        return f"quantile_cont({column}, [{', '.join(map(repr, (share, *more)))}])"
    return f"quantile_cont({column}, {share!r})"


def render(sql: str, engine: str) -> str:
    """Return `sql`, written in the portable subset of DuckDB's dialect, for `engine`."""
    if engine not in ENGINES:
        raise UnknownNameError.of(later("engine"), engine, ENGINES)
    if engine == "duckdb":
        return sql
    tree = sqlglot.parse_one(sql, read="duckdb").transform(_for_spark)
    return str(tree.sql(dialect="spark", pretty=True, unsupported_level=sqlglot.ErrorLevel.RAISE))


def _for_spark(node: exp.Expression) -> exp.Expression:
    if isinstance(node, exp.PercentileCont) and node.expression is not None:
        # Spark's percentile() is exact and interpolates linearly: type 7 as well.
        return exp.Anonymous(this="percentile", expressions=[node.this, node.expression])
    if isinstance(node, exp.Anonymous) and node.name.lower() == "epoch_us":
        return exp.Anonymous(this="unix_micros", expressions=node.expressions)
    return node


def local_day(moment: str, zone: str) -> str:
    """Return the day in `zone` of the SQL expression `moment`, an instant."""
    return f"cast(make_timestamp({local_micros_sql(f'epoch_us({moment})', zone)}) as date)"


def text(value: str) -> str:
    """Return `value` as an SQL literal, for the constants of a build; queries bind theirs."""
    return "'" + value.replace("'", "''") + "'"
