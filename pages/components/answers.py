"""What the mapping form asks and what was answered, as plain data: no widget, no drawing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NOTHING, CONSTANT, HEADER = "", "=", "h:"  # what a column's select box holds; a header follows
BY_HAND = "chosen by hand"
Asked = Mapping[str, Any]
Get = Callable[[str], Any]  # a widget's value by its key inside the form; None: not drawn


@dataclass(frozen=True)
class Looked:
    """An export that was looked at: its path, and what ``suggest --json`` said of it."""

    path: Path
    report: Mapping[str, Any]

    @property
    def profiles(self) -> dict[str, Asked]:
        """The export's columns by their header."""
        return {one["header"]: one for one in self.report["profiles"]}

    @property
    def tables(self) -> list[str]:
        """The tables that it may fill, likeliest first."""
        return [one["table"] for one in self.report["tables"]]

    def choices(self, table: str) -> dict[str, Asked]:
        """Return the suggestions for `table` by its columns."""
        found = next(one for one in self.report["tables"] if one["table"] == table)
        return {one["column"]: one for one in found["choices"]}


def proposed_name(file: str) -> str:
    """Return a name for the source of files like `file`."""
    stem = re.sub(r"[^a-z]+", "_", file.split(".", maxsplit=1)[0].lower()).strip("_")
    return stem[:40] if len(stem) > 1 else "our_export"


def words_of(column: Asked, header: str, looked: Looked, table: str) -> list[tuple[str, int, str]]:
    """Return the words of `header` with their counts and what each becomes; empty: not known."""
    suggested = looked.choices(table).get(column["name"])
    if suggested is not None and suggested["header"] == header:
        return [(word, count, becomes or "") for word, count, becomes in suggested["words"]]
    allowed = column["values"]
    return [
        (word, count, word.lower() if word.lower() in allowed else "")
        for word, count in looked.profiles[header]["words"]
    ]


def read_as(profile: Asked, form: str) -> str:
    """Return a time of the column as `form` reads it: ``03/04/2026 = 2026-04-03 (%d/%m/%Y)``.

    Of its values one is taken that its formats read as different days.
    """
    seen = [*profile["samples"], *(word for word, _ in profile["words"])]
    telling = (v for v in seen if len({_day(v, other) for other in profile["formats"]}) > 1)
    sample = next(telling, seen[0])
    return f"{sample} = {_day(sample, form)} ({form})"


def _day(value: str, form: str) -> str:
    try:
        return dt.datetime.strptime(value, form).date().isoformat()
    except ValueError:
        return "?"


def formats_of(column: Asked, header: str, looked: Looked) -> Sequence[str]:
    """Return the formats by which the times of `header` can be read, of which one is meant."""
    timed = column["type"] in ("time", "date")
    return looked.profiles[header]["formats"] if timed else ()


def answered(looked: Looked, table: str, columns: Sequence[Asked], pattern: str, get: Get) -> Asked:
    """Return the form's answers as `loaders.draft.Draft` takes them."""
    filled: dict[str, Asked] = {}
    for column in columns:
        name = column["name"]
        chosen = get(f"{table}.{name}") or NOTHING
        if chosen == CONSTANT:
            filled[name] = {"constant": (get(f"{table}.{name}.constant") or "").strip()}
        elif chosen.startswith(HEADER):
            filled[name] = _from_header(column, chosen[len(HEADER) :], looked, table, get)
    return {
        "name": (get("name") or "").strip(),
        "table": table,
        "pattern": pattern,
        "timezone": get("zone") or "",
        "meaning": f"{table}, mapped by hand from the columns of {looked.path.name}",
        "columns": filled,
    }


def _from_header(column: Asked, header: str, looked: Looked, table: str, get: Get) -> Asked:
    name = column["name"]
    suggested = looked.choices(table).get(name)
    mine = suggested is not None and suggested["header"] == header
    why = f"{suggested['sure']}: {suggested['why']}" if mine and suggested else BY_HAND
    formats = formats_of(column, header, looked)
    form = formats[0] if len(formats) == 1 else get(f"{table}.{name}.format") or ""
    words = words_of(column, header, looked, table) if column["values"] else []
    become = {
        word: _or(get(f"{table}.{name}.{header}.{place}"), becomes)
        for place, (word, _, becomes) in enumerate(words)
    }
    return {"header": header, "format": form, "map": become, "why": why}


def _or(given: str | None, otherwise: str) -> str:
    return otherwise if given is None else given
