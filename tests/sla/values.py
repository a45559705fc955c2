"""Values as an export or a canonical table gives them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

Row = Mapping[str, Any]


def word(value: Any) -> str | None:
    """Text, or None where there is nothing."""
    return None if value is None or value == "" else str(value)


def micros(value: Any) -> int | None:
    """An instant, as ISO 8601 with its offset or as a datetime, in microseconds since 1970."""
    if value is None or value == "":
        return None
    moment = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value)
    assert moment.tzinfo is not None, f"{value}: in which zone?"
    return (moment - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)


def second(value: Any) -> int | None:
    """An instant, cut to whole seconds since 1970."""
    instant = micros(value)
    return None if instant is None else instant // 1_000_000


def is_false(value: Any) -> bool:
    """Whether it is said to be false; empty is not."""
    return value is not None and str(value).lower() == "false"
