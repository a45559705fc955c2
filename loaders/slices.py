"""Feeds without an id: a file replaces the days that it covers.

Nothing tells two equal lines of such a feed apart, so its lines are kept (``feeds.<source>``) and
whole days are made anew from them. What a new file does to a day that is there already:

- it is the newer export and covers all of the day that is stored (or the day lies inside the
  file, not at its edge): the day is replaced;
- it is older, and the stored day is whole: the day stays;
- else one of them was cut inside the day: both are kept, and a line that both have counts once
  (as often as the one of them has it that has it more often).

So overlapping exports, in any order, neither double nor halve a day.
"""

from __future__ import annotations

from dataclasses import dataclass

from loaders.mapping import LinesPlan
from loaders.source import Source
from loaders.sqltext import quoted
from loaders.upsert import Origin
from loaders.warehouse import Connection, types_of
from metrics.language import later
from metrics.model import UserError


@dataclass(frozen=True)
class Merged:
    """A relation to map rows from, a table of the days made anew, and how many lines were added.

    Lines that a rule leaves out (`_left` in the relation) are kept, but not counted.
    """

    relation: str
    days: str
    added: int


def merge(
    con: Connection, source: Source, lines: LinesPlan, staging: str, headers: tuple[str, ...],
    unusable: str, left_out: str, name: str, origin: Origin, corrected: str | None = None,
) -> Merged:  # fmt: skip
    """Merge the lines of `staging`, without the `unusable` ones, into the feed.

    `unusable` and `left_out` are SQL conditions on `_line`, empty for none. With `corrected`, a
    query of lines, only days that have one of them are made anew. UserError for a line whose day
    cannot be read.
    """
    assert source.replaces is not None  # noqa: S101
    feed = f"feeds.{quoted(source.name)}"
    _create_feed(con, feed, headers)
    incoming, days = (f"temp.main.{quoted(name + end)}" for end in ("_slice", "_days"))
    day = lines.expression(source.replaces.day, "replaces.day")
    time = lines.expression(source.replaces.time, "replaces.time")
    text = ", ".join(f"coalesce(s.{quoted(h)}, '')" for h in headers)
    con.execute(
        f"create temp table {incoming} as select s.*, l._slice, l._time, "
        f"md5(concat_ws(chr(31), {text})) as _hash, {left_out or 'false'} as _left "
        f"from {staging} s join "
        f"(select _line, cast({day} as date) as _slice, cast({time} as varchar) as _time "
        f"from ({lines.sql}) where not ({unusable or 'false'})) l using (_line)"
    )
    undated = con.execute(f"select min(_line) from {incoming} where _slice is null").fetchone()
    if undated and undated[0] is not None:
        raise UserError(
            later(
                "{file}, line {line}: the feed's day cannot be read",
                file=origin.file,
                line=undated[0],
            )
        )
    _decide(con, incoming, days, source.name, origin)
    if corrected is not None:
        con.execute(
            f"update {days} set what = 'stay' where _slice not in "
            f"(select _slice from {incoming} where _line in ({corrected}))"
        )
    con.execute(
        f"delete from {feed} where _slice in (select _slice from {days} where what = 'replace')"
    )
    columns = ", ".join(quoted(h) for h in headers)
    before = _used(con, feed)
    con.execute(
        f"insert into {feed} ({columns}, _slice, _hash, _left, _file, _line) "
        f"select {columns}, _slice, _hash, _left, $file, _line from ("
        f"select *, row_number() over (partition by _slice, _hash order by _line) as nth "
        f"from {incoming}) i left join (select _slice as d, _hash as h, count(*) as stored "
        f"from {feed} group by _slice, _hash) f on f.d = i._slice and f.h = i._hash "
        f"where i._slice in (select _slice from {days} where what <> 'stay') "
        f"and nth > coalesce(stored, 0)",
        {"file": origin.file},
    )
    added = _used(con, feed) - before
    _remember(con, days, source.name)
    relation = f"temp.main.{quoted(name + '_feed')}"
    con.execute(
        f"create temp view {relation} as select {columns}, _line, _file as _at_file, _slice, "
        f"_left, "
        f"left(_hash, 12) || '-' || row_number() over "
        f"(partition by _slice, _hash order by _file, _line) as _line_id "
        f"from {feed} where _slice in (select _slice from {days} where what <> 'stay')"
    )
    return Merged(relation, days, added)


def _used(con: Connection, feed: str) -> int:
    row = con.execute(f"select count(*) from {feed} where not _left").fetchone()
    return int(row[0]) if row else 0


def _create_feed(con: Connection, feed: str, headers: tuple[str, ...]) -> None:
    con.execute(
        f"create table if not exists {feed} "
        "(_slice date, _hash varchar, _left boolean, _file varchar, _line bigint)"
    )
    there = {column.lower() for column in types_of(con, f"select * from {feed}")}
    for header in headers:
        if header.lower() not in there:
            con.execute(f"alter table {feed} add column {quoted(header)} varchar")


def _decide(con: Connection, incoming: str, days: str, source: str, origin: Origin) -> None:
    export = "coalesce(cast($export as timestamptz), timestamptz '0001-01-01')"
    con.execute(
        f"create temp table {days} as with new as (select _slice, min(_time) as first_at, "
        f"max(_time) as last_at, _slice = min(min(_slice)) over () or "
        f"_slice = max(max(_slice)) over () as edge from {incoming} group by _slice) "
        f"select n._slice, {export} as export, case when o.day is null then 'replace' "
        f"when {export} >= o.export and (not n.edge or "
        f"(n.first_at <= o.first_at and n.last_at >= o.last_at)) then 'replace' "
        f"when {export} < o.export and not o.edge then 'stay' else 'both' end as what, "
        f"n.first_at, n.last_at, n.edge, o.first_at as old_first, o.last_at as old_last, "
        f"o.export as old_export, o.edge as old_edge "
        f"from new n left join meta.slices o on o.source = $source and o.day = n._slice",
        {"export": origin.export, "source": source},
    )


def _remember(con: Connection, days: str, source: str) -> None:
    con.execute(
        f"delete from meta.slices where source = $source and day in "
        f"(select _slice from {days} where what <> 'stay')",
        {"source": source},
    )
    con.execute(
        f"insert into meta.slices select $source, _slice, "
        f"case when what = 'both' then least(first_at, old_first) else first_at end, "
        f"case when what = 'both' then greatest(last_at, old_last) else last_at end, "
        f"case when what = 'both' then greatest(export, old_export) else export end, "
        f"case when what = 'both' then edge and old_edge else edge end "
        f"from {days} where what <> 'stay'",
        {"source": source},
    )
