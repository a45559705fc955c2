"""Derived tables after a load."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from loaders import promised, touched
from loaders.past import as_known
from loaders.sqltext import quoted
from loaders.table import Table
from loaders.warehouse import Connection, get_setting, put_setting
from metrics import stamps
from metrics.build import build_facts, made_with
from metrics.increment import Changes
from metrics.language import later
from metrics.model import NoDataError
from metrics.settings import Settings

MADE_WITH, MADE_AS_OF = "facts_made_with", "facts_as_of"


def derive(con: Connection, settings: Settings) -> list[str]:
    """Build all facts from the canonical tables, as of the data's watermark."""
    return _derive(con, settings, None)


def derive_as_of(
    con: Connection, settings: Settings, tables: Mapping[str, Table], as_of: dt.datetime
) -> list[str]:
    """Build all facts as they were at `as_of`: nothing that happened later is in them.

    The next load goes back to the data's own watermark, and makes all facts anew.
    """
    put_setting(con, "as_of", _written(as_of))
    con.execute("update meta.coverage set covered_until = least(covered_until, ?)", [as_of])
    today = as_of.astimezone(settings.zone).date()
    (database,) = con.execute("select current_database()").fetchone() or ("",)
    schema = f"{quoted(database)}.main"
    for name, table in tables.items():
        # It hides the table of its name for as long as facts are built.
        con.execute(f"create temp view {quoted(name)} as {as_known(table, schema, as_of, today)}")
    try:
        names = _derive(con, settings, None)
    finally:
        for name in tables:
            con.execute(f"drop view if exists temp.main.{quoted(name)}")
    put_setting(con, MADE_WITH, "")  # what is not in them, no update would find
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
        raise NoDataError(later("nothing is loaded yet: python -m loaders load PATH"))
    put_setting(con, "built_at", _written(dt.datetime.now(dt.UTC)))
    put_setting(con, MADE_WITH, made_with(settings))
    put_setting(con, MADE_AS_OF, text)
    put_setting(con, stamps.SETTING, stamps.written(settings))
    as_of = dt.datetime.fromisoformat(text)
    promised.record(con, settings, as_of)
    return build_facts(con, settings, as_of, changes)


def _written(instant: dt.datetime) -> str:
    return instant.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
