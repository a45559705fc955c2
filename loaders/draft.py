"""A source that is being made: checked in sentences, written as the YAML that a hand would write.

What is not sure says so in a comment, what cannot be known is asked for: nothing is guessed.
"""

from __future__ import annotations

import keyword
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import yaml

from loaders.profile import Profile
from loaders.source import Source, read_source
from loaders.suggest import Suggestion, Suggestions
from loaders.table import Table
from metrics.config import Strict
from metrics.language import later
from metrics.model import ConfigError, nearest
from metrics.settings import Settings, known_zone

NAME = re.compile(r"[a-z][a-z0-9_]{1,58}")
# Words that YAML reads as true, false or nothing.
TAKEN_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null"})
SET_CONFIG = later(
    "ANDON_CONFIG names no folder, so there is no place of your own to keep a source in"
)


class Filled(Strict):
    """How one column is filled: from a column of the export, or with one value for all lines.

    `format` is a strptime format, empty where times are read as they stand; `map` what words
    become, of which an empty one stays unmapped; `why` goes beside it as a comment.
    """

    header: str = ""
    constant: str = ""
    format: str = ""
    map: dict[str, str] = {}
    why: str = ""


class Draft(Strict):
    """A source of one table, as the form of the Data page or the command line fills it in."""

    name: str
    table: str
    pattern: str
    timezone: str = ""
    meaning: str = ""
    columns: dict[str, Filled]

    @property
    def headers(self) -> tuple[str, ...]:
        """The export's columns that it needs."""
        return tuple(dict.fromkeys(c.header for c in self.columns.values() if c.header))


def pattern_of(file: str) -> str:
    """Return the pattern of files like `file`: dates and numbers in its name may be others."""
    stem, dot, ending = file.split("#", maxsplit=1)[0].rpartition("/")[2].partition(".")
    loose = re.sub(r"\d[\d_.-]*\d|\d", "*", re.sub(r"[\[\]?*]", "?", stem))
    return f"{loose}{dot}{ending.split('.')[0]}*" if dot else f"{loose}*"


def drafted(found: Suggestions, chosen: Suggestion, name: str) -> Draft:
    """Return the draft that a suggestion amounts to, with what is open left open."""
    columns = {
        one.column: Filled(
            header=one.header,
            format=one.formats[0] if len(one.formats) == 1 else "",
            map={word: meant or "" for word, _, meant in one.words},
            why=f"{one.sure}: {one.why}",
        )
        for one in chosen.choices
    }
    return Draft(
        name=name, table=chosen.table, pattern=pattern_of(found.file), columns=columns,
        meaning=f"{chosen.table}, suggested from the columns of {found.file}",
    )  # fmt: skip


def problems(
    draft: Draft, found: Mapping[str, Profile], tables: Mapping[str, Table],
    names: Mapping[str, object],
) -> list[str]:  # fmt: skip
    """Return what keeps the draft from being saved, a sentence each.

    `found` are the export's columns by name, `names` the sources that are there already.
    """
    table = tables[draft.table]
    said = name_problems(draft.name, names, tables)
    for name, column in table.columns.items():
        given = draft.columns.get(name)
        hashed = table.hash_key and name in table.key
        if (
            column.required
            and not hashed
            and (given is None or not (given.header or given.constant))
        ):
            said.append(
                later("{table} needs the column {name!r}: choose which one it is",
                      table=draft.table, name=name)
            )  # fmt: skip
    for name, filled in draft.columns.items():
        if name not in table.columns:
            close = nearest(name, table.columns)
            said.append(
                later("{table} has no column {name!r}{nearest}", table=draft.table, name=name,
                      nearest=close)
            )  # fmt: skip
        elif filled.header and filled.header not in found:
            close = nearest(filled.header, found)
            said.append(
                later("the file has no column {name!r}{nearest}", name=filled.header, nearest=close)
            )
        else:
            said += _value_problems(name, filled, table, found)
    for header, times in Counter(c.header for c in draft.columns.values() if c.header).items():
        if times > 1:
            both = " and ".join(n for n, c in draft.columns.items() if c.header == header)
            said.append(
                later("{name!r} is chosen for {columns}: choose it once", name=header, columns=both)
            )
    return [*said, *_zone_problems(draft, found, table)]


def name_problems(name: str, names: Mapping[str, object], tables: Mapping[str, Table]) -> list[str]:
    """Return what is wrong with `name` as a source's and a file's name."""
    if not NAME.fullmatch(name) or name in TAKEN_WORDS or keyword.iskeyword(name):
        return [
            later(
                "{name!r} cannot be a source's name: small letters, digits and _ "
                "(such as returns_desk), 2 to 59 of them",
                name=name,
            )
        ]
    if name in names or name in tables:
        return [later("there is a source called {name!r} already: choose another name", name=name)]
    return []


def _value_problems(
    name: str, filled: Filled, table: Table, found: Mapping[str, Profile]
) -> list[str]:
    said: list[str] = []
    allowed = table.columns[name].values
    for word, meant in filled.map.items():
        if meant and allowed and meant not in allowed:
            close = nearest(meant, allowed)
            said.append(
                later("{column}: {word!r} cannot become {meant!r}{nearest}", column=name, word=word,
                      meant=meant, nearest=close)
            )  # fmt: skip
    formats = found[filled.header].formats if filled.header else ()
    timed = table.columns[name].type in ("time", "date")
    if timed and len(formats) > 1 and not filled.format:
        said.append(
            later(
                "{column}: {name!r} can be read as {formats}: say which it is",
                column=name,
                name=filled.header,
                formats=" or ".join(formats),
            )
        )
    if filled.constant and allowed and filled.constant not in allowed:
        close = nearest(filled.constant, allowed)
        said.append(
            later("{column} cannot be {value!r}{nearest}", column=name, value=filled.constant,
                  nearest=close)
        )  # fmt: skip
    return said


def _zone_problems(draft: Draft, found: Mapping[str, Profile], table: Table) -> list[str]:
    if draft.timezone:
        try:
            known_zone(draft.timezone)
        except ValueError as problem:
            return [problem.args[0]]
        return []
    local = [
        c.header for name, c in draft.columns.items()
        if c.header in found and name in table.columns and table.columns[name].type == "time"
        and found[c.header].kind == "time" and not found[c.header].zoned
    ]  # fmt: skip
    if not local:
        return []
    return [later("the times of {name!r} do not say their time zone: choose it", name=local[0])]


def written(draft: Draft, table: Table) -> str:
    """Return the draft as the YAML of a source, with what is not sure said beside it."""
    lines = [
        "# Made from a suggestion; look at what says 'not sure'. Try it: python -m loaders check",
        f"{draft.name}:",
        f"  meaning: {_scalar(draft.meaning)}",
        "  files:",
        f"    pattern: {_scalar(draft.pattern)}",
        f"    headers: [{', '.join(_scalar(h) for h in draft.headers)}]",
        *([f"  timezone: {draft.timezone}"] if draft.timezone else []),
        "  tables:", f"    {draft.table}:", "      columns:",
    ]  # fmt: skip
    for name in table.columns:
        filled = draft.columns.get(name)
        if filled is not None and (filled.header or filled.constant):
            lines += _column(name, filled, table)
    return "\n".join(lines) + "\n"


def _column(name: str, filled: Filled, table: Table) -> list[str]:
    head = f"        {name}:"
    if not filled.header:
        return [f"{head} {{constant: {_scalar(filled.constant)}}}"]
    origin = '"' + filled.header.replace('"', '""') + '"'
    if filled.format:
        origin = f"strptime({origin}, '{filled.format}')"
    why = [f"        # {_comment(filled.why)}"] if filled.why else []
    if table.columns[name].values is None or not filled.map:
        return [*why, f"{head} {_scalar(origin, chr(39))}"]
    mapped = {word: meant for word, meant in filled.map.items() if meant}
    unknown = [word for word, meant in filled.map.items() if not meant]
    lines = [*why, head, f"          from: {_scalar(origin, chr(39))}"]
    lines.append("          map:" if mapped else "          map: {}")
    lines += [f"            {_scalar(word)}: {meant}" for word, meant in mapped.items()]
    said = "not known; lines that say so go to quarantine until it is mapped"
    return [*lines, *(f"            # {_comment(repr(word))}: {said}" for word in unknown)]


def _scalar(text: str, quote: str = '"') -> str:
    return str(yaml.dump(text, default_style=quote, allow_unicode=True, width=10**9)).strip()


def _comment(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)[:400]


def save(settings: Settings, draft: Draft, tables: Mapping[str, Table]) -> Path:
    """Write the draft to the user's sources; ConfigError where there is no place, or one is taken.

    What is written is read again as a load will read it, before anything keeps it.
    """
    if settings.config is None:
        raise ConfigError(
            later("{problem}: set it to a folder, and start again", problem=SET_CONFIG)
        )
    if wrong := name_problems(draft.name, {}, tables):
        raise ConfigError(wrong[0])
    folder = settings.config / "sources"
    path = folder / f"{draft.name}.yaml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as out:
            out.write(written(draft, tables[draft.table]))
    except FileExistsError:
        raise ConfigError(
            later("{file} is there already: choose another name", file=path.name)
        ) from None
    except OSError as problem:
        raise ConfigError(
            later("{file} cannot be written ({problem})", file=path, problem=problem.strerror)
        ) from problem
    try:
        read_source(path, tables)
    except ConfigError:
        path.unlink()
        raise
    return path


def read_back(path: Path, tables: Mapping[str, Table]) -> Source:
    """Return the one source that the YAML at `path` declares."""
    return next(iter(read_source(path, tables).values()))
