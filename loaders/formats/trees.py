"""JSON: a document with records, or one record a line (ndjson)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from loaders import kinds
from loaders.formats.header import named
from loaders.formats.jsonstream import Document
from loaders.formats.jsonvalues import DECODER, compact, flat
from loaders.opening import Source
from loaders.staged import Part, Tally, by_line
from loaders.text import blocks, pieces
from metrics.language import later
from metrics.model import FileRefusedError

BATCH = 10_000  # records
BATCH_SIZE = 16 << 20  # characters of them
LOOKED = 1 << 20  # characters in which the first line of an ndjson file ends


def trees(source: Source, encoding: str) -> list[Part]:
    """Make the one part of a JSON file; UndecodableError when its text is not in `encoding`.

    Its columns are all names that any record has, in the order of their first appearance: the file
    is read twice.
    """
    lines = _one_a_line(source, encoding)
    origin = TreeOrigin(source, encoding, lines)
    tally = Tally(source.budget.limits)
    names: dict[str, None] = {}
    for _, record in origin.records(tally):
        names |= dict.fromkeys(record)
        if len(names) > tally.limits.columns or tally.overflowed:
            break
    if not names and not tally.rejects and not origin.has_list:
        raise FileRefusedError(later("{file} is empty", file=source.shown))
    header = named(list(names), source.shown, tally.limits)
    again = Tally(tally.limits)
    return [
        Part(
            name=source.shown,
            format="ndjson" if lines else "json",
            encoding=encoding,
            headers=header.names,
            batches=_batches(origin.records(again), list(names)),
            tally=again,
            origin=origin,
            unnamed=header.unnamed,
        )
    ]


def _one_a_line(source: Source, encoding: str) -> bool:
    """True if each line is a record of its own: by the name, else by what the first line holds."""
    if kinds.suffix_of(source.name) in (".ndjson", ".jsonl"):
        return True
    text = ""
    for piece in pieces(source, encoding):
        text += piece.decode()
        if len(text) > LOOKED:
            break
    line, _, rest = text.strip().partition("\n")
    try:
        record = DECODER.decode(line.strip())
    except (ValueError, RecursionError):
        return False
    if not isinstance(record, dict):
        return False
    return bool(rest) or not any(_is_records(value) for value in record.values())


def _is_records(value: Any) -> bool:
    return isinstance(value, list) and (not value or isinstance(value[0], dict))


@dataclass(frozen=True)
class TreeOrigin:
    """A JSON file, read again; lines are those of ndjson, else the places in the list."""

    source: Source
    encoding: str
    lines: bool

    @property
    def has_list(self) -> bool:
        """True where an empty list of records is a file in order."""
        return not self.lines

    def texts(self) -> Iterator[tuple[int, str, Any]]:
        """Yield line, text and value of each record; the value of what is no JSON is an error."""
        if not self.lines:
            for number, (value, text) in enumerate(
                Document(self.source, self.encoding).records(), start=1
            ):
                yield number, text, value
            return
        number = 0
        for block in blocks(self.source, self.encoding):
            for line in block.decode().removesuffix("\n").split("\n"):
                number += 1
                if text := line.strip():
                    yield number, text, _decoded(text)

    def records(self, tally: Tally) -> Iterator[tuple[int, dict[str, str | None]]]:
        """Yield line and flat record; what is no record goes to `tally`."""
        for number, text, value in self.texts():
            try:
                if isinstance(value, Exception):
                    raise value
                if not isinstance(value, dict):
                    raise ValueError(later("no object with names and values"))
                yield number, flat(value)
            except ValueError as problem:
                tally.reject(number, _says(problem), text)
            except RecursionError:
                tally.reject(number, later("objects inside objects without end"), text)

    def raw(self, lines: Sequence[int]) -> dict[int, str]:
        """Return ndjson lines as they stand, records of a document as compact JSON."""
        wanted = set(lines)
        found = {
            number: text if self.lines else compact(value)
            for number, text, value in self.texts()
            if number in wanted
        }
        return by_line(lines, found)


def _decoded(text: str) -> Any:
    try:
        return DECODER.decode(text)
    except (ValueError, RecursionError) as problem:
        return problem


def _says(problem: ValueError) -> str:
    if isinstance(problem, json.JSONDecodeError):
        return later("not JSON at character {n}: {problem}", n=problem.pos + 1, problem=problem.msg)
    return str(problem)


def _batches(
    records: Iterable[tuple[int, dict[str, str | None]]], names: list[str]
) -> Iterator[pa.Table]:
    held: list[tuple[int, dict[str, str | None]]] = []
    size = 0
    for number, record in records:
        held.append((number, record))
        size += sum(len(value) for value in record.values() if value)
        if len(held) == BATCH or size > BATCH_SIZE:
            yield _table(held, names)
            held, size = [], 0
    if held:
        yield _table(held, names)


def _table(held: list[tuple[int, dict[str, str | None]]], names: list[str]) -> pa.Table:
    columns = [pa.array([record.get(name) for _, record in held], pa.string()) for name in names]
    numbers = pa.array([number for number, _ in held], pa.int64())
    return pa.table([*columns, numbers], names=[*(f"c{at}" for at in range(len(names))), "line"])
