"""What the values of an export's columns look like: times, amounts, words, codes, addresses.

Times are tried as DuckDB itself will read them, so what is told here is what a load will do.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from loaders import values
from loaders.read import Staged
from loaders.sqltext import quoted
from loaders.warehouse import Connection

Kind = Literal["empty", "time", "currency", "boolean", "integer", "number", "address", "text"]
LOOKED = 2_000  # different values a column, the most frequent ones
FEW = 40  # a column of so few different values may be one of words
SHOWN = 3
MOST = 0.9  # share of the values that tells the kind: one typing error does not hide it
SHAPES: dict[Kind, re.Pattern[str]] = {
    "integer": re.compile(r"[+-]?\d+"),
    "number": re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?"),
    "address": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"),
}
TRUTH = frozenset({"true", "false", "t", "f", "yes", "no", "y", "n"})
DATES = ("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%d/%b/%Y", "%d/%b/%y",
         "%d %b %Y", "%d-%b-%Y", "%b %d, %Y", "%d/%m/%y", "%m/%d/%y", "%d.%m.%y")  # fmt: skip
CLOCKS = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p", ", %H:%M", ", %I:%M %p")
FORMATS = tuple(day + clock for day, clock in itertools.product(DATES, CLOCKS))
PLAIN = ""  # the format of times that need none


@dataclass(frozen=True)
class Profile:
    """One column of an export.

    `formats` of a time: all that read every value (`PLAIN`: it is read as it stands); where they
    give different times, nobody but the export's owner knows which is meant. `zoned`: its values
    carry their own offset. `words` are the values with their counts, where they are few.
    """

    header: str
    kind: Kind
    filled: int
    distinct: int
    samples: tuple[str, ...]
    words: tuple[tuple[str, int], ...] = ()
    formats: tuple[str, ...] = ()
    zoned: bool = False
    unread: int = 0  # different values that no format of `formats` reads

    @property
    def unique(self) -> bool:
        """True when no value is there twice, as of a key."""
        return self.filled > 1 and self.distinct == self.filled


def profiles(
    con: Connection, staged: Staged, currencies: Collection[str], nulls: Collection[str] = ()
) -> list[Profile]:
    """Return what each column of a staged file looks like; words of `nulls` are no values."""
    return [_profile(con, staged, header, currencies, tuple(nulls)) for header in staged.headers]


def _profile(
    con: Connection, staged: Staged, header: str, currencies: Collection[str],
    nulls: tuple[str, ...],
) -> Profile:  # fmt: skip
    column = quoted(header)
    said = f"select trim({column}) as v from {staged.table} where trim({column}) <> ''"
    if nulls:
        said += f" and trim({column}) not in ({', '.join('?' * len(nulls))})"
    totals = con.execute(f"select count(*), count(distinct v) from ({said})", nulls).fetchone()
    filled, distinct = totals or (0, 0)
    found = con.execute(
        f"select v, count(*) from ({said}) group by v order by count(*) desc, v limit {LOOKED}",
        nulls,
    ).fetchall()
    seen = [value for value, _ in found]
    samples = tuple(value[:80] for value in seen[:SHOWN])
    words = tuple(found) if distinct <= FEW else ()
    if not seen:
        return Profile(header, "empty", 0, 0, ())
    formats, unread = _time_formats(con, seen)
    if formats:
        zoned = formats == (PLAIN,) and all(_has_offset(value) for value in seen)
        return Profile(header, "time", filled, distinct, samples, words, formats, zoned, unread)
    return Profile(header, _kind(seen, currencies), filled, distinct, samples, words)


def _has_offset(value: str) -> bool:
    """Tell the same as `loaders.values` does of a time that says where it was."""
    return bool({"+", "-"} & set(value[11:])) or value.endswith(("Z", "UTC", "GMT"))


def _kind(seen: list[str], currencies: Collection[str]) -> Kind:
    if all(value.upper() in currencies for value in seen):
        return "currency"
    if all(value.lower() in TRUTH for value in seen):
        return "boolean"
    for kind, shape in SHAPES.items():
        if sum(shape.fullmatch(value) is not None for value in seen) >= MOST * len(seen):
            return kind
    return "text"


def _time_formats(con: Connection, seen: list[str]) -> tuple[tuple[str, ...], int]:
    """Return the formats that read nearly all of `seen`, one a meaning, and how many they miss."""
    doubtful = [v for v in seen if len(re.findall(r"\d+", v)) < 2 or SHAPES["number"].fullmatch(v)]
    allowed = int((1 - MOST) * len(seen))
    if len(doubtful) > allowed:
        return (), 0
    con.execute("create or replace temp table andon_seen as select unnest(?) as v", [seen])
    plain = values.read_sql("v", "VARCHAR", "time", "UTC")
    row = con.execute(f"select count(*) filter ({plain} is null) from andon_seen").fetchone()
    if row is not None and row[0] <= allowed:
        return (PLAIN,), int(row[0])
    meant: dict[str, tuple[int, str]] = {}
    for form in FORMATS:
        row = con.execute(
            "select count(*) filter (told is null or year(told) < 1970), "
            "string_agg(cast(told as varchar), ',' order by v) "
            "from (select v, try_strptime(v, ?) as told from andon_seen)",
            [form],
        ).fetchone()
        if row is not None and row[0] <= allowed:
            meant.setdefault(str(row[1]), (row[0], form))
    best = min((missed for missed, _ in meant.values()), default=0)
    return tuple(form for missed, form in meant.values() if missed == best), int(best)
