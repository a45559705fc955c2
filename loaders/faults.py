"""Why a row cannot be used, as SQL: one condition and one sentence a rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loaders import values
from loaders.sqltext import literal, quoted, said_sql, shown
from loaders.table import Table
from metrics.language import kept, later

if TYPE_CHECKING:
    from loaders.source import Value


@dataclass(frozen=True)
class Fault:
    """What sends a row to quarantine: the rule, SQL that is true for the row, SQL of the reason."""

    rule: str
    when: str
    reason: str


def told_sql(faults: list[Fault]) -> str:
    """Return SQL of the list of "rule: reason" of a row."""
    told = ", ".join(
        f"case when {f.when} then {literal(f.rule + ': ')} || {f.reason} end" for f in faults
    )
    return f"list_filter([{told or 'null'}], lambda r: r is not null)"


def unreadable(name: str, raw: str, read: str) -> Fault:
    """Return the fault of a value `raw` that cannot be `read` as declared."""
    says = kept("{column}: '{value}' cannot be read as declared")
    reason = said_sql(says, column=literal(name), value=shown(raw))
    return Fault(f"{name}:type", f"({raw} is not null and {read} is null)", reason)


def unmapped(name: str, raw: str, column: str, value: Value) -> Fault:
    """Return the fault of a word that `map` does not have."""
    known = ", ".join((value.map or {}).keys())
    says = kept("{column}: '{value}' is not mapped; known: {known}")
    reason = said_sql(says, column=literal(name), value=shown(raw), known=literal(known))
    return Fault(f"{name}:unmapped", f"({raw} is not null and {column} is null)", reason)


def column_faults(table: Table, given: set[str], read: set[str], latest: str) -> list[Fault]:
    """Return the faults that the columns of `table` can have.

    `given` are the columns that the source fills, `read` those whose text is kept beside
    (``s:``) because an expression reads them; `latest` is SQL of the last time allowed.
    """
    faults = []
    for name, column in table.columns.items():
        typed, raw = quoted(f"t:{name}"), quoted(f"r:{name}")
        hashed = table.hash_key and name in table.key
        if column.required and not hashed:
            absent = f"{typed} is null" + (f" and {raw} is null" if name in given else "")
            if name in read:  # what is there and unreadable is not missing
                absent += f" and {quoted('s:' + name)} is null"
            says = literal(later("{column} is missing", column=name))
            faults.append(Fault(f"{name}:required", f"({absent})", says))
        if name not in given:
            continue
        value = {"column": literal(name), "value": shown(raw)}
        if column.type != "text":
            expected = literal(values.EXPECTED[column.type])
            told = said_sql(
                kept("{column}: '{value}' is not {expected}"), expected=expected, **value
            )
            faults.append(Fault(f"{name}:type", f"({raw} is not null and {typed} is null)", told))
        if column.values is not None and column.level != "warn":
            words = ", ".join(literal(word) for word in column.values)
            known = literal(", ".join(column.values))
            told = said_sql(kept("{column}: '{value}' is not one of {known}"), known=known, **value)
            faults.append(Fault(f"{name}:values", f"({typed} not in ({words}))", told))
        for bound, sign, says in (
            (column.minimum, "<", kept("{column}: '{value}' is below {bound:g}")),
            (column.maximum, ">", kept("{column}: '{value}' is above {bound:g}")),
        ):
            if bound is not None and column.level != "warn":
                told = said_sql(says, bound=literal(f"{bound:g}"), **value)
                faults.append(Fault(f"{name}:range", f"({typed} {sign} {bound})", told))
        if column.type in ("time", "date") and not column.future:
            says = kept("{column}: '{value}' lies more than a day after the file was received")
            told = said_sql(says, **value)
            faults.append(Fault(f"{name}:future", f"({typed} > {latest})", told))
    return faults
