"""What reading a file gives: a text table in DuckDB, and the lines that are not in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import pyarrow as pa

LINE = "_line"


@dataclass(frozen=True)
class Limits:
    """How much of a file is believed. Beyond any of these the file is refused.

    `ratio` (unpacked over packed bytes) counts only from `ratio_from` unpacked bytes on, since a
    small file of one repeated line packs to almost nothing. `cells` is the rectangle that a
    sheet spans, filled or not. `repeated` are patterns of headers that may be there several times,
    in lower case: the second of a name is called ``name (2)``.
    """

    line_bytes: int = 16 << 20
    unpacked_bytes: int = 100 << 30
    ratio: int = 200
    ratio_from: int = 64 << 20
    free_disk: int = 1 << 30
    members: int = 1_000
    columns: int = 4_000
    cells: int = 50_000_000
    rejects: int = 1_000_000
    reject_bytes: int = 256 << 20
    repeated: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reject:
    """A line that cannot be split into the header's columns.

    `fields` is a guess at what its columns say, for whoever mends it: one a column, or nothing.
    """

    line: int
    reason: str
    raw: str
    fields: tuple[str, ...] = ()


class Origin(Protocol):
    """The way back from a staged row to what the file says there."""

    def raw(self, lines: Sequence[int]) -> dict[int, str]:
        """Return the original text of each of `lines` that the file has, in one pass."""
        ...


@dataclass(frozen=True)
class Staged:
    """One table of a file, staged as text.

    `table` is qualified and quoted: it goes into SQL as it stands. The table has one VARCHAR
    column per header (null where the field is empty) and ``_line BIGINT``, and keeps the file's
    order. ``lines_read == rows + len(rejects) + sum(n for _, n in left_out)`` always.
    `left_out` tells why and how many: a header repeated inside the data, rows without any value.
    """

    name: str
    table: str
    headers: tuple[str, ...]
    rows: int
    lines_read: int
    left_out: tuple[tuple[str, int], ...]
    rejects: tuple[Reject, ...]
    encoding: str
    format: str
    origin: Origin = field(repr=False, compare=False)


@dataclass
class Tally:
    """What a format counts while its batches are drawn."""

    limits: Limits
    rejects: list[Reject] = field(default_factory=list)
    reject_bytes: int = 0

    def reject(self, line: int, reason: str, raw: str, fields: tuple[str, ...] = ()) -> None:
        """Put a line aside."""
        self.rejects.append(Reject(line, reason, raw, fields))
        self.reject_bytes += len(raw)

    @property
    def overflowed(self) -> bool:
        """True when more was put aside than anybody will mend line by line."""
        return (
            len(self.rejects) > self.limits.rejects or self.reject_bytes > self.limits.reject_bytes
        )


@dataclass
class Part:
    """One table of a file before it is staged; what every format makes.

    `batches` hold a string column per header, in that order, then int64 line numbers; whatever
    they are called. `unnamed` are the positions (from 0) of columns whose header is empty.
    `header_row` is how the header would look as a row of data, where a format has such a thing.
    """

    name: str
    format: str
    encoding: str
    headers: tuple[str, ...]
    batches: Iterable[pa.Table]
    tally: Tally
    origin: Origin
    unnamed: frozenset[int] = frozenset()
    header_row: tuple[str | None, ...] | None = None


def by_line(lines: Sequence[int], found: Mapping[int, str]) -> dict[int, str]:
    """Return what was `found` in the order of `lines`."""
    return {line: found[line] for line in lines if line in found}
