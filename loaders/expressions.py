"""The expressions of a source declaration: a small, safe part of DuckDB's SQL.

An expression may use the export's columns, the source's own ``lines`` names, literals, operators
and the functions listed here; no query, no table, no setting. Casts and `strptime` become their
forgiving forms, so that one bad value sends its row to quarantine and does not stop the load.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import sqlglot
from sqlglot import exp

from metrics.language import later
from metrics.model import nearest

FUNCTIONS = frozenset(
    {
        "abs", "any_value", "bool_and", "bool_or", "ceil", "coalesce", "concat", "contains",
        "count", "ends_with", "first", "floor", "greatest", "hour", "last", "last_known", "least",
        "left", "length", "line_id", "lower", "max", "min", "minute", "mode", "nullif",
        "regexp_extract", "regexp_matches", "regexp_replace", "replace", "right", "round",
        "split_part", "starts_with", "strptime", "substr", "substring", "sum", "to_timestamp",
        "trim", "try_strptime", "upper",
    }
)  # fmt: skip
# sqlglot's own names for functions that DuckDB calls otherwise.
_SPELLED = {
    "str_to_time": "strptime", "regexp_like": "regexp_matches", "unix_to_time": "to_timestamp",
    "logical_and": "bool_and", "logical_or": "bool_or", "char_length": "length",
    "str_position": "contains",
}  # fmt: skip
_PLAIN = (
    exp.Column, exp.Identifier, exp.Literal, exp.Paren, exp.Null, exp.Boolean, exp.Not, exp.Is,
    exp.In, exp.Between, exp.Like, exp.ILike, exp.DPipe, exp.Neg, exp.Binary, exp.Distinct,
    exp.DataType, exp.Tuple, exp.Interval, exp.Var,
)  # fmt: skip
_SYNTAX = (exp.Case, exp.If, exp.And, exp.Or, exp.Cast, exp.TryCast)


class ExpressionError(ValueError):
    """An expression that is not allowed; its text is the end of a sentence."""


def compiled(text: str, names: Mapping[str, str]) -> str:
    """Return the SQL of expression `text`; ExpressionError if it is not allowed.

    `names` maps what may be named in it to the SQL that stands for it.
    """
    lowered = {name.lower(): sql for name, sql in names.items()}
    if text.strip().lower() in lowered:  # a plain name, even one such as `case`
        plain = names.get(text.strip(), lowered[text.strip().lower()])
        return str(exp.to_identifier(plain, quoted=True).sql("duckdb"))
    tree = exp.Paren(this=_parsed(text).copy())
    _checked(tree, text)
    # From the leaves up: a rewritten function takes its rewritten arguments along.
    for node in reversed(list(tree.walk(bfs=True))):
        if isinstance(node, exp.Column):
            node.replace(_column(node, names, lowered))
        elif isinstance(node, exp.Cast) and not isinstance(node, exp.TryCast):
            node.replace(exp.TryCast(this=node.this, to=node.args["to"]))
        elif isinstance(node, exp.Func):
            node.replace(_own_meaning(node))
    return str(tree.this.sql("duckdb"))


def named(text: str) -> list[str]:
    """Return the names that expression `text` uses."""
    if text.strip().isidentifier():
        return [text.strip()]
    return [node.name for node in _parsed(text).find_all(exp.Column)]


def read_column(text: str) -> str | None:
    """Return the column that expression `text` does nothing but read as another type, else None.

    Where such a column says something and the expression gives null, the value is unreadable.
    """
    if text.strip().isidentifier():
        return None
    tree = _parsed(text)
    if isinstance(tree, exp.StrToTime | exp.Cast) and isinstance(tree.this, exp.Column):
        return str(tree.this.name)
    return None


@lru_cache(maxsize=4096)
def allowed(text: str) -> None:
    """Raise ExpressionError if `text` is not allowed, whatever the names in it stand for."""
    compiled(text, {name: name for name in named(text)})


@lru_cache(maxsize=4096)
def _parsed(text: str) -> exp.Expression:
    """Return the tree of `text`, which is everybody's: a copy is for who changes it."""
    try:
        tree = sqlglot.parse_one(text, dialect="duckdb")
    except sqlglot.errors.SqlglotError as problem:
        raise ExpressionError(later("{text!r} is not an expression", text=text)) from problem
    if not isinstance(tree, exp.Expression):
        raise ExpressionError(later("{text!r} is not an expression", text=text))
    return tree


def _checked(tree: exp.Expression, text: str) -> None:
    for node in tree.walk():
        if isinstance(node, _SYNTAX):
            continue
        if isinstance(node, exp.Func):
            name = _function_name(node)
            if name not in FUNCTIONS:
                raise ExpressionError(
                    later(
                        "{text!r}: function {name!r} is not allowed{nearest}",
                        text=text,
                        name=name,
                        nearest=nearest(name, FUNCTIONS),
                    )
                )
        elif not isinstance(node, _PLAIN):
            raise ExpressionError(
                later("{text!r}: {sql!r} is not allowed here", text=text, sql=node.sql("duckdb"))
            )


def _function_name(node: exp.Func) -> str:
    name = node.name if isinstance(node, exp.Anonymous) else node.sql_name()
    name = str(name).lower()
    return _SPELLED.get(name, name)


def _column(node: exp.Column, names: Mapping[str, str], lowered: Mapping[str, str]) -> exp.Column:
    if node.table:
        raise ExpressionError(
            later("{sql!r}: a column has no prefix; quote its name", sql=node.sql("duckdb"))
        )
    sql = names.get(node.name) or lowered.get(node.name.lower())
    if sql is None:
        raise ExpressionError(
            later(
                "there is no column {name!r}{nearest}",
                name=node.name,
                nearest=nearest(node.name, names),
            )
        )
    return exp.column(exp.to_identifier(sql, quoted=True))


def _own_meaning(node: exp.Func) -> Any:
    """Give `first`, `last`, `last_known`, `line_id` and `strptime` the meaning they have here."""
    name = _function_name(node)
    order = exp.column(exp.to_identifier("_ord", quoted=True))
    if name == "strptime" and isinstance(node, exp.StrToTime):
        return exp.Anonymous(this="try_strptime", expressions=[node.this, node.args["format"]])
    if name == "line_id":
        return exp.column(exp.to_identifier("_line_id", quoted=True))
    if name in ("first", "last"):
        function = "arg_min_null" if name == "first" else "arg_max_null"
        return exp.Anonymous(this=function, expressions=[node.this, order])
    if name == "last_known":
        return exp.Anonymous(this="arg_max", expressions=[node.expressions[0], order])
    return node
