"""The canonical tables as they were known at an earlier instant.

A row that came later is not there, a time that lay ahead is empty, and what a later time stands for
(a verdict, a decision, a solve) has not happened; each table declares it (``since``, ``before``).
What a later event changed is as that event found it (``told_by``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from loaders.sqltext import literal, quoted
from loaders.table import Table

EVENTS = "ticket_events"


def as_known(table: Table, schema: str, as_of: dt.datetime, today: dt.date) -> str:
    """Return the SQL of the rows of `table`, which lies in `schema`, as known at `as_of`.

    `today` is the reporting day of `as_of`. `schema` is qualified and quoted.
    """
    moments: Mapping[str, str] = {
        "time": literal(as_of.astimezone(dt.UTC).isoformat()) + "::timestamptz",
        "date": literal(today.isoformat()) + "::date",
    }

    def ahead(name: str) -> str:
        return f"{quoted(name)} > {moments[table.columns[name].type]}"

    changed, joined = {}, ""
    for name, column in table.columns.items():
        if column.since:
            told = (
                f"coalesce({', '.join(quoted(time) for time in column.since)}) > {moments['time']}"
            )
            before = "null" if column.before is None else literal(column.before)
            changed[name] = f"case when {told} then {before} else {quoted(name)} end"
        elif column.type in moments and not column.future and name != table.time:
            changed[name] = f"case when {ahead(name)} then null else {quoted(name)} end"
        elif column.told_by is not None:
            found = quoted(f"found:{name}")
            joined += f" left join ({_found(schema, column.told_by, moments['time'])})"
            joined += f" as {found} on {found}._case = it.{quoted(table.key[0])}"
            changed[name] = f"coalesce(nullif({found}._old, ''), {quoted(name)})"
    columns = ", ".join(f"{sql} as {quoted(name)}" for name, sql in changed.items())
    known = f" where not {ahead(table.time)}" if table.time else ""
    place = f"{schema}.{quoted(table.name)} as it{joined}"
    return f"select it.*{f' replace ({columns})' if columns else ''} from {place}{known}"


def _found(schema: str, kind: str, moment: str) -> str:
    """SQL of what the first event of `kind` after `moment` found in each case."""
    return (
        f"select _case, _old from (select ticket_id as _case, old_value as _old, row_number() over "
        f"(partition by ticket_id order by event_at, event_seq nulls last, event_id) as _nth "
        f"from {schema}.{quoted(EVENTS)} where kind = {literal(kind)} and event_at > {moment}) "
        f"where _nth = 1"
    )
