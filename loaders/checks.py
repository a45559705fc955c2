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
from loaders.drift import drift_checks, record_profile
from loaders.expectations import Check, key_check, reference_checks, row_checks, rows_of_batch
from loaders.mapping import literal, quoted
from loaders.table import Level, Table
from loaders.warehouse import Connection

__all__ = ["CheckResult", "Checked", "build_data_docs", "check_tables", "great_expectations"]


@dataclass(frozen=True)
class CheckResult:
    """What a check found.

    `column` is the column that the rule is about, where it is about one. `ok` is False with level
    ``critical`` for a batch that must be refused, with ``warn`` for metrics that depend on `tbl`
    (on `column`) to be greyed. `bad_rows` counts the faults; `message` is one sentence.
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
    """Import what runs Great Expectations; the first call costs seconds, so a thread may do it early."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    with warnings.catch_warnings():
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
    checks: dict[str, list[Check]] = {}
    rows: dict[str, int] = {}
    as_of = data_goes_to(con, received_at)
    for name in touched:
        rows[name] = record_profile(con, tables[name], batch, received_at)
        checks[name] = list(_of_touched(con, tables, name, batch, rows[name], received_at, as_of))
    for name, table in tables.items():
        if name not in checks:
            checks[name] = list(_of_others(con, tables, table, touched, as_of))
    results = Checked()
    with great_expectations().session(con) as session:
        for name, asked in checks.items():
            if not asked:
                continue
            results.validations[name], found = session.validate(name, asked)
            for check, (ok, faults) in zip(asked, found, strict=True):
                results.append(_result(con, check, ok, faults, rows.get(name)))
    return results


def _of_touched(
    con: Connection, tables: Mapping[str, Table], name: str, batch: str, rows: int,
    received_at: dt.datetime, as_of: dt.datetime,
) -> Iterator[Check]:  # fmt: skip
    table = tables[name]
    if rows:
        yield from row_checks(table, received_at)
        yield key_check(table, most_of_it=2 * rows > _count(con, f"main.{quoted(name)}"))
        yield from reference_checks(table, tables)
        yield from drift_checks(con, table, batch)
    for check in (volume_check(con, table), freshness_check(con, table, as_of)):
        if check is not None:
            yield check


def _of_others(
    con: Connection, tables: Mapping[str, Table], table: Table, touched: Sequence[str],
    as_of: dt.datetime,
) -> Iterator[Check]:  # fmt: skip
    """A table that got nothing may be stale by now; and a list that came late may know its names."""
    fresh = freshness_check(con, table, as_of)
    if fresh is not None and con.execute(fresh.args["sql"]).fetchone() is not None:
        yield fresh
    missed = {
        rule: batches
        for rule, batches in con.execute(
            "select rule, list(distinct batch) filter (where not ok) from meta.checks "
            "where tbl = ? group by rule having not arg_max(ok, (checked_at, batch))",
            [table.name],
        ).fetchall()
    }
    for other in touched:
        for check in reference_checks(table, tables, only=other):
            if check.rule in missed:
                ids = ", ".join(literal(b) for b in missed[check.rule])
                again = reference_checks(table, tables, batches=ids, only=other)
                yield from (c for c in again if c.rule == check.rule)


def _result(con: Connection, check: Check, ok: bool, faults: int, rows: int | None) -> CheckResult:
    of = "" if rows is None else f" of {rows:,}"
    observed = check.observed or f"{faults:,}{of} rows"
    message = f"{check.table}: {check.expected}"
    if not ok:
        told = check.sentence or f"{faults:,}{of} rows: {check.says}"
        message = f"{check.table}: {told}{_examples(con, check)}{_place(con, check)}"
    return CheckResult(
        check.table, check.rule, check.level, ok, observed, check.expected, message,
        0 if ok else faults, check.column,
    )  # fmt: skip


def _examples(con: Connection, check: Check) -> str:
    if check.examples is None:
        return ""
    found = [str(value)[:120] for (value,) in con.execute(check.examples).fetchall()]
    return f" ({'; '.join(found)})" if found else ""


def _place(con: Connection, check: Check) -> str:
    """Where the first row at fault stands in its export."""
    if check.bad is None:
        return ""
    found = con.execute(
        f"select _file, _line from ({rows_of_batch(check.table)}) where {check.bad} "
        "order by _file, _line limit 1"
    ).fetchone()
    return "" if found is None else f"; first in {found[0]}, line {found[1]}"


def _count(con: Connection, relation: str) -> int:
    found = con.execute(f"select count(*) from {relation}").fetchone()
    return int(found[0]) if found else 0
