"""What exports call things: names of columns and words of statuses, as ``loaders/synonyms`` has it.

A file of a user's own ``synonyms/`` adds to the shipped ones, or replaces the one of its name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from loaders.table import Table
from metrics.config import Document, Strict, read_yaml, validated
from metrics.language import later
from metrics.model import nearest
from metrics.settings import Settings

HERE = Path(__file__).parent / "synonyms"
_BETWEEN = re.compile(r"[\W_]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class Synonyms(Strict):
    """One file of synonyms."""

    columns: dict[str, dict[str, tuple[str, ...]]] = {}  # table: column: what exports call it
    words: dict[str, dict[str, tuple[str, ...]]] = {}  # "table.column": word: the exports' words
    keys: tuple[str, ...] = ()  # what an export's own key is called, whatever the table
    currencies: tuple[str, ...] = ()  # codes by which a column of currencies is known


@dataclass(frozen=True)
class Vocabulary:
    """All synonyms, by the folded form of what exports say."""

    columns: Mapping[str, Mapping[str, frozenset[str]]]  # table: column: folded names
    words: Mapping[str, Mapping[str, str]]  # "table.column": folded word: the declared word
    keys: frozenset[str]
    currencies: frozenset[str]


def folded(name: str) -> str:
    """Return `name` as it is compared: words in lower case, one blank between, signs gone."""
    plain = unicodedata.normalize("NFKC", _HUMP.sub(" ", name))
    return _BETWEEN.sub(" ", plain).strip().casefold()


def load_vocabulary(settings: Settings, tables: Mapping[str, Table]) -> Vocabulary:
    """Read all synonyms; ConfigError for a table, column or word that does not exist."""
    columns = {
        table.name: {name: {folded(name)} for name in table.columns} for table in tables.values()
    }
    words = {
        f"{table.name}.{name}": {folded(word): word for word in column.values}
        for table in tables.values()
        for name, column in table.columns.items()
        if column.values
    }
    keys: set[str] = set()
    currencies: set[str] = set()
    for path in settings.files("synonyms", HERE):
        document = read_yaml(path)
        given = validated(Synonyms, document)
        _add_columns(columns, given, document)
        _add_words(words, given, document)
        keys |= {folded(key) for key in given.keys}
        currencies |= {code.upper() for code in given.currencies}
    return Vocabulary(
        {table: {n: frozenset(names) for n, names in of.items()} for table, of in columns.items()},
        words, frozenset(keys), frozenset(currencies),
    )  # fmt: skip


def _add_columns(
    columns: dict[str, dict[str, set[str]]], given: Synonyms, document: Document
) -> None:
    for table, named in given.columns.items():
        if table not in columns:
            close = nearest(table, columns)
            says = later("there is no table {name!r}{nearest}", name=table, nearest=close)
            raise document.error(("columns", table), says)
        for name, said in named.items():
            if name not in columns[table]:
                close = nearest(name, columns[table])
                says = later("{table} has no column {name!r}{nearest}", table=table, name=name,
                             nearest=close)  # fmt: skip
                raise document.error(("columns", table, name), says)
            columns[table][name] |= {folded(word) for word in said}


def _add_words(words: dict[str, dict[str, str]], given: Synonyms, document: Document) -> None:
    for place, meant in given.words.items():
        if place not in words:
            close = nearest(place, words)
            says = later("no column {name!r} has words of its own{nearest}", name=place,
                         nearest=close)  # fmt: skip
            raise document.error(("words", place), says)
        known = set(words[place].values())
        for word, said in meant.items():
            if word not in known:
                close = nearest(word, known)
                says = later("{column} has no word {word!r}{nearest}", column=place, word=word,
                             nearest=close)  # fmt: skip
                raise document.error(("words", place, word), says)
            words[place] |= {folded(one): word for one in said}
