"""The good lines of one file, as canonical rows, and how many of them were news."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders import touched
from loaders.mapping import LinesPlan, TablePlan
from loaders.narrow import Corrected, lines_sql, narrow
from loaders.slices import merge
from loaders.sqltext import literal, quoted
from loaders.upsert import Origin, Outcome, upsert
from loaders.warehouse import Connection

if TYPE_CHECKING:
    from loaders.intake import Intake, Places

UNUSABLE = "why in ('bad', 'duplicate')"
Filled = tuple[TablePlan, str, Outcome]  # a table's plan, the relation of its rows, what became


def count_of(con: Connection, what: str) -> int:
    """Return how many rows the relation or query `what` has."""
    row = con.execute(f"select count(*) from {what}").fetchone()
    return int(row[0]) if row else 0


def fill(
    con: Connection, file: Places, plans: list[TablePlan], origin: Origin, result: Intake,
    corrected: Corrected | None,
) -> None:  # fmt: skip
    """Put the rows of `plans` into their tables; count used and duplicate lines in `result`.

    With `corrected` only the rows that its lines reach.
    """
    source, name = file.source, file.name
    lines = None if corrected is None else lines_sql(con, name, corrected)
    merged = None
    if source.replaces is not None:
        merged = merge(
            con, source, file.lines, file.staged.table, file.staged.headers,
            file.aside(UNUSABLE), file.aside("why = 'left out'"), name, origin, lines,
        )  # fmt: skip
        kept_lines = LinesPlan(source, file.staged.headers, merged.relation, "_at_file, _line")
        plans = file.plans(kept_lines, "_left", "")
    filled: list[Filled] = []
    for plan in plans:
        table = plan.table
        relation = f"temp.main.{quoted(f'{name}_{table.name}')}"
        kept = plan.folds or table.hash_key or len(plans) > 1 or corrected is not None
        identity = "row_number() over ()" if kept else "_line"
        con.execute(
            f"create temp {'table' if kept else 'view'} {relation} as "
            f"select {identity} as _id, * from ({plan.rows})"
        )
        if merged is not None and not plan.harvest:
            renewed = (
                f"_source = {literal(source.name)} and _slice in "
                f"(select _slice from {merged.days} where what <> 'stay')"
            )
            touched.going(con, table.name, renewed)
            con.execute(f"delete from main.{quoted(table.name)} where {renewed}")
        elif merged is None and corrected is not None and lines is not None:
            narrow(con, table, source.tables[table.name], relation, lines, corrected, origin)
        outcome = upsert(con, table, relation, f"{name}_{table.name}", origin)
        result.inserted[table.name] = outcome.inserted
        result.replaced[table.name] = outcome.replaced
        filled.append((plan, relation, outcome))
    good = file.staged.rows - count_of(con, file.out)
    if merged is not None:
        result.used = merged.added
        result.duplicates += good - merged.added
        return
    result.used, duplicates = _counted(con, filled)
    # What is beyond the reach of corrected lines came with the original.
    result.duplicates += duplicates if corrected is None else good - result.used
    if corrected is None and any(m.changes or m.entries for m in source.tables.values()):
        # A line of a log that changes nothing has been read as well: it says that all stayed. So
        # has one with an empty list.
        result.used = good - duplicates


def _counted(con: Connection, filled: list[Filled]) -> tuple[int, int]:
    """Return how many lines made a row that is used now, and how many only rows that are not."""
    if len(filled) == 1 and not filled[0][0].folds:
        outcome = filled[0][2]
        return outcome.inserted, count_of(con, outcome.losers)
    taken, given = (
        " union ".join(
            f"select distinct unnest(coalesce(_lines, [_line])) as line from {relation} {condition}"
            for plan, relation, outcome in filled
            if not plan.harvest
            for condition in [only.format(outcome.losers)]
        )
        for only in ("where _id not in (select _id from {})", "")
    )
    used = count_of(con, f"({taken})")
    return used, count_of(con, f"({given})") - used
