"""Drift: what share of a column is empty, and what share each word has, against the past.

Every batch leaves a small profile of each column behind (``meta.profiles``), so that a new batch is
compared with the eight before it without reading their rows again. A share has drifted when it lies
beyond all that the past showed, by a margin: wide while there is little past. Columns that fill up
while a case goes on look different in every first load, so they wait for three batches.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from loaders.expectations import BATCH, Check, rows_of_batch
from loaders.sqltext import literal, quoted, said_sql
from loaders.table import Column, Table
from loaders.warehouse import Connection
from metrics.language import kept, later

PAST = 8  # batches that make up the past
ENOUGH = 3  # of them before every column is judged and margins are narrow
FLOOR = 100  # rows under which a batch has no shares to speak of
WORDS = 50  # different words up to which a column is a list of words
SAMPLE = 1_000_000  # rows, about, of which the shares of a larger batch are taken
EMPTY_MARGIN, WORD_MARGIN, EARLY_MARGIN = 0.1, 0.3, 0.5
PROFILES = (
    "create table if not exists meta.profiles (batch VARCHAR, tbl VARCHAR, col VARCHAR, "
    "profiled_at TIMESTAMPTZ, rows BIGINT, nulls BIGINT, words MAP(VARCHAR, BIGINT))"
)
NO_WORDS, NO_MAP = "cast(map() as MAP(VARCHAR, BIGINT))", "cast(null as MAP(VARCHAR, BIGINT))"


def record_profile(con: Connection, table: Table, batch: str, at: dt.datetime) -> int:
    """Profile the batch's rows of `table` into ``meta.profiles``; return how many rows it has.

    Of a batch of millions a sample is looked at; which rows follows from their lines alone.
    """
    con.execute(PROFILES)
    con.execute("delete from meta.profiles where batch = ? and tbl = ?", [batch, table.name])
    rows = rows_of_batch(table.name)
    total = int(con.execute(f"select count(*) from ({rows})").fetchall()[0][0])
    if total > 2 * SAMPLE:
        rows = f"{rows} and hash(_line) % {total // SAMPLE} = 0"
    columns = [n for n in table.columns if n not in table.key]
    if not columns:
        return total
    listed = [n for n in columns if _may_be_words(n, table.columns[n])]
    few: set[str] = set()
    if listed:
        spread = ", ".join(f"approx_count_distinct({quoted(n)})" for n in listed)
        different = con.execute(f"select {spread} from ({rows})").fetchall()[0]
        few = {name for name, count in zip(listed, different, strict=True) if count <= WORDS}
    words = [
        f"coalesce(histogram({quoted(n)}), {NO_WORDS})" if n in few else NO_MAP for n in columns
    ]
    con.execute(
        "insert into meta.profiles select $batch, $table, col, $at, n, n - filled, words from ("
        "select n, unnest(cols) as col, unnest(filled) as filled, unnest(words) as words from ("
        f"select count(*) as n, [{', '.join(literal(n) for n in columns)}] as cols, "
        f"[{', '.join(f'count({quoted(n)})' for n in columns)}] as filled, "
        f"[{', '.join(words)}] as words from ({rows})))",
        {"batch": batch, "table": table.name, "at": at},
    )
    return total


def filled_values(con: Connection, table: Table, batch: str, rows: int) -> dict[str, int]:
    """Return about how many of the batch's `rows` have a value, by column of `table`."""
    shares = con.execute(
        "select col, 1 - nulls / rows from meta.profiles where tbl = ? and batch = ?",
        [table.name, batch],
    ).fetchall()
    return dict.fromkeys(table.key, rows) | {name: int(rows * share) for name, share in shares}


def _may_be_words(name: str, column: Column) -> bool:
    return column.type == "text" and column.references is None and not name.endswith("_id")


class Profile(NamedTuple):
    """One column of one batch: how many rows, how many are empty, whether its words are kept."""

    batch: str
    rows: int
    nulls: int
    worded: bool

    @property
    def empty(self) -> float:
        """The share of rows without a value."""
        return self.nulls / self.rows


def drift_checks(con: Connection, table: Table, batch: str) -> Iterator[Check]:
    """Compare the batch's profile with those before it: shares of empty values and of words."""
    for name, profiles in _profiles(con, table.name, batch).items():
        column = table.columns.get(name)
        now = [p for p in profiles if p.batch == batch]
        past = [p for p in profiles if p.batch != batch]
        if column is None or not now or now[0].rows < FLOOR or not _judged(column, len(past)):
            continue
        if all(p.rows == p.nulls for p in profiles):
            continue
        early = len(past) < ENOUGH
        if not column.required:
            yield _emptiness(table, name, now[0], past, EARLY_MARGIN if early else EMPTY_MARGIN)
        worded = [p.batch for p in past if p.worded]
        if worded:
            yield _words(table, name, batch, worded, EARLY_MARGIN if early else WORD_MARGIN)


def _judged(column: Column, past: int) -> bool:
    """Whether there is past enough: times and declared words change as a case goes on."""
    steady = column.type not in ("time", "date") and column.values is None
    return past >= (1 if steady else ENOUGH)


def _profiles(con: Connection, table: str, batch: str) -> dict[str, list[Profile]]:
    """Return the profiles of each column: of `batch`, and of the past batches of enough rows."""
    profiles: dict[str, list[Profile]] = {}
    for name, *profile in con.execute(
        "select col, batch, rows, nulls, words is not null from meta.profiles where tbl = $table "
        "and (batch = $batch or batch in (select batch from meta.profiles where tbl = $table "
        "and batch <> $batch and rows >= $floor "
        "and batch not in (select batch from meta.batches where state = 'undone') "
        "group by batch order by max(profiled_at) desc, batch desc limit $past))",
        {"table": table, "batch": batch, "floor": FLOOR, "past": PAST},
    ).fetchall():
        profiles.setdefault(name, []).append(Profile(*profile))
    return profiles


def _emptiness(
    table: Table, name: str, now: Profile, past: Sequence[Profile], margin: float
) -> Check:
    least, most = min(p.empty for p in past), max(p.empty for p in past)
    low, high = max(0.0, least - margin), min(1.0, most + margin)
    told = later("{share:.1%} of the rows have no {name}", share=now.empty, name=name)
    return Check(
        table.name, f"{name}:empty", "warn", "share_filled",
        {"column": name, "min_value": 1 - high, "max_value": 1 - low},
        later("{low:.1%} to {high:.1%} of the rows have no {name}", low=low, high=high, name=name),
        name, observed=told,
        sentence=later("{problem}; in the {which} it was {least:.1%} to {most:.1%}", problem=told,
                       which=_before(len(past)), least=least, most=most),
    )  # fmt: skip


def _words(table: Table, name: str, batch: str, past: Sequence[str], margin: float) -> Check:
    """Compare shares of words inside ``meta.profiles``; a batch has none of a word it lacks."""
    ids = ", ".join(literal(b) for b in (batch, *past))
    shares = (
        "select batch, unnest(map_keys(words)) as word, "
        "unnest(map_values(words)) / nullif(rows - nulls, 0) as share from meta.profiles "
        f"where tbl = {literal(table.name)} and col = {literal(name)} and batch in ({ids})"
    )
    was = (
        f"select word, case when count(*) < {len(past)} then 0 else min(share) end as low, "
        f"max(share) as high from ({shares}) where batch <> {BATCH} group by word"
    )
    swings = (
        "select word, coalesce(share, 0) as share, coalesce(low, 0) as low, "
        f"coalesce(high, 0) as high from ({was}) full join "
        f"(select word, share from ({shares}) where batch = {BATCH}) using (word)"
    )
    beyond = f"share > high + {margin} or share < low - {margin}"
    told = said_sql(
        kept("{word} has {share:g} instead of {low:g} to {high:g}"), word="left(word, 80)",
        **{n: f"printf('%.1f%%', 100 * {n})" for n in ("share", "low", "high")},
    )  # fmt: skip
    return Check(
        table.name, f"{name}:words", "warn", "no_rows",
        {"sql": f"select 1 from ({swings}) where {beyond}"},
        later("no word of {name} gains or loses more than {margin:.0%} of the rows",
              name=name, margin=margin), name,
        sentence=later("words of {name} have another share than in the {which}", name=name,
                       which=_before(len(past))),
        examples=f"select {told} from ({swings}) where {beyond} "
        "order by abs(share - (low + high) / 2) desc, word limit 3",
    )  # fmt: skip


def _before(count: int) -> str:
    return later("{n} batches before", n=count) if count > 1 else later("batch before")
