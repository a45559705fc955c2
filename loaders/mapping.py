"""From staged text to canonical rows, as SQL: one plan for one file of one source.

The plan's layers, each a subquery of the one before:

1. ``lines``: the export's columns, trimmed, null markers gone, and the source's own ``lines``.
2. ``folded``: one row per canonical row to be, still in the export's own types (``r:`` columns).
3. ``typed``: canonical types (``t:`` columns), defaults filled.
4. the final columns, with every reason why a row must not be used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from loaders import changes, lists, values
from loaders.expressions import ExpressionError, compiled, read_column
from loaders.faults import Fault, column_faults, told_sql, unmapped, unreadable
from loaders.source import Source, TableMap, Value
from loaders.sqltext import constant_sql, literal, quoted
from loaders.table import SQL_TYPES, Column, Table
from metrics.language import later
from metrics.model import ConfigError

TypesOf = Callable[[str], Mapping[str, str]]  # a query -> its columns' DuckDB types


@dataclass(frozen=True)
class TablePlan:
    """How one table is filled from one file: a query over the staged lines and its faults.

    `rows` has the table's columns, `_line`, `_lines`, `_version` and `_bad`; `reasons` lists
    (`_line`, `_lines`, list of "rule: reason") of the bad ones.
    """

    table: Table
    rows: str
    reasons: str
    folds: bool  # many lines make a row, or a line makes many: `rows` is worth keeping
    harvest: bool
    wall_clocks: tuple[tuple[str, str], ...]  # (query, SQL over it): µs of wall-clock times read


class LinesPlan:
    """Layer 1 of a source over a staging table: its SQL, its names, its faults."""

    def __init__(self, source: Source, headers: tuple[str, ...], staging: str, order: str) -> None:
        self.source = source
        self.names: dict[str, str] = {header: f"h:{header}" for header in headers}
        nulls = "".join(f", {literal(marker)}" for marker in source.nulls)
        columns = []
        for header in headers:
            clean = f"nullif(trim({quoted(header)}), '')"
            if nulls:
                clean = f"case when {clean} not in (''{nulls}) then {clean} end"
            columns.append(f"{clean} as {quoted('h:' + header)}")
        absent = {h.lower() for h in source.files.optional} - {h.lower() for h in headers}
        for header in (h for h in source.files.optional if h.lower() in absent):
            self.names[header] = f"h:{header}"
            columns.append(f"cast(null as varchar) as {quoted('h:' + header)}")
        carried = (
            ["_line", "_line_id", "_at_file", "_slice", "_left"] if source.replaces else ["_line"]
        )
        base = f"select {', '.join([*carried, *columns])} from {staging}"
        derived, self.faults = [], []
        for name, value in source.lines.items():
            sql = self._compiled(value, f"lines.{name}")
            column = quoted(f"d:{name}")
            if value.map is not None:
                raw = quoted(f"raw:{name}")
                derived.append(f"{sql} as {raw}")
                derived.append(f"{mapped_sql(raw, value)} as {column}")
                self.faults.append(unmapped(name, raw, column, value))
            else:
                derived.append(f"{sql} as {column}")
                origin = self.read_from(value)
                if origin is not None:
                    self.faults.append(unreadable(name, origin, column))
            self.names = {k: v for k, v in self.names.items() if k.lower() != name.lower()}
            self.names[name] = f"d:{name}"
        self.sql = f"select {', '.join(['*', *derived])} from ({base})" if derived else base
        self.order = order

    def _compiled(self, value: Value, item: str) -> str:
        if value.constant is not None:
            return constant_sql(value.constant)
        assert value.source is not None  # noqa: S101  Value holds one or the other
        return self.expression(value.source, item)

    def read_from(self, value: Value) -> str | None:
        """Return the column, as SQL, that `value` only reads as another type, else None."""
        column = None if value.source is None else read_column(value.source)
        return None if column is None else compiled(f'"{column}"', self.names)

    def expression(self, text: str, item: str) -> str:
        """Compile an expression over the lines; ConfigError naming source and item."""
        try:
            return compiled(text, self.names)
        except ExpressionError as problem:
            raise ConfigError(
                later(
                    "source {source!r}, {item}: {problem}",
                    source=self.source.name,
                    item=item,
                    problem=problem,
                )
            ) from problem

    def wall_clocks(self, types: Mapping[str, str]) -> list[tuple[str, str]]:
        """Return (query, SQL over it) for µs of each of the source's own wall-clock times."""
        return [
            (self.sql, micros)
            for name, kind in types.items()
            if name.startswith("d:") and kind.startswith("TIMESTAMP")
            and (micros := values.wall_clock_sql(quoted(name), kind))
        ]  # fmt: skip

    def ordering(self, texts: tuple[str, ...], item: str) -> str:
        """SQL of an order: numbers as numbers, text as text, then as they stand in the file."""
        parts = []
        for text in texts:
            sql = self.expression(text, item)
            parts += [f"try_cast({sql} as double)", sql]
        return ", ".join([*parts, self.order])


def mapped_sql(raw: str, value: Value) -> str:
    """Return SQL that turns the export's words into the declared ones."""
    assert value.map is not None  # noqa: S101
    words = " ".join(f"when {literal(k)} then {literal(v)}" for k, v in value.map.items())
    other = f" else {literal(value.otherwise)}" if value.otherwise is not None else ""
    return f"case when {raw} is not null then case {raw} {words}{other} end end"


def plan_table(
    lines: LinesPlan, table: Table, mapping: TableMap, skip: str, latest: str, types_of: TypesOf
) -> TablePlan:
    """Plan one table.

    `skip` is SQL that is true for a line to leave, `latest` SQL of the last time allowed;
    `types_of` tells the DuckDB types of a query's columns, without running it.
    """
    item = f"tables.{table.name}"
    conditions = [f"not ({skip})"] if skip else []
    if mapping.where:
        conditions.append(f"({lines.expression(mapping.where, item + '.where')})")
    where = f" where {' and '.join(conditions)}" if conditions else ""
    chosen = f"select * from ({lines.sql}){where}"
    faults: list[Fault] = []
    if mapping.entries:
        lines, chosen, faults = lists.unfolded(lines, mapping.entries, chosen, item)
    if mapping.changes is not None:
        folded = changes.events_sql(lines, mapping, chosen, item)
    else:
        folded = _folded_sql(lines, mapping, chosen, item, faults)
    types = types_of(folded)
    given, read = ({n[2:] for n in types if n.startswith(p)} for p in ("r:", "s:"))
    typed = [
        f"{_typed(name, column, given, types, lines.source.timezone)} as {quoted('t:' + name)}"
        for name, column in table.columns.items()
    ]
    sql = f"select *, {', '.join(typed)} from ({folded})"
    faults = [*(() if mapping.group_by or mapping.changes else lines.faults), *faults]
    faults += column_faults(table, given, read, latest)
    faults += [
        Fault(name, f"not coalesce(({_over_typed(rule.holds, table)}), true)", literal(rule.says))
        for name, rule in table.rules.items()
        if rule.level != "warn"
    ]
    bad = " or ".join(f"coalesce({fault.when}, false)" for fault in faults) or "false"
    files = ", _at_file, _slice" if lines.source.replaces else ""
    rows = (
        f"select {', '.join(_final(table))}, _line, _lines{files}, {_version(table)} as _version, "
    )
    rows += f"({bad}) as _bad from ({sql})"
    reasons = f"select _line, _lines, {told_sql(faults)} as reasons from ({sql}) where {bad}"
    folds = bool(mapping.group_by or mapping.changes or mapping.entries)
    naive = tuple(
        (folded, micros)
        for name, column in table.columns.items()
        if column.type == "time" and name in given and not folds
        and (micros := values.wall_clock_sql(quoted("r:" + name), types["r:" + name]))
    )  # fmt: skip
    return TablePlan(table, rows, reasons, folds, mapping.harvest, naive)


def _folded_sql(
    lines: LinesPlan, mapping: TableMap, chosen: str, item: str, faults: list[Fault]
) -> str:
    columns = []
    for name, value in mapping.columns.items():
        sql = (
            constant_sql(value.constant)
            if value.constant is not None
            else lines.expression(value.source or "", f"{item}.columns.{name}")
        )
        raw, column = quoted(f"r:{name}"), quoted(f"m:{name}")
        if value.map is None:
            columns.append(f"{sql} as {raw}")
            origin = None if mapping.group_by else lines.read_from(value)
            if origin is not None:
                columns.append(f"{origin} as {quoted('s:' + name)}")
                faults.append(unreadable(name, quoted("s:" + name), raw))
        else:
            columns.append(f"{sql} as {column}")
            columns.append(f"{mapped_sql(column, value)} as {raw}")
            # What is there and not mapped is not missing.
            columns.append(f"{column} as {quoted('s:' + name)}")
            faults.append(unmapped(name, column, raw, value))
    if not mapping.group_by:
        carried = "*" if lines.faults or lines.source.replaces or mapping.entries else "_line"
        columns = [carried, "cast(null as bigint[]) as _lines", *columns]
        return f"select {', '.join(columns)} from ({chosen})"
    keys = ", ".join(lines.expression(k, item + ".group_by") for k in mapping.group_by)
    order = lines.ordering(mapping.order_by, item + ".order_by")
    ordered = f"select *, row_number() over (order by {order}) as _ord from ({chosen})"
    files = "string_agg(distinct _at_file, ' + ' order by _at_file) as _at_file, "
    files += "min(_slice) as _slice, "
    return (
        f"select min(_line) as _line, list(_line order by _line) as _lines, "
        f"{files if lines.source.replaces else ''}{', '.join(columns)} "
        f"from ({ordered}) group by {keys}"
    )


def _typed(name: str, column: Column, given: set[str], types: Mapping[str, str], zone: str) -> str:
    if name in given:
        sql = values.read_sql(quoted(f"r:{name}"), types[f"r:{name}"], column.type, zone)
    else:
        sql = f"cast(null as {SQL_TYPES[column.type]})"
    if column.default is not None:
        # The default stands in for what the export does not say, not for what cannot be read.
        unsaid = f"{quoted('r:' + name)} is null" if name in given else "true"
        sql = f"case when {unsaid} then {constant_sql(column.default)} else {sql} end"
    return f"cast({sql} as {SQL_TYPES[column.type]})"


def _over_typed(condition: str, table: Table) -> str:
    try:
        return compiled(condition, {name: f"t:{name}" for name in table.columns})
    except ExpressionError as problem:
        raise ConfigError(
            later("table {table!r}: {problem}", table=table.name, problem=problem)
        ) from problem


def _final(table: Table) -> list[str]:
    final = []
    for name, column in table.columns.items():
        sql = quoted(f"t:{name}")
        if table.hash_key and name in table.key:
            parts = ", ".join(
                f"coalesce(cast({quoted('t:' + other)} as varchar), '')"
                for other in table.columns
                if other != name
            )
            sql = f"coalesce({sql}, md5(concat_ws(chr(31), {parts})))"
        elif name in table.key and column.type == "text":
            sql = f"coalesce({sql}, '')"
        final.append(f"{sql} as {quoted(name)}")
    return final


def _version(table: Table) -> str:
    """SQL of what tells a row's newer state: the declared columns, else the latest of its times."""
    past = [n for n in table.times if not table.columns[n].future]
    latest = [f"cast({quoted('t:' + n)} as timestamptz)" for n in past]
    fallback = f"greatest({', '.join(latest)})" if len(latest) > 1 else (latest or ["null"])[0]
    declared = [quoted(f"t:{n}") for n in table.version]
    return f"coalesce({', '.join([*declared, fallback])})" if declared else fallback
