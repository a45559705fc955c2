"""Checks of a batch, in place, before it is committed, and the Data Docs of their results.

The checks come from the same declarations as the loader's own rules (`loaders.expectations`), from
the past (`loaders.drift`, `loaders.arrival`), and Great Expectations evaluates them.
"""

from __future__ import annotations

import datetime as dt
import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from loaders.arrival import data_goes_to, freshness_check, volume_check
from loaders.datadocs import build_data_docs
from loaders.drift import drift_checks, filled_values, record_profile
from loaders.expectations import Check, key_check, reference_checks, row_checks, rows_of_batch
from loaders.late import late
from loaders.sqltext import literal, quoted
from loaders.table import Level, Table
from loaders.warehouse import Connection
from metrics.language import later

__all__ = ["CheckResult", "Checked", "build_data_docs", "check_tables", "great_expectations"]


@dataclass(frozen=True)
class CheckResult:
    """What a check found.

    `column` is the column that the rule is about, where it is about one. `ok` is False with level
    ``critical`` for a batch that must be refused, with ``warn`` for metrics that depend on `tbl`
    (on `column`) to be greyed. `bad_rows` counts the rows at fault, where it is about rows;
    `message` is one sentence.
    """

    tbl: str
    rule: str
    level: Level
    ok: bool
    observed: str
    expected: str
    message: str
    bad_rows: int
    column: str | None


class Checked(list[CheckResult]):
    """The results, and the validation results of each table that Data Docs are drawn from."""

    def __init__(self) -> None:
        super().__init__()
        self.validations: dict[str, Any] = {}


def great_expectations() -> ModuleType:
    """Import what runs Great Expectations.

    The first call costs seconds: a load may make it in a thread while it still reads files.
    """
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    with warnings.catch_warnings(), late("scipy.stats", "altair"):
        warnings.simplefilter("ignore")
        from loaders import expect
    return expect


def check_tables(
    con: Connection, tables: Mapping[str, Table], touched: Sequence[str], batch: str,
    received_at: dt.datetime,
) -> Checked:  # fmt: skip
    """Check the rows that `batch` brought to the `touched` tables, and what follows for others.

    `con` is the load's own connection, inside its transaction: the rows are in the canonical
    tables, the files of the batch in ``meta.files``. Raises ConfigError for a rule that is no
    expression, InternalError for one that cannot be evaluated.
    """
    con.execute("set variable andon_batch = ?", [batch])
    past = _Past(con, tables, data_goes_to(con, received_at), received_at)
    checks: dict[str, list[Check]] = {}
    rows: dict[str, int] = {}
    for name in touched:
        rows[name] = record_profile(con, tables[name], batch, received_at)
        checks[name] = list(past.of_touched(tables[name], batch, rows[name]))
    for name, table in tables.items():
        if name not in checks:
            checks[name] = list(past.of_others(table, touched))
    results = Checked()
    with great_expectations().session(con) as session:
        for name, asked in checks.items():
            if not asked:
                continue
            results.validations[name], found = session.validate(name, asked)
            for check, (ok, faults) in zip(asked, found, strict=True):
                results.append(_result(con, check, ok, faults, rows.get(name)))
    return results


class _Past:
    """Lists the checks of each table, as what is loaded already makes them."""

    def __init__(
        self, con: Connection, tables: Mapping[str, Table], as_of: dt.datetime,
        received_at: dt.datetime,
    ) -> None:  # fmt: skip
        self.con, self.tables, self.as_of, self.received_at = con, tables, as_of, received_at
        counts = ", ".join(f"(select count(*) from main.{quoted(name)})" for name in tables)
        self.sizes = dict(zip(tables, con.execute(f"select {counts}").fetchall()[0], strict=True))

    def of_touched(self, table: Table, batch: str, rows: int) -> Iterator[Check]:
        """Everything, for a table that got rows; whether all arrived, for one that got none."""
        if rows:
            yield from row_checks(table, self.received_at)
            yield key_check(table, self.sizes, rows)
            filled = filled_values(self.con, table, batch, rows)
            yield from reference_checks(table, self.tables, self.sizes, filled)
            yield from drift_checks(self.con, table, batch)
        arrived = volume_check(self.con, table), freshness_check(self.con, table, self.as_of)
        yield from (check for check in arrived if check is not None)

    def of_others(self, table: Table, touched: Sequence[str]) -> Iterator[Check]:
        """Whether a table that got nothing is stale by now, or its misses are known by now."""
        fresh = freshness_check(self.con, table, self.as_of)
        if fresh is not None and self.con.execute(fresh.args["sql"]).fetchone() is not None:
            yield fresh
        for rule, batches in self.con.execute(
            "select rule, list(distinct batch order by batch) filter (where not ok) "
            "from meta.checks where tbl = ? group by rule "
            "having not arg_max(ok, (checked_at, batch))",
            [table.name],
        ).fetchall():
            column = table.columns.get(rule.removesuffix(":references"))
            if column is None or (column.references or "").partition(".")[0] not in touched:
                continue
            missed = reference_checks(
                table, self.tables, self.sizes, {}, ", ".join(literal(b) for b in batches)
            )
            yield from (check for check in missed if check.rule == rule)


def _result(con: Connection, check: Check, ok: bool, faults: int, rows: int | None) -> CheckResult:
    counted = (
        later("{n:,} of {of:,} rows", n=faults, of=rows)
        if rows is not None
        else later("{n:,} rows", n=faults)
    )
    about_rows = check.bad is not None
    observed = check.observed or (counted if about_rows else later("{n:,} found", n=faults))
    message = later("{table}: {expected}", table=check.table, expected=check.expected)
    if not ok:
        told = check.sentence or later("{which}: {problem}", which=counted, problem=check.says)
        message = later("{table}: {problem}{examples}{nearest}", table=check.table, problem=told,
                        examples=_examples(con, check), nearest=_place(con, check))  # fmt: skip
    return CheckResult(
        check.table, check.rule, check.level, ok, observed, check.expected, message,
        faults if about_rows and not ok else 0, check.column,
    )  # fmt: skip


def _examples(con: Connection, check: Check) -> str:
    if check.examples is None:
        return ""
    found = [str(value)[:120] for (value,) in con.execute(check.examples).fetchall()]
    return later(" ({reasons})", reasons="; ".join(found)) if found else ""


def _place(con: Connection, check: Check) -> str:
    """Where the first row at fault stands in its export."""
    if check.bad is None:
        return ""
    found = con.execute(
        f"select _file, _line from ({rows_of_batch(check.table)}) where {check.bad} "
        "order by _file, _line limit 1"
    ).fetchone()
    if found is None:
        return ""
    return later("; first in {file}, line {line}", file=found[0], line=found[1])
