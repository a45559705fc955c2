"""The canonical tables, as ``loaders/tables/*.yaml`` and the user's ``tables/`` declare them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from metrics.config import Document, Strict, read_yaml, validated
from metrics.language import later
from metrics.model import nearest
from metrics.settings import Settings

HERE = Path(__file__).parent / "tables"
ColumnType = Literal["text", "time", "date", "integer", "number", "money", "boolean"]
Level = Literal["warn", "error", "critical"]
SQL_TYPES: Mapping[ColumnType, str] = {
    "text": "VARCHAR",
    "time": "TIMESTAMPTZ",
    "date": "DATE",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "money": "DECIMAL(18,4)",
    "boolean": "BOOLEAN",
}
IDENTIFIER = "^[a-z][a-z0-9_]*$"
LINEAGE: Mapping[str, str] = {
    "_batch": "VARCHAR",
    "_file": "VARCHAR",
    "_line": "BIGINT",
    "_lines": "BIGINT[]",
    "_source": "VARCHAR",
    "_version": "TIMESTAMPTZ",
    "_export": "TIMESTAMPTZ",
    "_slice": "DATE",
}


class Column(Strict):
    """One column: its type, and what must hold of each value."""

    type: ColumnType
    meaning: str
    required: bool = False
    values: tuple[str, ...] | None = None  # text columns: the words allowed
    default: str | int | float | bool | None = None  # stands in where the export says nothing
    minimum: float | None = None
    maximum: float | None = None
    references: str | None = None  # "table.column"; a miss warns
    level: Level = "error"  # of `values`, `minimum` and `maximum`
    future: bool = False  # may lie after the file's receipt (due dates, validity ends)
    since: tuple[str, ...] = ()  # the times that tell since when the value holds: the first filled
    before: str | None = None  # what held before that
    told_by: str | None = (
        None  # the kind of ticket event that changes it: its old value held before
    )


class Rule(Strict):
    """A rule across columns: an SQL condition that must not be false."""

    holds: str
    says: str
    level: Level = "warn"


class Freshness(Strict):
    """How old the newest row may be, in days, before the table warns."""

    days: float = Field(gt=0)


class Cadence(Strict):
    """The weekdays (0 Monday … 6 Sunday) on which the feed must have rows."""

    days: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)


class Table(Strict):
    """A canonical table: meaning, key, the time that dates a row, columns and rules."""

    name: str = Field(pattern=IDENTIFIER)
    meaning: str
    key: tuple[str, ...]
    time: str | None = None  # the column that dates a row
    version: tuple[str, ...] = ()  # columns whose greatest tells the newer state of a row
    hash_key: bool = False  # an empty key is filled with a hash of the whole row
    columns: dict[str, Column]
    rules: dict[str, Rule] = {}
    freshness: Freshness | None = None
    cadence: Cadence | None = None

    @model_validator(mode="after")
    def _names_exist(self) -> Table:
        for name in (*self.key, *self.version, *([self.time] if self.time else [])):
            if name not in self.columns:
                raise ValueError(
                    later(
                        "{name!r} is no column of {table}{nearest}",
                        name=name,
                        table=self.name,
                        nearest=nearest(name, self.columns),
                    )
                )
        for name, column in self.columns.items():
            for time in column.since:
                if time not in self.times:
                    raise ValueError(
                        later(
                            "{time!r}, since when {name!r} holds, is no time of {table}{nearest}",
                            time=time,
                            name=name,
                            table=self.name,
                            nearest=nearest(time, self.times),
                        )
                    )
        return self

    @property
    def times(self) -> tuple[str, ...]:
        """The columns that hold an instant or a day."""
        return tuple(n for n, c in self.columns.items() if c.type in ("time", "date"))


def load_tables(settings: Settings) -> dict[str, Table]:
    """Read all table declarations; a user's file of the same name replaces a shipped one."""
    tables: dict[str, Table] = {}
    for path in settings.files("tables", HERE):
        document = read_yaml(path)
        if not isinstance(document.data, dict):
            raise document.error((), later("expected one table: its name, then what it holds"))
        for name, body in document.data.items():
            if isinstance(body, dict):
                body.setdefault("name", name)
            tables[str(name)] = validated(Table, document, (name,))
            _check_told(tables[str(name)], document)
    return tables


def _check_told(table: Table, document: Document) -> None:
    """Refuse a history that a table cannot have: only tickets have events."""
    for name, column in table.columns.items():
        if column.told_by is not None and table.key != ("ticket_id",):
            raise document.error(
                (table.name, "columns", name, "told_by"),
                later(
                    "expected a table whose key is ticket_id, as events name it: {table} has {key}",
                    table=table.name,
                    key=", ".join(table.key),
                ),
            )
