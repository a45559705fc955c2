"""A compiled question as one text that can be read, kept and run again: its values in their places.

For readers only. What this process runs has its values bound (``compile``).
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from metrics.compile import Compiled
from metrics.dialects import text
from metrics.model import InternalError

# A quoted name, a quoted text, or the place of a value: only the last is replaced.
_PART = re.compile(r"\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|\?")


def readable(compiled: Compiled) -> str:
    """Return the SQL of `compiled` with its bound values written out as literals."""
    values = iter(compiled.params)
    told = _PART.sub(lambda part: literal(next(values)) if part[0] == "?" else part[0],
                     compiled.sql)  # fmt: skip
    if next(values, values) is not values:
        raise InternalError(f"more values than places for them: {compiled.sql}")
    return told


def literal(value: object) -> str:
    """Return `value` as an SQL literal; InternalError for a kind that is never bound."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, dt.datetime):
        return f"timestamptz {text(value.astimezone(dt.UTC).isoformat(sep=' '))}"
    if isinstance(value, dt.date):
        return f"date {text(value.isoformat())}"
    if isinstance(value, str):
        return text(value)
    raise InternalError(f"{type(value).__name__} is never bound")
