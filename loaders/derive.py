"""Derived tables after a load."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from loaders import touched
from loaders.warehouse import Connection, get_setting, put_setting
from metrics.build import build_facts, made_with
from metrics.increment import Changes
from metrics.model import NoDataError
from metrics.settings import Settings

MADE_WITH, MADE_AS_OF = "facts_made_with", "facts_as_of"


def derive(con: Connection, settings: Settings, as_of: dt.datetime | None = None) -> list[str]:
    """Build all facts from the canonical tables, as of the data's watermark or of `as_of`."""
    if as_of is not None:
        put_setting(con, "as_of", _written(as_of))
    names = _derive(con, settings, None)
    if as_of is not None:  # what they leave out for being later, no update would find
        put_setting(con, MADE_WITH, "")
    return names


def update(con: Connection, settings: Settings, batch: str, tables: Collection[str]) -> list[str]:
    """Bring the facts up to date after `batch`, which changed rows of `tables`.

    Only what the touched cases concern is made anew (`metrics.increment`); all of it, where the
    facts were made by another release or under another configuration.
    """
    if get_setting(con, MADE_WITH) != made_with(settings):
        return _derive(con, settings, None)
    touched.came(con, batch, tables)
    moved = get_setting(con, MADE_AS_OF) != get_setting(con, "as_of")
    return _derive(con, settings, Changes(frozenset(tables), moved))


def _derive(con: Connection, settings: Settings, changes: Changes | None) -> list[str]:
    text = get_setting(con, "as_of")
    if text is None:
        raise NoDataError("nothing is loaded yet: python -m loaders load PATH")
    put_setting(con, "built_at", _written(dt.datetime.now(dt.UTC)))
    put_setting(con, MADE_WITH, made_with(settings))
    put_setting(con, MADE_AS_OF, text)
    return build_facts(con, settings, dt.datetime.fromisoformat(text), changes)


def _written(instant: dt.datetime) -> str:
    return instant.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
