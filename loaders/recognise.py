"""Which source a staged file belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from loaders.read import Staged
from loaders.source import Source, canonical_header, canonical_source
from loaders.table import Table
from metrics.language import Told, later
from metrics.model import FileRefusedError, UnknownNameError, nearest


class UnknownExportError(FileRefusedError):
    """An export that can be read, and that nobody has declared."""


def recognise(
    staged: Staged, sources: Mapping[str, Source], tables: Mapping[str, Table], wanted: str | None
) -> Source:
    """Return the source of `staged`: the `wanted` one, else by its name and headers.

    Raises FileRefusedError that says which columns are missing, or what the file could be.
    """
    found = (
        _wanted(staged, sources, tables, wanted)
        if wanted is not None
        else _found(staged, sources, tables)
    )
    if torn := found.torn(staged.headers):
        raise FileRefusedError(
            later(
                "{file}: the header has {column!r} several times, and source {source} does not "
                "say in 'repeated' that the first is meant",
                file=staged.name,
                column=torn[0],
                source=found.name,
            )
        )
    return found


def _found(staged: Staged, sources: Mapping[str, Source], tables: Mapping[str, Table]) -> Source:
    name = plain_name(staged.name)
    by_name = [s for s in sources.values() if s.fits_name(name)]
    fitting = [s for s in by_name if not s.missing(staged.headers)]
    most = max((len(s.files.headers) for s in fitting), default=0)
    best = [s for s in fitting if len(s.files.headers) == most]
    if len(best) == 1:
        return best[0]
    if best:
        names = " and ".join(sorted(s.name for s in best))
        raise FileRefusedError(
            later(
                "{file}: fits the sources {names} alike; name one with --source",
                file=staged.name,
                names=names,
            )
        )
    table = _table_of(name, tables)
    if table is not None:
        return _canonical(staged, table)
    by_headers = [s for s in sources.values() if s.files.headers and not s.missing(staged.headers)]
    raise UnknownExportError(
        later(
            "{file}: {problem}",
            file=staged.name,
            problem=_unknown(staged, by_name, by_headers, tables),
        )
    )


def plain_name(name: str) -> str:
    """Return the name that patterns are matched with: without folders, archive and sheet."""
    return PurePosixPath(name.split("#", maxsplit=1)[0].replace("\\", "/")).name


def _wanted(
    staged: Staged, sources: Mapping[str, Source], tables: Mapping[str, Table], wanted: str
) -> Source:
    if wanted in tables and wanted not in sources:
        return _canonical(staged, tables[wanted])
    if wanted not in sources:
        raise UnknownNameError.of(later("source"), wanted, [*sources, *tables])
    missing = sources[wanted].missing(staged.headers)
    if missing:
        raise FileRefusedError(
            later("{file}: {problem}", file=staged.name, problem=_lacks(staged, wanted, missing))
        )
    return sources[wanted]


def _table_of(name: str, tables: Mapping[str, Table]) -> Table | None:
    """Return the table whose name the file has: ``tickets.csv``, ``tickets-2026-11.csv.gz``."""
    stem = canonical_header(name.split(".", maxsplit=1)[0])
    fitting = [t for t in tables if stem == t or stem.startswith(f"{t}_")]
    return tables[max(fitting, key=len)] if fitting else None


def _canonical(staged: Staged, table: Table) -> Source:
    there = [canonical_header(h) for h in staged.headers]
    missing = [
        name
        for name, column in table.columns.items()
        if column.required and name not in there and not (table.hash_key and name in table.key)
    ]
    if missing:
        raise FileRefusedError(
            later(
                "{file}: {problem}", file=staged.name, problem=_lacks(staged, table.name, missing)
            )
        )
    return canonical_source(table, staged.headers)


def _lacks(staged: Staged, name: str, missing: list[str]) -> Told:
    first = missing[0]
    others = later(" (and {columns})", columns=", ".join(missing[1:])) if missing[1:] else ""
    close = nearest(first, staged.headers)
    return later("{which} needs the column {name!r}{more}{nearest}",
                 which=name, name=first, more=others, nearest=close)  # fmt: skip


def _unknown(
    staged: Staged, by_name: list[Source], by_headers: list[Source], tables: Mapping[str, Table]
) -> Told:
    # A pattern such as *.csv says little: half of the headers must be there to speak of a source.
    by_name = [s for s in by_name if 2 * len(s.missing(staged.headers)) <= len(s.files.headers)]
    if by_name:
        source = min(by_name, key=lambda s: len(s.missing(staged.headers)))
        named = later("source {source}", source=source.name)
        return _lacks(staged, named, source.missing(staged.headers))
    if by_headers:
        source = by_headers[0]
        return later(
            "has the columns of source {source}, but not its name ({pattern}); "
            "load it with --source {source}",
            source=source.name,
            pattern=source.files.pattern,
        )
    overlap = {
        name: len({canonical_header(h) for h in staged.headers} & set(table.columns))
        for name, table in tables.items()
    }
    best = max(overlap, key=lambda name: overlap[name])
    like = later("; its columns are most like those of {table}.csv", table=best)
    return later(
        "no declared source and no table has this name and these columns{nearest}. "
        "Rename it after a table ({tables}), or say what its columns are: "
        "python -m loaders suggest FILE",
        nearest=like if overlap[best] > 1 else "",
        tables=", ".join(tables),
    )


def unused_columns(source: Source, staged: Staged, table: Table) -> list[str]:
    """Return notes on a canonical file's columns that its table does not have."""
    if not source.canonical:
        return []
    return [
        later(
            "column {name!r} is not used{nearest}",
            name=header,
            nearest=nearest(header, table.columns),
        )
        for header in staged.headers
        if canonical_header(header) not in table.columns
    ]
