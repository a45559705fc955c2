"""Delimited text: csv, tsv, semicolons, pipes."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from loaders.formats.header import DELIMITERS, header_in
from loaders.formats.records import CR, LF, Splitter, lines_of, read_records
from loaders.opening import Source
from loaders.staged import Part, Tally, by_line
from loaders.text import blocks
from metrics.language import later
from metrics.model import FileRefusedError

WINDOW = 8 << 10  # bytes in which a record most likely ends


def delimited(source: Source, encoding: str) -> list[Part]:
    """Make the one part of a delimited file; its batches may raise UndecodableError."""
    limits = source.budget.limits
    stream = blocks(source, encoding)
    first = next(stream, b"")
    if not first.strip():
        raise FileRefusedError(later("{file} is empty", file=source.shown))
    text = first.decode()
    header = header_in(text, source.shown, limits)
    above = "".join(lines_of(text)[: header.place])
    tally = Tally(limits)
    splitter = Splitter(header.delimiter, len(header.names), tally)
    rest = itertools.chain([first[len(above.encode()) :]], stream)
    return [
        Part(
            name=source.shown,
            format=DELIMITERS.get(header.delimiter, "csv"),
            encoding=encoding,
            headers=header.names,
            batches=splitter.tables(rest, header.place + 1),
            tally=tally,
            origin=TextOrigin(source, encoding, header.delimiter),
            unnamed=header.unnamed,
            header_row=header.row,
        )
    ]


@dataclass(frozen=True)
class TextOrigin:
    """The text itself, read again; a record may run over several physical lines."""

    source: Source
    encoding: str
    delimiter: str

    def raw(self, lines: Sequence[int]) -> dict[int, str]:
        """Return the text of the records that begin on `lines`, without the last line's end."""
        wanted = sorted(set(lines), reverse=True)
        found: dict[int, str] = {}
        line, held = 1, b""
        for block in itertools.chain(blocks(self.source, self.encoding), [None]):
            if not wanted:
                break
            held += block or b""
            starts = _line_starts(held)
            keep = len(held)
            while wanted and wanted[-1] - line < len(starts) - 1:
                at = int(starts[wanted[-1] - line])
                text = self._record(held, at, last=block is None)
                if text is None:
                    keep = at
                    break
                found[wanted.pop()] = text
            line += int(np.searchsorted(starts, keep))
            held = held[keep:]
        return by_line(lines, found)

    def _record(self, block: bytes, at: int, *, last: bool) -> str | None:
        """Return the record at byte `at`, or None when more of the text must come first."""
        size = WINDOW
        limit = self.source.budget.limits.line_bytes
        while True:
            lines = lines_of(block[at : at + size].decode(errors="ignore"))
            whole = at + size >= len(block)
            longest = 0 if whole and (last or len(block) - at > limit) else size
            if len(lines) > 1 or whole:
                for record in read_records(lines, self.delimiter, longest=longest):
                    if record.stop < len(lines) or whole:
                        return "".join(lines[record.start : record.stop]).rstrip("\r\n")
                    break
            if whole:
                return None if longest else ""
            size *= 8


def _line_starts(block: bytes) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the byte offset of each physical line of `block`, and the block's length."""
    data = np.frombuffer(block, np.uint8)
    ends = data == LF
    if b"\r" in block:
        ends[:-1] |= (data[:-1] == CR) & (data[1:] != LF)
        ends[-1] |= data[-1] == CR
    starts = np.concatenate(([0], np.flatnonzero(ends) + 1))
    return starts if starts[-1] == len(block) else np.append(starts, len(block))
