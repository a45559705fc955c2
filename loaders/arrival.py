"""Has everything arrived? Lines per file against the past, and the age of the newest row."""

from __future__ import annotations

import datetime as dt

from loaders.expectations import BATCH, Check
from loaders.sqltext import literal, quoted, said_sql
from loaders.table import Table
from loaders.warehouse import Connection
from metrics.language import kept, later

PAST = 8  # files that make up the past of a source
ENOUGH = 3  # of them before a file is judged
LEAST, MOST = 0.2, 5.0  # lines of a file, in medians of the past


def volume_check(con: Connection, table: Table) -> Check | None:
    """Compare the lines of each file of the batch with the files before it of the same source.

    A file with under a fifth, or over five times, of the median of the past eight warns. None
    where no source of the batch has three files in the past.
    """
    past = (
        "select source, lines_read, row_number() over (partition by source order by "
        "received_at desc, batch desc, file desc) as nth from meta.files "
        f"where batch <> {BATCH} and batch not in "
        "(select batch from meta.batches where state = 'undone')"
    )
    usual = (
        f"select source, median(lines_read) as usual from ({past}) where nth <= {PAST} "
        f"group by source having count(*) >= {ENOUGH}"
    )
    files = (
        f"select file, lines_read, usual from meta.files join ({usual}) using (source) "
        f"where batch = {BATCH} and list_contains(tables, {literal(table.name)})"
    )
    if con.execute(f"select 1 from ({files}) limit 1").fetchone() is None:
        return None
    unusual = f"lines_read < {LEAST} * usual or lines_read > {MOST} * usual"
    told = said_sql(kept("{file} has {n} lines instead of about {lines}"), file="file",
                    n="lines_read", lines="cast(usual as bigint)")  # fmt: skip
    return Check(
        table.name, "lines", "warn", "no_rows",
        {"sql": f"select 1 from ({files}) where {unusual}"},
        later("each file has {low:.0%} to {high:.0%} of the usual number of lines",
              low=LEAST, high=MOST),
        sentence=later("a file has an unusual number of lines"),
        examples=f"select {told} from ({files}) where {unusual} order by file limit 3",
    )  # fmt: skip


def data_goes_to(con: Connection, received_at: dt.datetime) -> dt.datetime:
    """Return the instant up to which all feeds together are known, else that of receipt."""
    found = con.execute("select value from meta.settings where name = 'as_of'").fetchone()
    return dt.datetime.fromisoformat(found[0]) if found else received_at


def freshness_check(con: Connection, table: Table, as_of: dt.datetime) -> Check | None:
    """Compare the table's newest row with `as_of`; None where nothing is declared or loaded."""
    if table.freshness is None or table.time is None:
        return None
    newest_sql = f"select max({quoted(table.time)}) as newest from main.{quoted(table.name)}"
    found = con.execute(f"select cast(newest as varchar) from ({newest_sql})").fetchone()
    if found is None or found[0] is None:
        return None
    as_of = as_of.astimezone(dt.UTC)
    oldest = as_of - dt.timedelta(days=table.freshness.days)
    limit = f"timestamptz '{oldest.isoformat()}'"
    if table.columns[table.time].type == "date":
        limit = f"date '{oldest.date().isoformat()}'"
    newest = later("the newest {column} is {time}", column=table.time, time=found[0])
    return Check(
        table.name, "fresh", "warn", "no_rows",
        {"sql": f"select 1 from ({newest_sql}) where newest < {limit}"},
        later("the newest {column} is at most {days:g} days before the data's end",
              column=table.time, days=table.freshness.days),
        table.time, observed=newest,
        sentence=later("{problem}, more than {days:g} days before {time} UTC, "
                       "to which the data goes", problem=newest, days=table.freshness.days,
                       time=f"{as_of:%Y-%m-%d %H:%M}"),
    )  # fmt: skip
