"""How far each table is known: its first day, until when it is complete, which days it misses.

A table is known up to the latest instant that any file of the same call tells: a register of
stop-sales with no row since Tuesday, exported with tickets up to Sunday, is complete to Sunday.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from loaders.source import Source
from loaders.sqltext import quoted
from loaders.table import Cadence, Table
from loaders.warehouse import Connection, put_setting
from metrics import zones
from metrics.settings import Settings


@dataclass(frozen=True)
class Seen:
    """A file that was in a call: the tables that it feeds, and the latest instant that it tells."""

    tables: tuple[str, ...]
    watermark: dt.datetime | None


def record(
    con: Connection, settings: Settings, tables: Mapping[str, Table],
    sources: Mapping[str, Source], batch: str, seen: list[Seen],
) -> None:  # fmt: skip
    """Note what this call covers, then derive ``meta.coverage`` and ``meta.missing_days``."""
    latest = max((s.watermark for s in seen if s.watermark), default=None)
    for table in sorted({t for s in seen for t in s.tables}):
        con.execute("insert into meta.covered values (?, ?, ?)", [batch, table, latest])
    renew(con, settings, tables, sources)


def renew(
    con: Connection, settings: Settings, tables: Mapping[str, Table], sources: Mapping[str, Source]
) -> None:
    """Derive coverage, missing days, the as-of and the reporting settings from what is loaded."""
    zone = settings.reporting.timezone
    con.execute("delete from meta.coverage")
    con.execute("delete from meta.missing_days")
    for name, table in tables.items():
        if table.time is None:
            continue
        day, end = _day_sql(table, zone)
        con.execute(
            f"insert into meta.coverage select $name, min({day}), greatest(max({end}), "
            f"(select max(until) from meta.covered join meta.batches using (batch) "
            f"where tbl = $name and state = 'loaded')) from main.{quoted(name)} "
            f"having count(*) > 0",
            {"name": name},
        )
        if table.cadence is not None:
            _missing(con, table, table.cadence, day, None)
        for source in sources.values():
            if source.cadence is not None and name in source.tables:
                _missing(con, table, source.cadence, day, source.name)
    # Lists alone (products, staff) tell no time: then it is when they were received.
    instants = con.execute(
        "select max(watermark), max(received_at) from meta.files join meta.batches using (batch) "
        "where state = 'loaded'"
    ).fetchone()
    days = con.execute("select max(covered_until) from meta.coverage").fetchone()
    told = [instants[0] if instants else None, days[0] if days else None]
    as_of = next((t for t in [*told, instants[1] if instants else None] if t is not None), None)
    if isinstance(as_of, dt.datetime):
        put_setting(con, "as_of", as_of.astimezone(dt.UTC).isoformat().replace("+00:00", "Z"))
    reporting = settings.reporting
    for key, value in (
        ("timezone", zone),
        ("currency", reporting.currency),
        ("week_starts", str(reporting.week_start_day)),
        ("fiscal_year_end_month", str(reporting.fiscal_year_end_month)),
    ):
        put_setting(con, key, value)


def _day_sql(table: Table, zone: str) -> tuple[str, str]:
    """SQL of a row's day in the reporting zone, and of the instant until which the row tells."""
    column = quoted(table.time or "")
    if table.columns[table.time or ""].type == "date":
        midnight = f"epoch_us(cast({column} as timestamp) + interval 1 day)"
        return column, f"make_timestamptz({zones.utc_micros_sql(midnight, zone)})"
    local = zones.local_micros_sql(f"epoch_us({column})", zone)
    return f"cast(make_timestamp({local}) as date)", column


def _missing(con: Connection, table: Table, cadence: Cadence, day: str, source: str | None) -> None:
    weekdays = ", ".join(str(int(d)) for d in cadence.days)
    rows = f"main.{quoted(table.name)} where $source is null or _source = $source"
    con.execute(
        f"insert into meta.missing_days select distinct $name, d from ("
        f"select unnest(generate_series(min({day}), max({day}), interval 1 day))::date as d "
        f"from {rows}) where isodow(d) - 1 in ({weekdays}) "
        f"and d not in (select {day} from {rows}) "
        f"and d not in (select day from meta.missing_days where tbl = $name)",
        {"name": table.name, "source": source},
    )
