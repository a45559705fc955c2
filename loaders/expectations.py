"""What must hold of a batch, as data: checks made from a table's declaration.

Rows that break an error-level rule were sent to quarantine before, so those checks only confirm
the loader: that one of them fails is critical. All others warn.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from loaders.expressions import ExpressionError, compiled
from loaders.sqltext import literal, quoted
from loaders.table import Column, Level, Table
from metrics.language import Told, later
from metrics.model import ConfigError

Kind = Literal["filled", "words", "range", "share_filled", "no_rows"]
BATCH = "getvariable('andon_batch')"  # the batch under check: a variable of the connection
# An hour of grace on the loader's own day: one that runs long receives its last file later.
AHEAD = dt.timedelta(days=1, hours=1)
KEYS = 4_000_000  # keys of a batch up to which all of them are compared


@dataclass(frozen=True)
class Check:
    """One thing that must hold of a table.

    `kind` and `args` say how it is evaluated (`no_rows`: the query ``sql`` finds one row for each
    fault). `says` tells what is wrong with a row at fault; `sentence` is the whole message where
    it is not about rows of the batch. `bad` is SQL, true for a row of the batch at fault, to name
    its place; `examples` is SQL of a few things at fault, as text.
    """

    table: str
    rule: str
    level: Level
    kind: Kind
    args: Mapping[str, Any]
    expected: str
    column: str | None = None
    says: str = ""
    bad: str | None = None
    sentence: str | None = None
    observed: str | None = None  # where it is not a number of rows
    examples: str | None = None


def rows_of_batch(table: str) -> str:
    """SQL of the rows that the batch under check brought or renewed in `table`."""
    return f"select * from main.{quoted(table)} where _batch = {BATCH}"


def row_checks(table: Table, received_at: dt.datetime) -> Iterator[Check]:
    """Check values and rows of the batch."""
    for name, column in table.columns.items():
        yield from _column_checks(table, name, column, received_at)
    for name, rule in table.rules.items():
        try:
            holds = compiled(rule.holds, {column: column for column in table.columns})
        except ExpressionError as problem:
            raise ConfigError(
                later(
                    "table {table!r}, rules.{name}: {problem}",
                    table=table.name,
                    name=name,
                    problem=problem,
                )
            ) from problem
        bad = f"not ({holds})"
        yield Check(
            table.name, name, _confirmed(rule.level), "no_rows",
            {"sql": f"select 1 from ({rows_of_batch(table.name)}) where {bad}"},
            later("no row {problem}", problem=rule.says), says=rule.says, bad=bad,
        )  # fmt: skip


def _confirmed(level: Level) -> Level:
    """Return the level of a rule here: what quarantine should have caught is critical."""
    return "warn" if level == "warn" else "critical"


def _column_checks(
    table: Table, name: str, column: Column, received_at: dt.datetime
) -> Iterator[Check]:
    q = quoted(name)
    if column.required:
        yield Check(
            table.name, f"{name}:required", "critical", "filled", {"column": name},
            later("every row has {name}", name=name), name,
            later("{column} is missing", column=name), f"{q} is null",
        )  # fmt: skip
    if column.values is not None:
        known = ", ".join(column.values)
        bad = f"{q} not in ({', '.join(literal(word) for word in column.values)})"
        yield Check(
            table.name, f"{name}:values", _confirmed(column.level), "words",
            {"column": name, "value_set": list(column.values)},
            later("{name} is one of {known}", name=name, known=known), name,
            later("{name} is not one of {known}", name=name, known=known), bad,
            examples=_examples(rows_of_batch(table.name), q, bad),
        )  # fmt: skip
    if column.minimum is not None or column.maximum is not None:
        yield _range(table, name, column)
    if column.type in ("time", "date") and not column.future:
        latest = received_at.astimezone(dt.UTC) + AHEAD
        yield Check(
            table.name, f"{name}:future", "critical", "range",
            {"column": name, "max_value": latest},
            later("no {name} lies more than a day after the file was received", name=name), name,
            later("{name} lies more than a day after the file was received", name=name),
            f"{q} > timestamptz '{latest.isoformat()}'",
        )  # fmt: skip


def _range(table: Table, name: str, column: Column) -> Check:
    q, args = quoted(name), {"column": name}
    bounds: dict[str, float] = {}
    outside = []
    if column.minimum is not None:
        bounds["min_value"] = column.minimum
        outside.append(f"{q} < {column.minimum}")
    if column.maximum is not None:
        bounds["max_value"] = column.maximum
        outside.append(f"{q} > {column.maximum}")
    bad, says = " or ".join(outside), _bounds(column)
    return Check(
        table.name, f"{name}:range", _confirmed(column.level), "range", {**args, **bounds},
        later("{name} is {expected}", name=name, expected=says), name,
        later("{name} is not {expected}", name=name, expected=says), bad,
        examples=_examples(rows_of_batch(table.name), q, bad),
    )  # fmt: skip


def _bounds(column: Column) -> Told:
    low, high = column.minimum, column.maximum
    if low is None:
        return later("at most {high:g}", high=high)
    if high is None:
        return later("at least {low:g}", low=low)
    return later("at least {low:g} and at most {high:g}", low=low, high=high)


def key_check(table: Table, sizes: Mapping[str, int], rows: int) -> Check:
    """Check that each key that the batch has is in the whole table once.

    `sizes` are the rows of each table, `rows` those of the batch. Keys are compared by hash first:
    hardly any are left to be compared in full. Of a batch of many millions every nth key is
    looked at, in the whole table: enough to find a load that doubles rows.
    """
    target = f"main.{quoted(table.name)}"
    keys = ", ".join(quoted(k) for k in table.key)
    mine = f"select hash({keys}) from {target} where _batch = {BATCH}"
    only = [] if 2 * rows > sizes[table.name] else [f"hash({keys}) in ({mine})"]
    every = 1 + rows // KEYS
    if every > 1:
        only.append(f"hash({keys}) % {every} = 0")
    where = f" where {' and '.join(only)}" if only else ""
    twice = f"select hash({keys}) as h from {target}{where} group by h having count(*) > 1"
    sql = (
        f"select {keys} from {target} where hash({keys}) in (select h from ({twice})) "
        f"group by {keys} having count(*) > 1"
    )
    names = " and ".join(table.key)
    return Check(
        table.name, "key", "critical", "no_rows", {"sql": sql},
        later("each {names} is there once", names=names),
        sentence=later("{names} is there more than once", names=names),
        examples=f"select concat_ws(', ', {keys}) from ({sql}) limit 3",
    )  # fmt: skip


def reference_checks(
    table: Table, tables: Mapping[str, Table], sizes: Mapping[str, int],
    filled: Mapping[str, int], batches: str = BATCH,
) -> Iterator[Check]:  # fmt: skip
    """Check that each product, agent, case … that a row names is known; a miss costs no row.

    `sizes` are the rows of each table, `filled` about how many values of each column are looked
    at; `batches` is SQL of the batch, or the list of batches, that they are of.
    """
    looked_at = f"select * from main.{quoted(table.name)} where _batch in ({batches})"
    for name, column in table.columns.items():
        if column.references is None:
            continue
        other, _, target = column.references.partition(".")
        if other not in tables:
            continue
        q, key = quoted(name), quoted(target)
        known = f"select {key} from main.{quoted(other)} where {key} is not null"
        if 4 * filled.get(name, 0) < sizes[other]:
            # A few values against a long list: first the part of the list that they name.
            known += f" and {key} in (select {q} from ({looked_at}))"
        bad = f"{q} is not null and {q} not in ({known})"
        yield Check(
            table.name, f"{name}:references", "warn", "no_rows",
            {"sql": f"select 1 from ({looked_at}) where {bad}"},
            later("every {name} is in {other}", name=name, other=other), name,
            later("{name} is not in {other}", name=name, other=other), bad,
            examples=_examples(looked_at, q, bad),
        )  # fmt: skip


def _examples(rows: str, column: str, bad: str) -> str:
    values = f"select distinct cast({column} as varchar) as v from ({rows}) where {bad}"
    return f"{values} order by v limit 3"
