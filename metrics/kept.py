"""Sentences that are kept in English, told to the reader of the moment.

What a load says is kept: with lines in quarantine, with checks, in the report of a job. It is kept
as its English sentence, which is the same for all who read it, command line and SQL too. `tell`
knows such a sentence by the forms that the catalogue holds, takes its values out of it, and puts
them into the reader's form. What it does not know, it returns as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from string import Formatter

from metrics.language import SOURCE, Told, catalogue, current, tr

KEPT = "kept"  # the comment on what may be recognised, in the catalogues
# Places of a sentence that hold a sentence, or the end of one.
SENTENCES = frozenset(
    {"problem", "reasons", "place", "kind", "expected", "nearest", "more", "examples", "which"}
)
NUMBERS = frozenset({"line", "lines", "n", "at"})  # places that hold a number however it is written
NAMES = frozenset({"name", "column", "table", "other", "source"})  # and those of a declared name
TELLING = 6  # letters from which a form is meant where it fits; else what it holds must be known
LONGEST = 2_000  # characters of a sentence that is looked into
DEEPEST = 5  # sentences inside sentences
INSIDE = 6  # letters that one inside must explain more: what is said in one sentence is meant so
# Places at the end of a sentence that may be empty: how they begin.
_ENDS = {
    "nearest": r"(?:; .+)?",
    "examples": r"(?: \(.+\))?",
    "more": r"(?: \(and .+\)| and \d+ more|; .+)?",
}
_QUOTED = r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|None|\d+"""


def tell(said: object) -> str:
    """Return a kept sentence, or what an error says, in the reader's language."""
    if isinstance(said, BaseException):
        said = said.args[0] if said.args else ""
    language = current()
    if language == SOURCE:
        return str(said)
    if isinstance(said, Told):
        return _told(said)
    text = str(said)
    return (_recognised(text, language, 0) or (0, text))[1]


def told_each(said: str) -> str:
    """Return kept sentences that stand in one text, ``a; b``, in the reader's language."""
    return "; ".join(map(tell, said.split("; ")))


def _told(said: Told) -> str:
    values = {
        name: tell(value) if isinstance(value, Told) or _holds_words(name, value) else value
        for name, value in said.values.items()
    }
    return tr(said.message, **values)


def _holds_words(name: str, value: object) -> bool:
    return name in SENTENCES and isinstance(value, str)


@dataclass(frozen=True)
class _Form:
    """A sentence's English with places, as a pattern, and what the reader is told instead.

    `sign` is its longest run of words, without which no text can be of this form; `weight` the
    length of all its words: of two forms that fit, the one that explains more of the text is meant.
    One that is `bare` of words says nothing where what stands in it is not known either.
    """

    pattern: re.Pattern[str]
    places: tuple[str, ...]
    sign: str
    weight: int
    bare: bool
    said: str


@cache
def _forms(language: str) -> tuple[_Form, ...]:
    return tuple(
        _form(message.id, str(message.string))
        for message in catalogue(language)
        if KEPT in message.auto_comments and isinstance(message.id, str) and message.string
    )


def _form(english: str, said: str) -> _Form:
    pattern, places, literals = "", [], [""]
    for literal, place, spec, conversion in Formatter().parse(english):
        pattern += re.escape(literal)
        literals.append(literal)
        if place is None:
            continue
        if place in places:
            pattern += f"(?P={place})"
            continue
        places.append(place)
        pattern += f"(?P<{place}>{_inside(place, spec or '', conversion)})"
    plain = "".join(
        literal.replace("{", "{{").replace("}", "}}") + ("" if place is None else f"{{{place}}}")
        for literal, place, _, _ in Formatter().parse(said)
    )
    words = "".join(literals)
    bare = sum(map(str.isalpha, words)) < TELLING and not SENTENCES.isdisjoint(places)
    sign = max(literals, key=len)
    return _Form(re.compile(pattern, re.DOTALL), tuple(places), sign, len(words), bare, plain)


def _inside(place: str, spec: str, conversion: str | None) -> str:
    """Return the pattern of what can stand in a place."""
    if conversion == "r":
        return _QUOTED
    if spec or place in NUMBERS:
        return r"-?[\d,.]+%?"
    if place in NAMES:
        return r"[\w.-]+"
    return _ENDS.get(place, ".+?")


@lru_cache(maxsize=4096)
def _recognised(text: str, language: str, depth: int) -> tuple[int, str] | None:
    """Return how much of `text` is known, and what is said instead; None where nothing is."""
    if len(text) > LONGEST or depth > DEEPEST:
        return None
    best: tuple[int, str] | None = None
    for form in _forms(language):
        if form.sign not in text:
            continue
        found = form.pattern.fullmatch(text)
        if found is None:
            continue
        weight, values = form.weight, {}
        for name in form.places:
            known, values[name] = _value(name, found[name], language, depth)
            weight += known
        if form.bare and weight == form.weight:
            continue
        if best is None or weight > best[0]:
            best = weight, form.said.format(**values)
    return best


def _value(name: str, value: str, language: str, depth: int) -> tuple[int, str]:
    """Return what stands in a place as the reader is told it, and how much of it is known."""
    if name not in SENTENCES or not value:
        return 0, value
    whole = _recognised(value, language, depth + 1)
    if whole is not None:
        return max(1, whole[0] - INSIDE), whole[1]
    if name != "reasons":
        return 0, value
    each = [(_recognised(one, language, depth + 1) or (0, one)) for one in value.split("; ")]
    return sum(known for known, _ in each), "; ".join(told for _, told in each)
