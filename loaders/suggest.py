"""Which column of an unknown export is which of a table's: by name, by type and by values.

Nothing is settled here: each choice says why, and how sure it is. What the values cannot tell
(which of day and month comes first, in which zone a clock stood) is left open.
"""

from __future__ import annotations

import dataclasses
import difflib
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import duckdb

from loaders.profile import PLAIN, Profile, profiles
from loaders.read import Limits, stage_file
from loaders.source import load_sources, may_repeat
from loaders.synonyms import Vocabulary, folded, load_vocabulary
from loaders.table import Column, Table, load_tables
from metrics.language import later
from metrics.model import UnknownNameError
from metrics.settings import Settings

Sure = Literal["sure", "likely", "not sure"]
EXACT, INNER, BARE, PART = 1.0, 0.9, 0.75, 0.5
NEARLY = 0.85  # likeness of two names from which one may be a misspelt other
KNOWN = 0.6  # share of a column's words by which it is known without its name
_WHY = {
    EXACT: later("by its name"),
    INNER: later("by the end of its name"),
    BARE: later("by the file's own key, by its name"),
    PART: later("by a part of its name"),
}
_BY_VALUES = later("by its values alone")
_KINDS = {
    "time": later("times"),
    "address": later("e-mail addresses"),
    "currency": later("currencies"),
    "boolean": later("booleans"),
    "integer": later("integers"),
    "number": later("numbers"),
    "text": later("texts"),
}


@dataclass(frozen=True)
class Choice:
    """A column of a table, and the export's column that may be it.

    `words` are the export's words with their counts and what each becomes; None: not known.
    """

    column: str
    header: str
    sure: Sure
    why: str
    formats: tuple[str, ...] = ()
    words: tuple[tuple[str, int, str | None], ...] = ()


@dataclass(frozen=True)
class Suggestion:
    """How a table could be filled from the export; `lacking`: needed, and nothing looks like it."""

    table: str
    choices: tuple[Choice, ...]
    lacking: tuple[str, ...]


@dataclass(frozen=True)
class Suggestions:
    """What is known of an export: its columns, and the tables that it may fill, likeliest first."""

    file: str
    rows: int
    profiles: tuple[Profile, ...]
    tables: tuple[Suggestion, ...]

    def of(self, table: str) -> Suggestion:
        """Return the suggestion for `table`."""
        return next(one for one in self.tables if one.table == table)


def suggest(settings: Settings, path: Path) -> Suggestions:
    """Look at the export at `path`; FileRefusedError if it cannot be read. Nothing is changed."""
    tables = load_tables(settings)
    vocabulary = load_vocabulary(settings, tables)
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as con:
        con.execute("create schema stage")
        limits = Limits(repeated=may_repeat(load_sources(settings, tables)))
        parts = stage_file(con, path, schema="stage", workdir=Path(folder), limits=limits)
        part = max(parts, key=lambda one: one.rows)  # of several sheets the fullest one
        found = profiles(con, part, vocabulary.currencies)
    return Suggestions(
        path.name, part.rows, tuple(found), tuple(ranked(found, tables, vocabulary))
    )  # fmt: skip


def table_of(found: Suggestions, wanted: str | None) -> Suggestion:
    """Return the suggestion for the `wanted` table, else the likeliest one."""
    names = [one.table for one in found.tables]
    if wanted is not None and wanted not in names:
        raise UnknownNameError.of(later("table"), wanted, names)
    return found.of(wanted) if wanted else found.tables[0]


def as_json(found: Suggestions) -> dict[str, object]:
    """Return `found` as plain lists and dictionaries."""
    return dataclasses.asdict(found)


def ranked(
    found: Sequence[Profile], tables: Mapping[str, Table], vocabulary: Vocabulary
) -> list[Suggestion]:
    """Return a suggestion for each table, the likeliest first."""
    scored = []
    for table in tables.values():
        candidates = [
            (score, column, profile, why)
            for column in table.columns
            for profile in found
            for score, why in [_score(table, column, profile, found, vocabulary)]
            if score > 0
        ]
        taken = _taken(candidates)
        choices = tuple(
            _choice(table, column, profile, why, candidates, vocabulary)
            for column, (_, profile, why) in taken.items()
        )
        needed = [n for n, c in table.columns.items() if c.required and n not in _hashed(table)]
        lacking = tuple(name for name in needed if name not in taken)
        covered = 1 - len(lacking) / max(len(needed), 1)
        scored.append(
            (-covered, -sum(score for score, _, _ in taken.values()),
             Suggestion(table.name, choices, lacking))
        )  # fmt: skip
    return [one for *_, one in sorted(scored, key=lambda item: item[:2])]


def _hashed(table: Table) -> tuple[str, ...]:
    return table.key if table.hash_key else ()


Candidate = tuple[float, str, Profile, str]
Taken = dict[str, tuple[float, Profile, str]]


def _taken(candidates: Sequence[Candidate]) -> Taken:
    """Return one column of the export for each of the table's, best first, none twice."""
    taken: Taken = {}
    used: set[str] = set()
    for score, column, profile, why in sorted(candidates, key=lambda c: -c[0]):
        if column not in taken and profile.header not in used:
            taken[column] = (score, profile, why)
            used.add(profile.header)
    return taken


def _score(
    table: Table, column: str, profile: Profile, found: Sequence[Profile], vocabulary: Vocabulary
) -> tuple[float, str]:
    """Return how well a column of the export fits (0: not at all), and by what."""
    spec = table.columns[column]
    fit = _fit(table, column, spec, profile, vocabulary)
    if fit is None:
        return 0.0, ""
    called = _called(table, column, profile.header, vocabulary)
    if called:
        return 2 * called + fit, _WHY[called]
    times = [one for one in found if one.kind == "time"]
    by_values = (
        (spec.values is not None and fit >= KNOWN)
        or (column == "currency" and fit > 0)
        or (column == table.time and times == [profile])
        or (table.key == (column,) and profile.unique and profile is found[0])
    )
    return (fit / 2, _BY_VALUES) if by_values else (0.0, "")


def _called(table: Table, column: str, header: str, vocabulary: Vocabulary) -> float:
    """Return how well the export's name fits the column's own names."""
    names = vocabulary.columns[table.name][column]
    name = folded(header)
    inner = folded(header.rpartition(".")[2])
    first, _, rest = name.partition(" ")
    if name in names:
        return EXACT
    if inner in names or (first == table.name.removesuffix("s") and rest in names):
        return INNER
    if column == table.key[0] and name in vocabulary.keys:
        return BARE
    parts = (one for one in names if _within(one, name))
    near = difflib.get_close_matches(name, names, n=1, cutoff=NEARLY)
    return PART if any(parts) or near else 0.0


def _within(known: str, name: str) -> bool:
    """Tell whether a known name is a part of `name`: whole words, or signs of a script without."""
    if known.isascii():
        return len(known) >= 4 and f" {known} " in f" {name} "
    return len(known) >= 2 and known in name


def _fit(
    table: Table, column: str, spec: Column, profile: Profile, vocabulary: Vocabulary
) -> float | None:
    """Return how well the values fit, 0 to 1; None where they cannot be it."""
    kind = profile.kind
    if kind == "empty":
        return 0.0
    if spec.type in ("time", "date"):
        return 1.0 if kind == "time" else None
    if spec.type in ("integer", "number", "money"):
        allowed = ("integer",) if spec.type == "integer" else ("integer", "number")
        return 1.0 if kind in allowed else None
    if spec.type == "boolean":
        binary = {word for word, _ in profile.words} <= {"0", "1"} and bool(profile.words)
        return 1.0 if kind == "boolean" or binary else None
    if kind == "time":
        return None
    if spec.values is not None:
        known = vocabulary.words[f"{table.name}.{column}"]
        if not profile.words:
            return None  # too many different ones to be words of a status
        return sum(folded(word) in known for word, _ in profile.words) / len(profile.words)
    if table.key == (column,):
        return 1.0 if profile.unique else 0.0
    fits = (column == "currency" and kind == "currency") or (
        column == "customer_id" and kind == "address"
    )
    return 0.5 if fits else 0.1


def _choice(
    table: Table, column: str, profile: Profile, why: str, candidates: Sequence[Candidate],
    vocabulary: Vocabulary,
) -> Choice:  # fmt: skip
    spec = table.columns[column]
    words: tuple[tuple[str, int, str | None], ...] = ()
    if spec.values is not None:
        known = vocabulary.words[f"{table.name}.{column}"]
        words = tuple((word, n, known.get(folded(word))) for word, n in profile.words)
    rivals = [
        p.header for _, c, p, w in candidates
        if c == column and w == why and p.header != profile.header
    ]  # fmt: skip
    reasons = [why, *_said(profile, spec)]
    sure: Sure = "likely"
    if why in (_WHY[EXACT], _WHY[INNER]) and profile.kind != "empty" and not rivals:
        sure = "sure"
    if why in (_WHY[PART], _BY_VALUES):
        sure = "not sure"
    if rivals:
        others = ", ".join(repr(name) for name in rivals[:3])
        reasons.append(later("as well as {names}", names=others))
    if len(profile.formats) > 1:
        sure = "not sure"
        formats = " or ".join(profile.formats)
        reasons.append(later("its times can be read as {formats}", formats=formats))
    if table.key == (column,) and profile.filled > profile.distinct:
        sure = "not sure" if sure != "sure" else "likely"
        says = later("values come more than once: a newer line replaces the older one")
        reasons.append(says)
    unknown = [word for word, _, meant in words if meant is None]
    if any(meant not in (None, word) for word, _, meant in words):
        reasons.append(later("what its words become is said by the synonyms"))
    if unknown:
        listed = ", ".join(repr(word[:40]) for word in unknown[:8])
        reasons.append(later("words not known: {names}", names=listed))
    return Choice(column, profile.header, sure, "; ".join(reasons), profile.formats, words)


def _said(profile: Profile, spec: Column) -> list[str]:
    """Say what its values are, where that speaks for it."""
    if profile.kind == "empty":
        return [later("empty in this file")]
    if spec.type == "text" and profile.kind not in ("currency", "address"):
        return []
    kind, missed = _KINDS[profile.kind], profile.unread
    if profile.kind == "time" and spec.type == "time":
        zoned = profile.zoned
        kind = later("times with their offset") if zoned else later("times without a zone")
    form = profile.formats[0] if len(profile.formats) == 1 else PLAIN
    if form == PLAIN and not missed:
        return [later("its values are {kind}", kind=kind)]
    if form == PLAIN:
        return [later("its values are {kind}, {n} not", kind=kind, n=missed)]
    if not missed:
        return [later("its values are {kind} read as {format}", kind=kind, format=form)]
    return [
        later("its values are {kind}, {n} not read as {format}", kind=kind, n=missed, format=form)
    ]
