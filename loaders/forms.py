"""What the mapping form of the Data page asks for: its answers checked, shown as YAML, kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import available_timezones

from loaders.draft import Draft, pattern_of, problems, save, written
from loaders.profile import Profile
from loaders.source import load_sources
from loaders.table import load_tables
from metrics.settings import Settings

Answers = Mapping[str, Any]


def columns_of(settings: Settings) -> dict[str, list[dict[str, Any]]]:
    """Return each table's columns as the form asks for them: name, type, needed, words, meaning."""
    return {
        table.name: [
            {
                "name": name,
                "type": column.type,
                "needed": column.required and not (table.hash_key and name in table.key),
                "values": list(column.values or ()),
                "meaning": column.meaning,
            }
            for name, column in table.columns.items()
        ]
        for table in load_tables(settings).values()
    }


def zones() -> list[str]:
    """Return the time zones that can be chosen: those of places, and UTC."""
    places = (zone for zone in available_timezones() if "/" in zone)
    return ["UTC", *sorted(zone for zone in places if not zone.startswith("Etc/"))]


def pattern(file: str) -> str:
    """Return the pattern that the form proposes for files like `file`."""
    return pattern_of(file)


def checked(
    settings: Settings, answers: Answers, found: Sequence[Mapping[str, Any]]
) -> tuple[str, list[str]]:
    """Return the YAML that the answers make, and what keeps it from being saved.

    `found` are the export's columns as ``suggest --json`` tells them.
    """
    tables = load_tables(settings)
    draft = Draft.model_validate(answers)
    profiles = {str(one["header"]): Profile(**one) for one in found}
    wrong = problems(draft, profiles, tables, load_sources(settings, tables))
    return written(draft, tables[draft.table]), wrong


def kept(settings: Settings, answers: Answers) -> str:
    """Save the answers as a source and return its file; UserError for what keeps it from it."""
    return str(save(settings, Draft.model_validate(answers), load_tables(settings)))
