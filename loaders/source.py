"""Sources: what an export's file is, and how its columns become canonical rows.

One YAML file declares one feed (``loaders/sources/*.yaml`` and the user's ``sources/``). A file
named after a canonical table, with that table's headers, needs no declaration.
"""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from pydantic import Field, field_validator, model_validator

from loaders.expressions import ExpressionError, allowed, named
from loaders.lists import Entries
from loaders.table import Cadence, Table
from metrics.config import Document, Strict, read_yaml, validated
from metrics.language import later
from metrics.model import ConfigError, nearest
from metrics.settings import Settings, known_zone

HERE = Path(__file__).parent / "sources"
Scalar = str | int | float | bool


class Value(Strict):
    """A column's value: an expression or a constant, and the words that its words become."""

    source: str | None = Field(default=None, alias="from")
    constant: Scalar | None = None
    map: dict[str, str] | None = None
    otherwise: str | None = None  # for a word that `map` does not have; without it: quarantine

    @model_validator(mode="after")
    def _one_origin(self) -> Value:
        if (self.source is None) == (self.constant is None):
            raise ValueError(later("a value has either 'from' or 'constant'"))
        return self


class Files(Strict):
    """Which files are this feed's: a pattern of the name, and headers that must be there."""

    pattern: str = "*"
    headers: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()  # used where they are there; a file without them says nothing
    repeated: tuple[str, ...] = ()  # patterns of headers that may be there several times


class Changes(Strict):
    """Events out of a log of states: one event where a followed value changes in a case."""

    case: str
    at: str
    started: str | None = None  # the time of the `created` event; default: the first line's
    actor: str | None = None
    role: str | None = None
    order_by: tuple[str, ...] = ()
    follow: dict[str, str]  # kind of event: the expression followed
    initial: dict[str, str] = {}  # kind of event: the value before a case's first line


class TableMap(Strict):
    """How one table is filled."""

    where: str | None = None
    entries: tuple[Entries, ...] = ()  # lists inside a line, from the outer to the inner one
    group_by: tuple[str, ...] = ()
    order_by: tuple[str, ...] = ()
    columns: dict[str, Value] = {}
    changes: Changes | None = None
    harvest: bool = False  # gathers names on the side: a line is not used up by it

    @field_validator("group_by", "order_by", mode="before")
    @classmethod
    def _one_or_many(cls, given: Any) -> Any:
        return (given,) if isinstance(given, str) else given

    @model_validator(mode="after")
    def _one_way_to_rows(self) -> TableMap:
        if sum(map(bool, (self.entries, self.group_by, self.changes))) > 1:
            raise ValueError(later("a table has one of 'entries', 'group_by' and 'changes'"))
        return self

    @field_validator("columns", mode="before")
    @classmethod
    def _short_forms(cls, given: Any) -> Any:
        return _values(given)


class Replaces(Strict):
    """A feed without an id: a file replaces the days that it covers."""

    day: str  # an expression that gives the day
    time: str  # an expression that orders the lines inside it


class Source(Strict):
    """One feed, as declared."""

    name: str
    meaning: str = ""
    files: Files = Files()
    timezone: str = "UTC"
    nulls: tuple[str, ...] = ()
    distinct: bool = False  # equal lines of a file are one line said twice
    lines: dict[str, Value] = {}
    leave_out: dict[str, str] = {}
    replaces: Replaces | None = None
    cadence: Cadence | None = None  # the weekdays on which the feed must have rows
    tables: dict[str, TableMap]
    tried_on: str = ""  # the real export on which this declaration was proved
    canonical: bool = False

    @field_validator("lines", mode="before")
    @classmethod
    def _short_forms(cls, given: Any) -> Any:
        return _values(given)

    @field_validator("timezone")
    @classmethod
    def _zone_exists(cls, name: str) -> str:
        return known_zone(name)

    def fits_name(self, name: str) -> bool:
        """Tell whether a file called `name` (without folders) can be this feed's."""
        return fnmatchcase(name.lower(), self.files.pattern.lower())

    def torn(self, headers: tuple[str, ...]) -> list[str]:
        """Return the headers used that are there several times, though the feed does not say so.

        Which of them is meant nobody can know.
        """
        there = {h.lower() for h in headers}
        mine = [p.lower() for p in self.files.repeated]
        used = {name for _, text in expressions(self) for name in named(text)}
        return [
            name for name in sorted(used)
            if f"{name.lower()} (2)" in there and name.lower() in there
            and not any(fnmatchcase(name.lower(), p) for p in mine)
        ]  # fmt: skip

    def missing(self, headers: tuple[str, ...]) -> list[str]:
        """Return the required headers that `headers` lacks."""
        there = {h.lower() for h in headers}
        return [h for h in self.files.headers if h.lower() not in there]


def _values(given: Any) -> Any:
    """Read ``column: expression`` as ``column: {from: expression}``; numbers as constants."""
    if not isinstance(given, dict):
        return given
    short: dict[str, Any] = {}
    for name, value in given.items():
        if isinstance(value, str):
            short[name] = {"from": value}
        elif isinstance(value, bool | int | float):
            short[name] = {"constant": value}
        else:
            short[name] = value
    return short


def may_repeat(sources: Mapping[str, Source]) -> tuple[str, ...]:
    """Return the patterns of headers that any source lets be there several times."""
    patterns = (p.lower() for source in sources.values() for p in source.files.repeated)
    return tuple(dict.fromkeys(patterns))


def load_sources(settings: Settings, tables: dict[str, Table]) -> dict[str, Source]:
    """Read all declared sources; ConfigError for a table, column or name that does not exist."""
    found: dict[str, Source] = {}
    for path in settings.files("sources", HERE):
        found |= read_source(path, tables)
    return found


def read_source(path: Path, tables: Mapping[str, Table]) -> dict[str, Source]:
    """Read what one file declares; ConfigError for a table, column or name that does not exist."""
    found: dict[str, Source] = {}
    document = read_yaml(path)
    if not isinstance(document.data, dict):
        raise document.error((), later("expected one source: its name, then what it holds"))
    for name, body in document.data.items():
        if isinstance(body, dict):
            body.setdefault("name", name)
        source = validated(Source, document, (name,))
        _check_targets(source, document, tables)
        found[source.name] = source
    return found


def _check_targets(source: Source, document: Document, tables: Mapping[str, Table]) -> None:
    for target, mapping in source.tables.items():
        place = (source.name, "tables", target)
        if target not in tables:
            raise document.error(
                place,
                later(
                    "there is no table {name!r}{nearest}",
                    name=target,
                    nearest=nearest(target, tables),
                ),
            )
        columns = tables[target].columns
        for column in mapping.columns:
            if column not in columns:
                raise document.error(
                    (*place, "columns", column),
                    later(
                        "{target} has no column {column!r}{nearest}",
                        target=target,
                        column=column,
                        nearest=nearest(column, columns),
                    ),
                )
        given = set(mapping.columns) | (EVENT_COLUMNS if mapping.changes else set())
        for name, column_spec in columns.items():
            keyed_by_hash = name in tables[target].key and tables[target].hash_key
            if column_spec.required and name not in given and not keyed_by_hash:
                raise document.error(
                    place, later("{target} needs the column {name!r}", target=target, name=name)
                )
    _check_expressions(source, document)


EVENT_COLUMNS = {
    "ticket_id", "event_at", "event_seq", "kind", "old_value", "new_value", "actor_id",
    "actor_role",
}  # fmt: skip


def _check_expressions(source: Source, document: Document) -> None:
    """Refuse at declaration time what can be refused without a file."""
    for item, text in expressions(source):
        try:
            allowed(text)
        except ExpressionError as problem:
            raise document.error((source.name, *item), problem) from problem


def expressions(source: Source) -> list[tuple[tuple[str, ...], str]]:
    """Return every expression of `source`, with the place where it stands."""
    found: list[tuple[tuple[str, ...], str | None]] = [
        (("lines", n), v.source) for n, v in source.lines.items()
    ]
    found += [(("leave_out", n), text) for n, text in source.leave_out.items()]
    if source.replaces:
        found += [(("replaces", "day"), source.replaces.day)]
        found += [(("replaces", "time"), source.replaces.time)]
    for target, mapping in source.tables.items():
        place = ("tables", target)
        found += [((*place, "columns", n), v.source) for n, v in mapping.columns.items()]
        found += [((*place, "group_by"), text) for text in mapping.group_by]
        found += [((*place, "order_by"), text) for text in mapping.order_by]
        found += [((*place, "where"), mapping.where)]
        found += [((*place, "entries"), level.of) for level in mapping.entries]
        found += [((*place, "entries"), level.where) for level in mapping.entries]
        if mapping.changes:
            spec = mapping.changes
            plain = (spec.case, spec.at, spec.started, spec.actor, *spec.order_by)
            found += [((*place, "changes"), text) for text in plain]
            found += [((*place, "changes", "follow", n), t) for n, t in spec.follow.items()]
    return [(item, text) for item, text in found if text is not None]


def canonical_source(table: Table, headers: tuple[str, ...]) -> Source:
    """Return the source of a file that has a canonical table's own headers."""
    folded = {canonical_header(h): h for h in headers}
    columns = {
        name: Value.model_validate({"from": _quoted(folded[name])})
        for name in table.columns
        if name in folded
    }
    return Source(
        name=table.name,
        meaning=table.meaning,
        tables={table.name: TableMap(columns=columns)},
        canonical=True,
    )


def canonical_header(header: str) -> str:
    """Return `header` as a canonical column would be written."""
    return header.strip().lower().replace(" ", "_").replace("-", "_")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


__all__ = ["Changes", "ConfigError", "Source", "TableMap", "Value", "load_sources"]
