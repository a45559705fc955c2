"""The canonical tables as they were known at an earlier instant.

A row that came later is not there, a time that lay ahead is empty, and what a later time stands for
(a verdict, a decision, a solve) has not happened; each table declares it (``since``, ``before``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from loaders.sqltext import literal, quoted
from loaders.table import Table


def as_known(table: Table, place: str, as_of: dt.datetime, today: dt.date) -> str:
    """Return the SQL of the rows of `table`, which lies at `place`, as known at `as_of`.

    `today` is the reporting day of `as_of`. `place` is qualified and quoted.
    """
    moments: Mapping[str, str] = {
        "time": literal(as_of.astimezone(dt.UTC).isoformat()) + "::timestamptz",
        "date": literal(today.isoformat()) + "::date",
    }

    def ahead(name: str) -> str:
        return f"{quoted(name)} > {moments[table.columns[name].type]}"

    changed = {}
    for name, column in table.columns.items():
        if column.since:
            told = (
                f"coalesce({', '.join(quoted(time) for time in column.since)}) > {moments['time']}"
            )
            before = "null" if column.before is None else literal(column.before)
            changed[name] = f"case when {told} then {before} else {quoted(name)} end"
        elif column.type in moments and not column.future and name != table.time:
            changed[name] = f"case when {ahead(name)} then null else {quoted(name)} end"
    columns = ", ".join(f"{sql} as {quoted(name)}" for name, sql in changed.items())
    known = f" where not {ahead(table.time)}" if table.time else ""
    return f"select *{f' replace ({columns})' if columns else ''} from {place}{known}"
