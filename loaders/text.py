"""Bytes of any encoding as UTF-8, checked, in pieces of whole physical lines.

A physical line ends with LF, CRLF or a CR alone, as Python's universal newlines have it.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from loaders.opening import Source
from metrics.language import later
from metrics.model import FileRefusedError

BOM = codecs.BOM_UTF8
UTF8 = ("utf-8", "utf-8-sig")


class UndecodableError(Exception):
    """UTF-8 that is none: the caller finds out the encoding, or refuses. Holds the line."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


def pieces(source: Source, encoding: str) -> Iterator[bytes]:
    """Yield the text as valid UTF-8 without byte-order mark, cut anywhere between characters.

    Raises UndecodableError for bytes that are no UTF-8, FileRefusedError for those that are not
    in another `encoding`, and for NUL bytes.
    """
    passed = 0
    try:
        for piece in _utf8(source) if encoding in UTF8 else _other(source, encoding):
            text = piece.removeprefix(BOM) if not passed else piece
            if (at := text.find(0)) >= 0:
                line = line_at(source, encoding, passed, text[:at])
                raise FileRefusedError(
                    later(
                        "{file}, line {line}: a NUL byte, so it is no text",
                        file=source.shown,
                        line=line,
                    )
                )
            yield text
            passed += len(text)
    except UnicodeDecodeError as problem:
        good = bytes(problem.object[: problem.start])
        if encoding in UTF8:
            raise UndecodableError(line_at(source, encoding, passed, good)) from problem
        good = good.decode(encoding, errors="ignore").encode()
        line = line_at(source, encoding, passed, good)
        raise FileRefusedError(
            later(
                "{file}, line {line}: bytes that are not {encoding}, as the rest seems to be; "
                "save the file as UTF-8",
                file=source.shown,
                line=line,
                encoding=encoding,
            )
        ) from problem


def _utf8(source: Source) -> Iterator[bytes]:
    held = b""
    for piece in source.pieces():
        if not held and piece.isascii():
            yield piece
            continue
        whole = held + piece
        held = b""
        try:
            whole.decode()
        except UnicodeDecodeError as problem:
            if problem.end < len(whole) or "end of data" not in problem.reason:
                raise
            whole, held = whole[: problem.start], whole[problem.start :]
        if whole:
            yield whole
    held.decode()


def _other(source: Source, encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)()
    for piece in source.pieces():
        if text := decoder.decode(piece):
            yield text.encode()
    if text := decoder.decode(b"", final=True):
        yield text.encode()


def line_at(source: Source, encoding: str, passed: int, then: bytes) -> int:
    """Return the 1-based physical line behind `passed` bytes of text and `then` what follows.

    Reads from the start again: only an error asks.
    """
    line, before = 1, b""
    left = passed
    for piece in pieces(source, encoding) if passed else ():
        line += newlines(piece[:left], before)
        before = piece[:left][-1:] or before
        left -= len(piece)
        if left <= 0:
            break
    return line + newlines(then, before)


def newlines(text: bytes, before: bytes = b"") -> int:
    """Count the physical lines that end in `text`; `before` is the byte in front of it."""
    lone = text.count(b"\r") - text.count(b"\r\n") if b"\r" in text else 0
    split = before == b"\r" and text.startswith(b"\n")
    return text.count(b"\n") + lone - split


def blocks(source: Source, encoding: str) -> Iterator[bytes]:
    """Yield the text in blocks of whole physical lines; the last one ends in a newline, too.

    A line longer than the limit is refused as soon as that much of it has come.
    """
    limit = source.budget.limits.line_bytes
    held: list[bytes] = []
    size = passed = 0
    for piece in pieces(source, encoding):
        cut = piece.rfind(b"\n") + 1 or piece.rfind(b"\r", 0, len(piece) - 1) + 1
        if cut:
            yield b"".join((*held, piece[:cut]))
            passed += size + cut
            held, size = [], 0
        held.append(piece[cut:])
        size += len(piece) - cut
        if size > limit:
            line = line_at(source, encoding, passed, b"")
            raise FileRefusedError(
                later(
                    "{file}, line {line}: longer than {limit:,} bytes, so it is no table",
                    file=source.shown,
                    line=line,
                    limit=limit,
                )
            )
    if rest := b"".join(held):
        yield rest + b"\n"
