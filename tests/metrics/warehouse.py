"""A tiny real warehouse: canonical tables as declared, facts built, a snapshot published."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import duckdb

from loaders.table import LINEAGE, SQL_TYPES, load_tables
from metrics import Store, build_facts, load_settings

META = """
create schema meta;
create table meta.settings(name varchar, value varchar);
create table meta.batches(batch varchar, started_at timestamptz, finished_at timestamptz,
  state varchar, files bigint, rows bigint);
create table meta.files(batch varchar, file varchar, source varchar, hash varchar, bytes bigint,
  lines_read bigint, lines_used bigint, lines_quarantined bigint, lines_duplicate bigint,
  lines_left_out bigint, tables varchar[], watermark timestamptz, notes varchar);
create table meta.quarantine(batch varchar, file varchar, line bigint, tbl varchar, rule varchar,
  reason varchar, raw varchar, reasons varchar[]);
create table meta.checks(batch varchar, tbl varchar, rule varchar, level varchar, ok boolean,
  observed varchar, expected varchar, message varchar, bad_rows bigint, checked_at timestamptz);
create table meta.coverage(tbl varchar, first_day date, covered_until timestamptz);
create table meta.missing_days(tbl varchar, day date);
"""
DEFAULTS = {
    "tickets": {"status": "open"},
    "complaints": {"product_id": "P1", "defect_code": "D1", "units": 1},
    "refunds": {"order_id": "O1", "amount": 10, "currency": "TWD", "units": 1},
    "shipments": {"lot": "", "region": "", "service": ""},
}


class Warehouse:
    """Rows go in with `add`; `publish` builds facts and publishes the next snapshot."""

    def __init__(self, home: Path, zone: str = "Asia/Taipei", head: str = "") -> None:
        home.mkdir(parents=True, exist_ok=True)
        (home / "config").mkdir(exist_ok=True)
        (home / "config" / "sla.yaml").write_text(f"timezone: {zone}\ncurrency: TWD\n{head}")
        self.settings = load_settings(home, home / "config")
        self.path = home / "warehouse.duckdb"
        self.published = home / "published"
        self.published.mkdir(exist_ok=True)
        self.lines = 0
        self.number = 0
        self.con = duckdb.connect(str(self.path))
        self.con.execute("set TimeZone = 'UTC'")
        self.con.execute(META)
        self.tables = load_tables(self.settings)
        for name, table in self.tables.items():
            columns = {c: SQL_TYPES[spec.type] for c, spec in table.columns.items()} | LINEAGE
            listed = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
            self.con.execute(f'create table "{name}" ({listed})')

    def add(self, table: str, *rows: dict[str, Any]) -> Warehouse:
        for row in rows:
            self.lines += 1
            lineage = {"_batch": "b1", "_file": f"{table}.csv", "_line": self.lines}
            full = {**DEFAULTS.get(table, {}), **lineage, **row}
            columns = ", ".join(f'"{column}"' for column in full)
            values = ", ".join("?" for _ in full)
            self.con.execute(
                f'insert into "{table}" ({columns}) values ({values})', list(full.values())
            )
        return self

    def cover(self, table: str, first_day: str, until: str) -> Warehouse:
        self.con.execute("insert into meta.coverage values (?, ?, ?)", [table, first_day, until])
        return self

    def missing(self, table: str, *days: str) -> Warehouse:
        for day in days:
            self.con.execute("insert into meta.missing_days values (?, ?)", [table, day])
        return self

    def publish(self, as_of: str = "2026-03-31 12:00:00+00") -> None:
        moment = dt.datetime.fromisoformat(as_of)
        reporting = self.settings.reporting
        self.number += 1
        self.con.execute("delete from meta.settings")
        for name, value in {
            "as_of": moment.astimezone(dt.UTC).isoformat(),
            "timezone": reporting.timezone,
            "currency": reporting.currency,
            "week_starts": str(reporting.week_start_day),
            "fiscal_year_end_month": str(reporting.fiscal_year_end_month),
            "snapshot": str(self.number),
            "built_at": f"2026-04-01T00:00:{self.number:02d}Z",
        }.items():
            self.con.execute("insert into meta.settings values (?, ?)", [name, value])
        self._cover_the_rest(moment)
        self.con.execute("begin")
        build_facts(self.con, self.settings, moment)
        self.con.execute("commit")
        self.con.execute("checkpoint")
        name = f"andon-{self.number}.duckdb"
        shutil.copyfile(self.path, self.published / name)
        pointer = self.published / "CURRENT.new"
        pointer.write_text(f"{name}\n")
        pointer.replace(self.published / "CURRENT")

    def _cover_the_rest(self, moment: dt.datetime) -> None:
        """Tables with rows are complete up to the as-of, unless a test says otherwise."""
        zone = self.settings.reporting.timezone
        for name, table in self.tables.items():
            if table.time is None:
                continue
            day = f'"{table.time}"'
            if table.columns[table.time].type == "time":
                day = f"cast(timezone('{zone}', {day}) as date)"
            self.con.execute(
                f'insert into meta.coverage select $name, min({day}), $moment from "{name}" '
                "where $name not in (select tbl from meta.coverage) having count(*) > 0",
                {"name": name, "moment": moment},
            )

    def store(self, as_of: str = "2026-03-31 12:00:00+00") -> Store:
        self.publish(as_of)
        return Store(self.settings)
