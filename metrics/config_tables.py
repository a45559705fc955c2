"""What facts read of the configuration, as small tables that live while facts are built."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import duckdb

from metrics.andon_config import AndonConfig, PullRule, load_andon_config
from metrics.dialects import quoted
from metrics.recurrence_config import KEYS, WINDOWS, RecurrenceConfig, load_recurrence_config
from metrics.settings import Settings
from metrics.versioned import spans

TODAYS_RULE = "today"  # the chain of the rule in force, in all its versions


@dataclass(frozen=True)
class ConfigTable:
    """A small table: SQL types by column, and its rows."""

    columns: Mapping[str, str]
    rows: tuple[tuple[object, ...], ...]


def config_tables(settings: Settings) -> dict[str, ConfigTable]:
    """Return every table of `NAMES`; ConfigError for a mistake in the files behind them."""
    return {name: table for part in PARTS for name, table in part(settings).items()}


def create(con: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Make the tables as temporary ones on `con`."""
    for name, table in config_tables(settings).items():
        listed = ", ".join(f"{quoted(column)} {kind}" for column, kind in table.columns.items())
        con.execute(f"create or replace temp table {quoted(name)} ({listed})")
        marks = ", ".join("?" for _ in table.columns)
        for row in table.rows:
            con.execute(f"insert into temp.{quoted(name)} values ({marks})", list(row))


def drop(con: duckdb.DuckDBPyConnection) -> None:
    """Drop the tables again: they are no data of anybody's."""
    for name in NAMES:
        con.execute(f"drop table temp.{quoted(name)}")


def _andon(settings: Settings) -> dict[str, ConfigTable]:
    config = load_andon_config(settings)
    return {
        "pull_rules": ConfigTable(
            {
                "chain": "varchar",
                "version": "bigint",
                "complaints": "bigint",
                "days": "bigint",
                "valid_from": "date",
                "valid_until": "date",
            },
            tuple(_pull_rules(config)),
        ),
        "stop_rules": ConfigTable(
            {"lead_days": "bigint", "baseline_days": "bigint"},
            ((config.replay.lead_days, config.costs.baseline_days),),
        ),
    }


def _pull_rules(config: AndonConfig) -> list[tuple[object, ...]]:
    """Return the rule in force as one chain, and each replayed rule as a chain of its own."""
    rules: list[tuple[object, ...]] = [
        (TODAYS_RULE, v.version, v.pull_rule.complaints, v.pull_rule.days, first, until)
        for v, first, until in spans(config.versions)
    ]
    rules += [
        (name, 0, rule.complaints, rule.days, dt.date.min, None)
        for name, rule in replayed_rules(config)
    ]
    return rules


def replayed_rules(config: AndonConfig) -> list[tuple[str, PullRule]]:
    """Return the rules of the back-test with the names of their chains, today's among them."""
    replayed = {(count, config.replay.days) for count in config.replay.complaints}
    newest = config.versions[-1].pull_rule
    return [
        (f"{count} in {days} days", PullRule(complaints=count, days=days))
        for count, days in sorted({*replayed, (newest.complaints, newest.days)})
    ]


def _recurrence(settings: Settings) -> dict[str, ConfigTable]:
    config = load_recurrence_config(settings)
    columns = {
        "version": "bigint",
        "valid_from": "date",
        "valid_until": "date",
        "from_verified": "boolean",
        "delisted_after_days": "bigint",
    }
    columns |= {f"by_{key}": "boolean" for key in KEYS}
    columns |= {f"window_{days}": "boolean" for days in WINDOWS}
    return {"recurrence_rules": ConfigTable(columns, tuple(_recurrence_rules(config)))}


def _recurrence_rules(config: RecurrenceConfig) -> list[tuple[object, ...]]:
    return [
        (
            v.version,
            first,
            until,
            v.counted_from == "verified",
            config.delisted_after_days,
            *(key in v.key for key in KEYS),
            *(days in v.windows for days in WINDOWS),
        )
        for v, first, until in spans(config.versions)
    ]


PARTS: tuple[Callable[[Settings], dict[str, ConfigTable]], ...] = (_andon, _recurrence)
# A fact that reads one of these reads no table of the data.
NAMES = frozenset({"pull_rules", "stop_rules", "recurrence_rules"})
