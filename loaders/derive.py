"""Derived tables after a load."""

from __future__ import annotations

import datetime as dt

from loaders.warehouse import Connection, get_setting, put_setting
from metrics.build import build_facts
from metrics.model import NoDataError
from metrics.settings import Settings


def derive(con: Connection, settings: Settings, as_of: dt.datetime | None = None) -> list[str]:
    """Build all facts from the canonical tables, as of the data's watermark or of `as_of`."""
    if as_of is not None:
        put_setting(con, "as_of", as_of.astimezone(dt.UTC).isoformat().replace("+00:00", "Z"))
    text = get_setting(con, "as_of")
    if text is None:
        raise NoDataError("nothing is loaded yet: python -m loaders load PATH")
    put_setting(con, "built_at", dt.datetime.now(dt.UTC).isoformat().replace("+00:00", "Z"))
    return build_facts(con, settings, dt.datetime.fromisoformat(text))
