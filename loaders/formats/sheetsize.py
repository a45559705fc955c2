"""Whether a workbook is as small as it seems, before anything reads it whole into memory.

A few hundred bytes can claim a sheet of seventeen thousand million cells, or unpack to terabytes:
the reader of workbooks would allocate all of it.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from loaders.opening import PIECE, Source
from metrics.language import later
from metrics.model import FileRefusedError

CELL = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["']""")
OVERLAP = 64  # bytes in which the place of a cell surely fits
LOCAL_HEADER = struct.Struct("<26xHH")


def check_size(path: Path, source: Source) -> None:
    """Refuse a packed workbook that unpacks to too much, or has a sheet that spans too much."""
    if not zipfile.is_zipfile(path):
        return  # the old format has 65,536 rows of 256 cells at most
    limits = source.budget.limits
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as file:
            total = 0
            for info in archive.infolist():
                if info.flag_bits & 0x1:
                    raise FileRefusedError(
                        later("{file} is locked with a password", file=source.shown)
                    )
                sheet = _Extent() if info.filename.startswith("xl/worksheets/") else None
                for piece in _inflated(file, info):
                    total += len(piece)
                    source.budget.spend(f"{source.shown} (inside)", total, path.stat().st_size)
                    if sheet is not None:
                        sheet.see(piece)
                if sheet is not None and sheet.cells > limits.cells:
                    raise FileRefusedError(
                        later(
                            "{file} has a sheet that spans {rows:,} rows and {columns:,} columns; "
                            "delete the stray cells at its far end",
                            file=source.shown,
                            rows=sheet.rows,
                            columns=sheet.columns,
                        )
                    )
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError) as problem:
        raise FileRefusedError(
            later("{file} is a damaged workbook: {problem}", file=source.shown, problem=problem)
        ) from problem


def _inflated(file: BinaryIO, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield what a member really unpacks to, whatever size the directory claims."""
    file.seek(info.header_offset)
    name, extra = LOCAL_HEADER.unpack(file.read(LOCAL_HEADER.size))
    file.seek(name + extra, 1)
    left = info.compress_size
    if info.compress_type == zipfile.ZIP_STORED:
        while left and (piece := file.read(min(left, PIECE))):
            left -= len(piece)
            yield piece
        return
    if info.compress_type != zipfile.ZIP_DEFLATED:
        raise ValueError(
            later("it is packed with method {compress_type}", compress_type=info.compress_type)
        )
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    while not inflate.eof:
        packed = inflate.unconsumed_tail
        if not packed:
            packed = file.read(min(left, PIECE // 4))
            left -= len(packed)
            if not packed:
                raise EOFError(later("it is cut short"))
        yield inflate.decompress(packed, PIECE)


class _Extent:
    """The rectangle that the cells of a sheet span."""

    def __init__(self) -> None:
        self.rows = self.columns = 0
        self._held = b""

    @property
    def cells(self) -> int:
        return self.rows * self.columns

    def see(self, piece: bytes) -> None:
        text = self._held + piece
        found = CELL.findall(text)
        if found:
            self.rows = max(self.rows, *map(int, {row for _, row in found}))
            letters = {column.upper() for column, _ in found}
            self.columns = max(self.columns, *map(_column_number, letters))
        self._held = text[-OVERLAP:]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
