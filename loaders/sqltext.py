"""Names and declared words as SQL text. Values of rows are bound, never written."""

from __future__ import annotations

from string import Formatter


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
    """Return SQL of a value as a reason shows it: at most 80 characters."""
    return f"left(coalesce(cast({value} as varchar), ''), 80)"


def said_sql(message: str, **places: str) -> str:
    """Return SQL of a sentence, each of its ``{places}`` filled with SQL of text."""
    parts: list[str] = []
    for words, place, _, _ in Formatter().parse(message):
        parts += [literal(words)] * bool(words) + ([] if place is None else [places[place]])
    return " || ".join(parts)
