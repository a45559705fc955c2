"""Builds the derived tables of the schema ``facts`` from the canonical tables."""

from __future__ import annotations

import datetime as dt
import hashlib
from importlib import metadata

import duckdb

from metrics import config_tables, dialects
from metrics.fact import build_order, day_column, facts
from metrics.increment import Changes, Stage, make, verdict, widen
from metrics.model import InternalError
from metrics.refund_config import load_refund_config
from metrics.rollups import Roller
from metrics.settings import ROOT, Settings
from metrics.sla import load_promises
from metrics.sla.tables import drop_tables, make_tables
from metrics.zones import EPOCH, MICROSECOND, utc_micros_sql

MARGIN_YEARS = 3  # days are listed this far beyond the data: prior years, plans


def build_facts(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    as_of: dt.datetime,
    changes: Changes | None = None,
) -> list[str]:
    """Bring every derived table in the schema ``facts`` of the open warehouse `con` up to date.

    Runs inside the caller's transaction, if there is one. `as_of` is the greatest instant in the
    data. Days are days of the reporting time zone of `settings`. With `changes`, and the touched
    cases in `increment.TOUCHED`, only what they concern is made anew; without, everything. Returns
    the names of the tables.
    """
    con.execute("create schema if not exists facts")
    create_macros(con, settings, as_of)
    config_tables.create(con, settings)
    make_tables(con, settings, load_promises(settings), as_of)
    order = build_order()
    if changes is not None:
        widen(con, order, changes)
    stage, roller = Stage(con, order), Roller(con, settings)
    for fact in order:
        how = verdict(fact, changes)
        if how != "kept" and not fact.scratch:
            make(con, stage, fact, how, roller)
        if not fact.scratch and (how == "whole" or roller.fresh):
            roller.make(fact)
    stage.close()
    config_tables.drop(con)
    drop_tables(con)
    _build_days(con, settings, as_of)
    return [*facts(), "days"]


def check_configuration(settings: Settings) -> None:
    """Raise ConfigError for the first mistake in any of the files that facts are made with."""
    load_promises(settings)
    load_refund_config(settings)
    config_tables.config_tables(settings)


def create_macros(con: duckdb.DuckDBPyConnection, settings: Settings, as_of: dt.datetime) -> None:
    """Make the macros that facts may use, ``as_of()`` among them, as temporary ones on `con`."""
    instant = dialects.text(as_of.astimezone(dt.UTC).isoformat())
    as_of_macro = f"as_of() as cast({instant} as timestamp with time zone)"
    for macro in (*macros(settings), as_of_macro):
        con.execute(f"create or replace temp macro {macro}")


def made_with(settings: Settings) -> str:
    """Return a fingerprint of what all facts are made with: their queries and the configuration.

    Facts made with another one cannot be brought up to date case by case.
    """
    told = hashlib.blake2b(digest_size=16)
    for fact in build_order():
        told.update(fact.sql.encode())
    for macro in macros(settings):
        told.update(macro.encode())
    for folder in (ROOT / "config", settings.config):
        for path in sorted(folder.glob("*.yaml")) if folder else ():
            told.update(path.name.encode() + path.read_bytes())
    told.update(metadata.version("holidays").encode())  # a release may know of another holiday
    return told.hexdigest()


def macros(settings: Settings) -> list[str]:
    """Return the macros that facts may use, as DuckDB creates them."""
    zone, currency = settings.reporting.timezone, settings.reporting.currency
    tolerance = load_refund_config(settings).tolerance
    return [
        f"local_day(moment) as {dialects.local_day('moment', zone)}",
        f"reporting_currency() as {dialects.text(currency)}",
        f"refund_tolerance(owed) as greatest({tolerance.amount:f}, {tolerance.share:f} * owed)",
    ]


def _build_days(con: duckdb.DuckDBPyConnection, settings: Settings, as_of: dt.datetime) -> None:
    """Make ``facts.days``: each day with the starts of its week, month, quarter and year.

    ``ends_us`` is the instant at which the day ends, in µs since the epoch, or the as-of if that
    comes first: the instant at which a stock is read.
    """
    today = as_of.astimezone(settings.zone).date()
    spans = " union all ".join(
        f"select min({column}) as a, max({column}) as z from facts.{dialects.quoted(fact)}"
        for fact, column in _day_columns()
    )
    con.execute(
        f"""
        create or replace table facts.days as
        with span as (
          select least(min(a), $today) - to_years({MARGIN_YEARS}) as a,
            greatest(max(z), $today) + to_years({MARGIN_YEARS}) as z
          from ({spans})
        ),
        days as (
          select cast(unnest(generate_series(a, z, interval 1 day)) as date) as day from span
        ),
        into_year as (
          select
            day,
            (month(day) + 11 - $year_end) % 12 as months,
            epoch_us(cast(day + 1 as timestamp)) as midnight
          from days
        )
        select
          day,
          day - cast((isodow(day) - 1 - $week_start + 7) % 7 as integer) as week,
          make_date(year(day), month(day), 1) as month,
          cast(make_date(year(day), month(day), 1) - to_months(months % 3) as date) as quarter,
          cast(make_date(year(day), month(day), 1) - to_months(months) as date) as year,
          least({utc_micros_sql("midnight", settings.reporting.timezone)}, $as_of) as ends_us
        from into_year
        order by day
        """,
        {
            "today": today,
            "as_of": (as_of - EPOCH) // MICROSECOND,
            "year_end": settings.reporting.fiscal_year_end_month,
            "week_start": settings.reporting.week_start_day,
        },
    )


def _day_columns() -> list[tuple[str, str]]:
    """Return all columns of all facts that hold a reporting day."""
    found = []
    for fact in facts().values():
        days = [column for column in fact.columns if column.endswith(("_day", "_on"))]
        missing = [
            column
            for column in fact.columns
            if column.endswith("_at") and day_column(column) not in days
        ]
        if missing:
            raise InternalError(f"the fact {fact.name} has no day for {', '.join(missing)}")
        found += [(fact.name, dialects.quoted(column)) for column in days]
    return found
