"""The encoding of a text that is no UTF-8, from the lines that are no ASCII."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

import charset_normalizer

from loaders.kinds import bom_encoding
from loaders.letters import COMMON, MARKS
from loaders.opening import Source
from metrics.language import later
from metrics.model import FileRefusedError

ENOUGH = 256 << 10  # bytes of lines that are no UTF-8
LOOKED = 200_000  # lines that are no ASCII, of either kind
MIXED = 0.2  # share of characters in UTF-8 from which a text is UTF-8 with some lines that are not
DOUBTFUL, FEW = 0.2, 4  # running text has twice this share of common characters, and more
CANDIDATES = ("cp950", "cp949", "cp932", "gb18030", "euc_jp", "cp1252", "latin-1")


def encoding_of(source: Source) -> str:
    """Return the encoding that a byte-order mark declares, else UTF-8 as the best first guess."""
    return bom_encoding(source.head(4)) or "utf-8"


def guess(source: Source) -> str:
    """Return the encoding of a text that is no UTF-8.

    FileRefusedError for a text that is mostly UTF-8, naming the first line that is not, and for
    one that no known encoding reads.
    """
    good = bad = size = first_bad = 0
    sample: list[bytes] = []
    for seen, (number, line) in enumerate(_odd_lines(source)):
        try:
            good += sum(1 for letter in line.decode() if not letter.isascii())
        except UnicodeDecodeError:
            bad += sum(1 for byte in line if byte > 127) // 2 + 1
            first_bad = first_bad or number
            sample.append(line)
            size += len(line)
        if size > ENOUGH or seen > LOOKED:
            break
    if good > MIXED * (good + bad):
        raise FileRefusedError(
            later(
                "{file}, line {line}: bytes that are not UTF-8, as the rest is",
                file=source.shown,
                line=first_bad,
            )
        )
    found = best_encoding(b"\n".join(sample)[: 2 * ENOUGH])
    if found is None:
        raise FileRefusedError(
            later(
                "{file}, line {line}: an encoding that is not known; save it as UTF-8",
                file=source.shown,
                line=first_bad,
            )
        )
    return found


def _odd_lines(source: Source) -> Iterator[tuple[int, bytes]]:
    """Yield the number and the bytes of each line that is no ASCII."""
    held, number = b"", 1
    for piece in source.pieces():
        *lines, held = (held + piece).split(b"\n")
        if all(map(bytes.isascii, lines)):
            number += len(lines)
            continue
        for line in lines:
            if not line.isascii():
                yield number, line
            number += 1
    if not held.isascii():
        yield number, held


def best_encoding(sample: bytes) -> str | None:
    """Return the candidate under which `sample` reads most like a language, or None.

    What decides is the share of characters that are common in the encoding's languages; among
    equals, the order in which charset-normalizer finds them plausible.
    """
    matches = charset_normalizer.from_bytes(sample, cp_isolation=list(CANDIDATES[:-1]))
    plausible = [match.encoding for match in matches]
    found: list[tuple[float, int, str]] = []
    for place, encoding in enumerate(CANDIDATES):
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(sample)
        except UnicodeDecodeError:
            continue
        share, letters = _common(text, encoding)
        if share < DOUBTFUL and letters > FEW:
            continue
        behind = plausible.index(encoding) if encoding in plausible else len(CANDIDATES) + place
        found.append((-round(share, 1), behind, encoding))
    return min(found)[2] if found else None


def _common(text: str, encoding: str) -> tuple[float, int]:
    """Return the share of common ones among the characters beyond ASCII, and how many these are.

    Western letters with accents stand alone between plain ones; two at a time are halves of others.
    """
    common = frozenset(COMMON[encoding])
    alone = encoding in ("cp1252", "latin-1")
    total = hits = 0
    for before, letter, after in zip(" " + text, text, text[1:] + " ", strict=False):
        if letter.isascii() or letter in MARKS:
            continue
        total += 1
        if letter in common and not (alone and not (before.isascii() and after.isascii())):
            hits += 1
    return hits / max(total, 1), total
