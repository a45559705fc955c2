"""Delimited text split into records, exactly, with the physical line on which each begins.

Two ways that agree. A block whose quotes all stand where they should is measured with numpy and
parsed by Arrow. Any other block goes through Python's csv module in its strict mode, record by
record: a line that is not CSV is put aside alone, and reading goes on with the next line. (DuckDB's
own reader is no faster on the same cores, and where a quoted newline falls on the border between
two of its buffers it stops, or even slips a character.)
"""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import csv as arrow_csv

from loaders.staged import Tally
from loaders.text import BOM
from metrics.language import later

LF, CR, QUOTE = 10, 13, 34
UNCLOSED = "unexpected end of data"
WHY = {
    UNCLOSED: later("a quote is opened and never closed"),
    "field larger than field limit": later("a field is too long"),
}


class Record(NamedTuple):
    """A record as the csv module reads it: lines `start` to `stop` (out), or why it is none."""

    start: int
    stop: int
    fields: list[str] | None
    reason: str = ""


class _Lines:
    """An iterator over lines that can be set back."""

    def __init__(self, lines: list[str], at: int) -> None:
        self.lines, self.at = lines, at

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if self.at >= len(self.lines):
            raise StopIteration
        self.at += 1
        return self.lines[self.at - 1]


def lines_of(text: str) -> list[str]:
    """Split `text` into physical lines, their ends kept."""
    return list(io.StringIO(text, newline=""))


def read_records(
    lines: list[str], delimiter: str, *, at: int = 0, longest: int = 0
) -> Iterator[Record]:
    """Yield the records from line number `at` on, without blank lines.

    A line that is not CSV makes a record without fields of that one line. Where the end of
    `lines` cuts a record of up to `longest` characters, it and what follows are not yielded.
    """
    csv.field_size_limit(max(csv.field_size_limit(), sum(map(len, lines)) + 1))
    source = _Lines(lines, at)
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    while (start := source.at) < len(lines):
        try:
            fields = next(reader)
        except csv.Error as problem:
            reason = str(problem)
            if UNCLOSED in reason and sum(map(len, lines[start:])) <= longest:
                return
            source.at = start + 1
            known = (says for part, says in WHY.items() if part in reason)
            yield Record(start, start + 1, None, next(known, later("text follows a closing quote")))
            continue
        if fields:
            yield Record(start, source.at, fields)


@dataclass(frozen=True)
class Taken:
    """What was read of a block: rows, and how many bytes and physical lines they took."""

    table: pa.Table | None
    size: int
    lines: int


class Splitter:
    """Splits blocks of text into tables of `width` string columns and their lines."""

    def __init__(self, delimiter: str, width: int, tally: Tally) -> None:
        self.delimiter, self.width, self.tally = delimiter, width, tally
        self.names = [f"c{number}" for number in range(width)]
        self.types = {name: pa.string() for name in self.names}

    def tables(self, blocks: Iterable[bytes], line: int) -> Iterator[pa.Table]:
        """Yield the tables of `blocks`, the first of which begins on physical `line`."""
        longest = self.tally.limits.line_bytes
        held = b""
        wanted = 0
        for block in itertools.chain(blocks, [None]):
            held += block or b""
            # An unfinished record is tried again only when its text has doubled.
            if block is not None and len(held) < wanted:
                continue
            while held:
                taken = self._quick(held, line)
                if taken is None or (not taken.size and (block is None or len(held) > longest)):
                    taken = self._careful(held, line, longest if block is not None else 0)
                if taken.table is not None:
                    yield taken.table
                line += taken.lines
                held = held[taken.size :]
                if block is not None and (not taken.size or len(held) <= longest):
                    break
            wanted = min(2 * len(held), longest + 1)

    def _quick(self, block: bytes, line: int) -> Taken | None:
        """Take the whole records of a block that is plain; None for one that is not."""
        if block.startswith(BOM) or block.count(b"\r") != block.count(b"\r\n"):
            return None
        data = np.frombuffer(block, np.uint8)
        newlines = np.flatnonzero(data == LF)
        quotes = np.flatnonzero(data == QUOTE) if b'"' in block else newlines[:0]
        before = data[quotes - 1]
        plain = not ((before == ord(self.delimiter)) | (before == LF)).any()
        if plain:
            quotes = quotes[:0]  # none begins a field, so that all of them are mere letters
        last = np.arange(len(newlines))  # of each record, the newline that ends it
        if len(quotes):
            last = np.flatnonzero(np.searchsorted(quotes, newlines) % 2 == 0)
            if not len(last):
                return Taken(None, 0, 0)
            quotes = quotes[: np.searchsorted(quotes, newlines[last[-1]])]
            if not self._regular(data, quotes):
                return None
        ends = newlines[last]
        starts = np.concatenate(([0], ends[:-1] + 1))
        lines = line + np.concatenate(([0], last[:-1] + 1))
        lengths = ends - starts
        blank = (lengths == 0) | ((lengths == 1) & (data[starts] == CR))
        size, passed = int(ends[-1]) + 1, int(last[-1]) + 1
        good = ~blank
        if not good.any():
            return Taken(None, size, passed)
        text = memoryview(block)[:size]
        try:
            table = self._parse(text, plain=plain)
        except pa.ArrowInvalid:
            counts = self._count_fields(data[:size], quotes, starts, ends)
            bad = good & (counts != self.width)
            good &= ~bad
            table = self._parse(text, plain=plain, skip=True)
            if table.num_rows != int(good.sum()):
                return None
            for at in np.flatnonzero(bad):
                raw = block[starts[at] : ends[at]].decode()
                self._reject(int(lines[at]), self._misfit(int(counts[at])), raw)
        if table.num_rows != int(good.sum()):
            return None
        return Taken(table.append_column("line", pa.array(lines[good])), size, passed)

    def _regular(self, data: NDArray[np.uint8], quotes: NDArray[np.int64]) -> bool:
        """True if each quote opens or doubles behind a border, and closes in front of one."""
        border = np.zeros(256, bool)
        border[[ord(self.delimiter), LF, CR, QUOTE]] = True
        before, after = data[quotes[0::2] - 1], data[quotes[1::2] + 1]
        return bool(border[before].all() and border[after].all())

    def _parse(self, text: memoryview, *, plain: bool, skip: bool = False) -> pa.Table:
        parse = arrow_csv.ParseOptions(
            delimiter=self.delimiter,
            quote_char=False if plain else '"',
            newlines_in_values=True,
            invalid_row_handler=(lambda _: "skip") if skip else None,
        )
        read = arrow_csv.ReadOptions(column_names=self.names, block_size=len(text) + 1)
        convert = arrow_csv.ConvertOptions(
            column_types=self.types,
            null_values=[""],
            strings_can_be_null=True,
            check_utf8=False,
        )
        return arrow_csv.read_csv(pa.BufferReader(pa.py_buffer(text)), read, parse, convert)

    def _count_fields(
        self,
        data: NDArray[np.uint8],
        quotes: NDArray[np.int64],
        starts: NDArray[np.int64],
        ends: NDArray[np.int64],
    ) -> NDArray[np.int64]:
        borders = np.flatnonzero(data == ord(self.delimiter))
        borders = borders[np.searchsorted(quotes, borders) % 2 == 0]
        return np.searchsorted(borders, ends) - np.searchsorted(borders, starts) + 1

    def _careful(self, block: bytes, line: int, longest: int) -> Taken:
        lines = lines_of(block.decode())
        rows: list[list[str]] = []
        numbers: list[int] = []
        stop = 0
        for record in read_records(lines, self.delimiter, longest=longest):
            stop = record.stop
            if record.fields is not None and len(record.fields) == self.width:
                rows.append(record.fields)
                numbers.append(line + record.start)
                continue
            raw = "".join(lines[record.start : record.stop])
            if record.fields is None:
                self._reject(line + record.start, record.reason, raw)
            else:
                self._reject(line + record.start, self._misfit(len(record.fields)), raw)
        if not longest:
            stop = len(lines)
        size = len("".join(lines[:stop]).encode())
        if not rows:
            return Taken(None, size, stop)
        columns = [_nulled(column) for column in zip(*rows, strict=True)]
        table = pa.table([*columns, pa.array(numbers, pa.int64())], names=[*self.names, "line"])
        return Taken(table, size, stop)

    def _misfit(self, fields: int) -> str:
        if fields == 1:
            return later("{n} field where the header has {at}", n=fields, at=self.width)
        return later("{n} fields where the header has {at}", n=fields, at=self.width)

    def _reject(self, line: int, reason: str, raw: str) -> None:
        text = raw.rstrip("\r\n")
        self.tally.reject(line, reason, text, fitted(text, self.delimiter, self.width))


def fitted(raw: str, delimiter: str, width: int) -> tuple[str, ...]:
    """Return `width` fields of a line that does not fit, as far as they can be told.

    What is too much stays in the last one as it stood: most often a delimiter in a last text that
    nobody quoted.
    """
    try:
        fields = next(csv.reader(io.StringIO(raw, newline=""), delimiter=delimiter), [])
    except csv.Error:
        fields = raw.split(delimiter)
    last = [delimiter.join(fields[width - 1 :])] if len(fields) >= width else []
    found = (*fields[: width - 1], *last)
    return (*found, *[""] * (width - len(found)))


def _nulled(column: Sequence[str]) -> pa.Array:
    """Return the values with null for what is empty."""
    values = pa.array(column, pa.string())
    return pc.if_else(pc.equal(values, ""), None, values)
