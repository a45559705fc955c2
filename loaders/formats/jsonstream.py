"""Records of a JSON document, one at a time, however long the document is.

A document is an array of records, or one object with one list of records among its values.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from loaders.formats.jsonvalues import DECODER
from loaders.opening import Source
from loaders.text import newlines, pieces
from metrics.language import later
from metrics.model import FileRefusedError

CUT = 16  # characters before the end of what is known in which a fault may only be a cut
SPACE = re.compile(r"[ \t\r\n]*")
FIRST = re.compile(r"\[[ \t\r\n]*(\S)")
Element = tuple[Any, str]  # the value, and its text


class Document:
    """The text of a JSON document, of which no more is held than one value."""

    def __init__(self, source: Source, encoding: str) -> None:
        self.shown = source.shown
        self.limit = source.budget.limits.line_bytes
        self._pieces = (piece.decode() for piece in pieces(source, encoding))
        self._text = ""
        self._at = 0
        self._line = 1

    def records(self) -> Iterator[Element]:
        """Yield the records with their text; FileRefusedError for any other document."""
        opening = self._peek()
        if opening == "[":
            yield from self._elements()
        elif opening == "{":
            yield from self._listed()
        else:
            raise self._error(
                later("neither an array of records nor an object with a list of them")
            )
        if self._peek():
            raise self._error(later("something stands behind the end of the document"))

    def _listed(self) -> Iterator[Element]:
        """Yield the records of the one list of records among the object's values."""
        self._expect("{")
        holder: str | None = None
        while self._peek() != "}":
            key, _ = self._value()
            if not isinstance(key, str):
                raise self._error(later("a key must be text"))
            self._expect(":")
            if self._peek() == "[" and self._begins_records():
                if holder is not None:
                    raise self._error(
                        later(
                            "two lists of records, {holder!r} and {key!r}", holder=holder, key=key
                        )
                    )
                holder = key
                yield from self._elements()
            else:
                self._value()
            if self._peek() != "}":
                self._expect(",")
                if self._peek() == "}":
                    raise self._error(later("a comma before the end"))
        self._expect("}")
        if holder is None:
            raise self._error(later("an object without a list of records"))

    def _begins_records(self) -> bool:
        """True if the list that comes holds objects, or nothing."""
        while not (found := FIRST.match(self._text, self._at)):
            if not self._more():
                return False
        return found[1] in "{]"

    def _elements(self) -> Iterator[Element]:
        self._expect("[")
        while self._peek() != "]":
            yield self._value()
            if self._peek() != "]":
                self._expect(",")
                if self._peek() == "]":
                    raise self._error(later("a comma before the end"))
        self._expect("]")

    def _peek(self) -> str:
        """Return the next character that is no space, or nothing at the end."""
        while True:
            match = SPACE.match(self._text, self._at)
            end = match.end() if match else self._at
            self._pass(end)
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _expect(self, letter: str) -> None:
        found = self._peek()
        if found != letter:
            raise self._error(
                later(
                    "expected {letter!r}, found {found!r}", letter=letter, found=found or "the end"
                )
            )
        self._pass(self._at + 1)

    def _value(self) -> Element:
        self._peek()
        while True:
            known = len(self._text) - self._at
            try:
                value, end = DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError as problem:
                if known > self.limit:
                    raise self._too_long() from problem
                behind = problem.pos - self._at
                cut = problem.msg.startswith("Unterminated") or behind > known - CUT
                # The more of an unfinished value is known, the more is read before the next try.
                wanted = 2 * known
                while cut and len(self._text) - self._at < wanted and self._more():
                    pass
                if len(self._text) - self._at > known:
                    continue
                self._pass(self._at + behind)
                raise self._error(problem.msg.lower()) from problem
            except RecursionError as problem:
                raise self._error(later("objects inside objects without end")) from problem
            except ValueError as problem:
                raise self._error(str(problem)) from problem
            # At the very end of what is known, a number may go on.
            if end == len(self._text) and self._more():
                continue
            text = self._text[self._at : end]
            if len(text) > self.limit:
                raise self._too_long()
            self._pass(end)
            return value, text

    def _too_long(self) -> FileRefusedError:
        return self._error(later("a value longer than {limit:,} bytes", limit=self.limit))

    def _more(self) -> bool:
        """Read on; what was passed is forgotten."""
        piece = next(self._pieces, "")
        self._text = self._text[self._at :] + piece
        self._at = 0
        return bool(piece)

    def _pass(self, end: int) -> None:
        if end > self._at:
            self._line += newlines(self._text[self._at : end].encode(errors="ignore"))
            self._at = end

    def _error(self, says: str) -> FileRefusedError:
        return FileRefusedError(
            later(
                "{file}, line {line}: not JSON records: {problem}",
                file=self.shown,
                line=self._line,
                problem=says,
            )
        )
