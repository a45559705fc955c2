"""Where the header is, what its columns are called, and which delimiter splits the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from loaders.formats.records import Record, lines_of, read_records
from loaders.staged import LINE, Limits
from metrics.language import later
from metrics.model import FileRefusedError

DELIMITERS = {",": "csv", "\t": "tsv", ";": "semicolon", "|": "pipe"}
SAMPLE = 256 << 10  # characters
SEEN = 200  # records
SEVERAL = 2
TITLES = 50  # rows in which a header may hide below titles
DECLARED = re.compile(r'"?sep=([!#-/:-@[-`{-~]|\t)"?\s*$', re.I)  # the line that Excel understands


@dataclass(frozen=True)
class Header:
    """The header: `names` for the table, `row` as it would look as data.

    `place` is its number among the rows given, or the first line behind it for text.
    """

    names: tuple[str, ...]
    row: tuple[str | None, ...]
    unnamed: frozenset[int]
    place: int
    delimiter: str = ""


def header_in(text: str, shown: str, limits: Limits) -> Header:
    """Find delimiter and header in the first lines of a delimited `text`."""
    sample = text if len(text) <= SAMPLE else text[: text.rfind("\n", 0, SAMPLE) + 1] or text
    lines = lines_of(sample)
    declared = DECLARED.match(lines[0]) if lines else None
    at = 1 if declared else 0
    longest = 0 if sample is text else limits.line_bytes
    tried = {d: _some(lines, d, at, longest) for d in ([declared[1]] if declared else DELIMITERS)}
    delimiter = max(tried, key=lambda d: _fit(tried[d]))
    records = tried[delimiter]
    if not records:
        raise FileRefusedError(later("{file} is empty: it has no header", file=shown))
    # Titles above the header are believed in only where most records have one and the same width.
    titled = _commonest(records)[1] > len(records) / 2
    first = header_place([record.fields or [] for record in records]) if titled else 0
    header = records[first]
    broken = next((record for record in records[: first + 1] if record.fields is None), None)
    if broken is not None or header.fields is None:
        broken = broken or header
        raise FileRefusedError(
            later(
                "{file}, line {line}: the header cannot be read: {problem}",
                file=shown,
                line=broken.start + 1,
                problem=broken.reason,
            )
        )
    place = later("{file}, line {line}", file=shown, line=header.start + 1)
    found = named(header.fields, place, limits)
    return Header(found.names, found.row, found.unnamed, header.stop, delimiter)


def _some(lines: list[str], delimiter: str, at: int, longest: int) -> list[Record]:
    found = []
    for record in read_records(lines, delimiter, at=at, longest=longest):
        found.append(record)
        if len(found) == SEEN:
            break
    return found


def _commonest(records: Sequence[Record]) -> tuple[int, int]:
    """Return the commonest width of records of several fields, and how many have it."""
    widths = Counter(len(r.fields) for r in records if r.fields is not None and len(r.fields) > 1)
    return max(widths.items(), key=lambda found: (found[1], found[0]), default=(1, 0))


def _fit(records: Sequence[Record]) -> float:
    """How well a delimiter splits: the share of records of the commonest width, wide ones more."""
    width, count = _commonest(records)
    if not count:
        return 0.0
    first = records[0].fields
    return count / len(records) * (1 - 1 / width) * (1.0 if first and len(first) == width else 0.8)


def header_place(rows: Sequence[Sequence[str | None]]) -> int:
    """Return the number of the header among `rows`: the first that is not a mere title.

    A title fills less than half as many cells as the fullest row does; or just half as many, if
    those are several or it is not as wide as most rows are.
    """
    seen = rows[:TITLES]
    filled = [sum(1 for cell in row if cell and cell.strip()) for row in seen]
    half = max(filled, default=0) / 2
    widths = Counter(map(len, seen)).most_common(1)
    for number, (row, count) in enumerate(zip(seen, filled, strict=True)):
        if count > half or (count == half < SEVERAL and len(row) == widths[0][0]):
            return number
    return 0


def named(cells: Sequence[str | None], place: str, limits: Limits) -> Header:
    """Name the columns; FileRefusedError for a name that is there twice, at `place`.

    DuckDB takes names that differ in case alone for one, so they count as the same here. Those that
    a source lets repeat are numbered from the second on.
    """
    if len(cells) > limits.columns:
        raise FileRefusedError(
            later(
                "{place}: {cells:,} columns, more than {columns:,}",
                place=place,
                cells=len(cells),
                columns=limits.columns,
            )
        )
    names = [(cell or "").strip() for cell in cells]
    unnamed = frozenset(at for at, name in enumerate(names) if not name)
    seen: dict[str, int] = {}
    for at, cell in enumerate(names):
        if not cell:
            continue
        name = names[at] = _numbered(cell, seen, limits)
        if name.lower() in seen:
            first = seen[name.lower()]
            twice = (
                f"{name!r}"
                if name == names[first]
                else later("{one!r} and {other!r}", one=names[first], other=name)
            )
            raise FileRefusedError(
                later(
                    "{place}: the header has {which} twice, in columns {first} and {second}",
                    place=place,
                    which=twice,
                    first=first + 1,
                    second=at + 1,
                )
            )
        seen[name.lower()] = at
    if LINE in seen:
        raise FileRefusedError(
            later(
                "{place}: a column may not be called {column!r}, as line numbers are",
                place=place,
                column=LINE,
            )
        )
    for at in sorted(unnamed):
        name = f"column_{at + 1}"
        while name in seen:
            name += "_"
        seen[name] = at
        names[at] = name
    return Header(tuple(names), tuple(cell or None for cell in cells), unnamed, 0)


def _numbered(name: str, seen: Mapping[str, int], limits: Limits) -> str:
    """Return `name`, numbered where it is seen already and a source lets it repeat."""
    if name.lower() not in seen or not any(fnmatchcase(name.lower(), p) for p in limits.repeated):
        return name
    number = 2
    while f"{name} ({number})".lower() in seen:
        number += 1
    return f"{name} ({number})"
