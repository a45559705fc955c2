"""Names and declared words as SQL text. Values of rows are bound, never written."""

from __future__ import annotations


def quoted(name: str) -> str:
    """Return `name` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return `text`, which a declaration says, as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def constant_sql(value: str | int | float | bool) -> str:
    """Return a declared constant as SQL."""
    return literal(value) if isinstance(value, str) else str(value).lower()


def shown(value: str) -> str:
    """Return SQL of a value as a reason shows it: quoted, at most 80 characters."""
    return f"'''' || left(coalesce(cast({value} as varchar), ''), 80) || ''''"
