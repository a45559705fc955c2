"""One staged file into the canonical tables, every line of it accounted for.

A line ends in exactly one place: used, in quarantine, a duplicate, or left out by a declared rule.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from loaders.faults import told_sql
from loaders.fill import UNUSABLE, count_of, fill
from loaders.mapping import LinesPlan, TablePlan, plan_table
from loaders.narrow import Corrected
from loaders.oddtimes import count_odd
from loaders.read import Staged
from loaders.source import Source
from loaders.sqltext import literal, quoted
from loaders.table import Table
from loaders.upsert import Origin
from loaders.warehouse import Connection, types_of
from metrics.language import later
from metrics.model import InternalError

Bad = tuple[int, str, list[str]]  # line, table, "rule: reason" …


@dataclass
class Intake:
    """What one file gave."""

    lines_read: int
    used: int = 0
    duplicates: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    bad: list[Bad] = field(default_factory=list)
    inserted: dict[str, int] = field(default_factory=dict)
    replaced: dict[str, int] = field(default_factory=dict)
    watermark: dt.datetime | None = None
    times_repeated: int = 0
    times_skipped: int = 0

    @property
    def quarantined(self) -> int:
        """The number of lines in quarantine."""
        return len(self.bad)


class Places:
    """The state of one intake: where lines went, as a scratch table."""

    def __init__(
        self, con: Connection, source: Source, staged: Staged, tables: Mapping[str, Table],
        name: str, received: dt.datetime,
    ) -> None:  # fmt: skip
        self.con, self.source, self.staged, self.tables = con, source, staged, tables
        self.name = name
        self.newest: dict[str, dt.datetime | None] = {}
        self.out = f"temp.main.{quoted(name + '_out')}"
        latest = received.astimezone(dt.UTC) + dt.timedelta(days=1)
        self.latest = f"timestamptz '{latest.isoformat()}'"
        con.execute(
            f"create temp table {self.out} (_line bigint, why varchar, tbl varchar, rs varchar[])"
        )
        self.lines = LinesPlan(source, staged.headers, self._staging(), "_line")

    def _staging(self) -> str:
        if self.source.replaces is None:
            return self.staged.table
        # Stand-ins of the right types, until the feed gives the real ones.
        blank = "'' as _line_id, '' as _at_file, cast(null as date) as _slice, false as _left"
        return f"(select *, {blank} from {self.staged.table})"

    def aside(self, why: str = "true") -> str:
        """SQL that is true for a line that has found its place already; empty for none."""
        found = f"select _line from {self.out} where {why}"
        if self.con.execute(f"{found} limit 1").fetchone() is None:
            return ""
        return f"_line in ({found})"

    def set_aside(self) -> None:
        """Find repeated lines and lines that a declared rule leaves out."""
        remaining = f"from ({self.lines.sql}) where not ({self.aside() or 'false'})"
        if self.source.distinct:
            columns = ", ".join(quoted(h) for h in self.staged.headers)
            self.con.execute(
                f"insert into {self.out} select _line, 'duplicate', null, null from (select _line, "
                f"row_number() over (partition by {columns} order by _line) as nth "
                f"from {self.staged.table}) where nth > 1"
            )
        rules = [
            f"when {self.lines.expression(text, f'leave_out.{rule}')} then {literal(rule)}"
            for rule, text in self.source.leave_out.items()
        ]
        wheres = [
            None if m.where is None else self.lines.expression(m.where, f"tables.{t}.where")
            for t, m in self.source.tables.items()
            if not m.harvest
        ]
        if all(wheres):
            taken = " or ".join(f"coalesce({where}, false)" for where in wheres)
            unwanted = literal(later("no table takes it"))
            rules.append(f"when not ({taken}) then {unwanted}")
        if rules:
            self.con.execute(
                f"insert into {self.out} select _line, 'left out', rule, null from "
                f"(select _line, case {' '.join(rules)} end as rule {remaining}) "
                f"where rule is not null"
            )

    def plans(self, lines: LinesPlan, aside: str, unusable: str) -> list[TablePlan]:
        """Plan each table of the source over `lines`, without those `aside`.

        A line that a rule leaves out still names its product, say: tables that only harvest names
        leave out the `unusable` ones alone.
        """
        return [
            plan_table(
                lines, self.tables[target], mapping, unusable if mapping.harvest else aside,
                self.latest, lambda sql: types_of(self.con, sql),
            )
            for target, mapping in self.source.tables.items()
        ]  # fmt: skip

    def _current_plans(self) -> list[TablePlan]:
        return self.plans(self.lines, self.aside(), self.aside(UNUSABLE))

    def quarantine(self) -> list[TablePlan]:
        """Send bad lines to quarantine until what is left is good; return the plans of that.

        A bad line is used in no table, so tables that fold lines are looked at again without it.
        """
        if self.lines.faults:
            when = " or ".join(f"coalesce({f.when}, false)" for f in self.lines.faults)
            self._add(
                f"select _line, cast(null as bigint[]) as _lines, {told_sql(self.lines.faults)} "
                f"as reasons from ({self.lines.sql}) where ({when}) "
                f"and not ({self.aside() or 'false'})",
                "",
            )
        while True:
            plans = self._current_plans()
            # One pass tells whether there is anything to tell; reasons cost a second one.
            told = {plan.table.name: self._probe(plan) for plan in plans}
            self.newest = {name: newest for name, (_, newest) in told.items()}
            guilty = [plan for plan in plans if told[plan.table.name][0]]
            found = sum([self._add(plan.reasons, plan.table.name) for plan in guilty])
            if not found:
                return plans
            if len(plans) == 1 and not plans[0].folds:
                return self._current_plans()

    def _probe(self, plan: TablePlan) -> tuple[int, dt.datetime | None]:
        """Return how many rows of `plan` are bad, and the latest `_version` of the others."""
        row = self.con.execute(
            f"select count(*) filter (_bad), max(_version) filter (not _bad) from ({plan.rows})"
        ).fetchone()
        assert row is not None  # noqa: S101  an aggregate has one row
        return int(row[0]), row[1]

    def _add(self, reasons: str, table: str) -> int:
        added = self.con.execute(
            f"insert into {self.out} select line, 'bad', ?, "
            f"list_sort(list_distinct(flatten(list(reasons)))) from (select "
            f"unnest(coalesce(_lines, [_line])) as line, reasons from ({reasons})) "
            f"where line not in (select _line from {self.out}) group by line",
            [table or next(iter(self.source.tables))],
        ).fetchone()
        return int(added[0]) if added else 0


def take(
    con: Connection, source: Source, staged: Staged, tables: Mapping[str, Table],
    batch: str, name: str, received: dt.datetime, corrected: Corrected | None = None,
) -> Intake:  # fmt: skip
    """Load one staged file into the canonical tables inside the caller's transaction.

    `name` is unique among the files of a load and prefixes scratch tables; `received` is when the
    file came, against which dates that lie ahead are judged. With `corrected` the file came before,
    and only what its corrected lines reach is taken in. Raises ConfigError for expressions that do
    not fit the file, InternalError when lines do not add up (the caller rolls back).
    """
    file = Places(con, source, staged, tables, name, received)
    file.set_aside()
    plans = file.quarantine()
    result = Intake(staged.lines_read, left_out=dict(staged.left_out))
    result.bad = [
        (r.line, next(iter(source.tables)), [f"shape: {r.reason}"]) for r in staged.rejects
    ]
    result.bad += [
        (line, table, list(reasons))
        for line, table, reasons in con.execute(
            f"select _line, tbl, rs from {file.out} where why = 'bad' order by _line"
        ).fetchall()
    ]
    for rule, count in con.execute(
        f"select tbl, count(*) from {file.out} where why = 'left out' group by tbl order by tbl"
    ).fetchall():
        result.left_out[rule] = count
    result.duplicates = count_of(con, f"{file.out} where why = 'duplicate'")
    clocks = [clock for plan in plans for clock in plan.wall_clocks]
    if any(plan.folds for plan in plans):
        clocks += file.lines.wall_clocks(types_of(con, file.lines.sql))
    result.times_repeated, result.times_skipped = count_odd(con, source.timezone, clocks)
    result.watermark, export = _latest(plans, file.newest)
    origin = Origin(
        batch, staged.name, source.name, corrected.newer(export) if corrected else export
    )
    fill(con, file, plans, origin, result, corrected)
    placed = result.used + result.quarantined + result.duplicates + sum(result.left_out.values())
    if placed != result.lines_read:
        raise InternalError(
            f"{staged.name}: {result.lines_read} lines read, but {placed} accounted for"
        )
    return result


def _latest(
    plans: list[TablePlan], newest: Mapping[str, dt.datetime | None]
) -> tuple[dt.datetime | None, dt.datetime | None]:
    """Return the latest instant that the file tells, and the latest instant or day."""
    instants, any_time = [], []
    for plan in plans:
        latest = newest.get(plan.table.name)
        if latest is not None:
            any_time.append(latest)
            if any(plan.table.columns[n].type == "time" for n in plan.table.times):
                instants.append(latest)
    return max(instants, default=None), max(any_time, default=None)
