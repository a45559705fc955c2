"""The command ``python -m loaders suggest FILE``: what an unknown export could be, and its YAML."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from loaders.draft import Draft, Filled, drafted, problems, save, written
from loaders.source import load_sources
from loaders.suggest import Suggestion, Suggestions, as_json, suggest, table_of
from loaders.table import load_tables
from metrics.language import later
from metrics.model import UserError
from metrics.settings import Settings

UNNAMED = "name_it"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--table", help="the table it fills; without it the likeliest one")
    parser.add_argument("--zone", default="", help="the zone of its times, such as Asia/Taipei")
    for option, shape, says in (
        ("--set", "COLUMN=HEADER", "which column of the file it is; nothing after = for none"),
        ("--constant", "COLUMN=VALUE", "one value for all lines"),
        ("--time-format", "COLUMN=FORMAT", "how its times are written, such as %%d/%%m/%%Y"),
        ("--word", "COLUMN:WORD=BECOMES", "what a word of the file becomes"),
    ):
        parser.add_argument(option, action="append", default=[], metavar=shape, help=says)
    parser.add_argument(
        "--write", metavar="NAME", help="write it as a source of this name to $ANDON_CONFIG/sources"
    )


def run(settings: Settings, chosen: argparse.Namespace) -> int:
    """Suggest, print or write; UserError for what keeps it from being written."""
    tables = load_tables(settings)
    names = load_sources(settings, tables)
    found = suggest(settings, chosen.file)
    suggestion = table_of(found, chosen.table)
    draft = _changed(drafted(found, suggestion, chosen.write or UNNAMED), chosen)
    profiles = {one.header: one for one in found.profiles}
    wrong = problems(draft, profiles, tables, names)
    text = written(draft, tables[draft.table])
    if chosen.write and wrong:
        more = f" (and {len(wrong) - 1} more: leave out --write to see them)" if wrong[1:] else ""
        raise UserError(
            later("{file}: {problem}{more}", file=chosen.file.name, problem=wrong[0], more=more)
        )
    path = save(settings, draft, tables) if chosen.write else None
    if chosen.json:
        told = as_json(found) | {"draft": draft.model_dump(), "yaml": text, "open": wrong}
        print(json.dumps(told | {"written": str(path) if path else None}, ensure_ascii=False))
    elif path:
        print(f"written to {path}; try it: python -m loaders check {chosen.file}")
    else:
        _print(found, suggestion, text, wrong)
    return 0


def _changed(draft: Draft, chosen: argparse.Namespace) -> Draft:
    columns = dict(draft.columns)
    for column, header in _pairs(chosen.set, "--set"):
        columns[column] = Filled(header=header, why="chosen by hand" if header else "")
    for column, value in _pairs(chosen.constant, "--constant"):
        columns[column] = Filled(constant=value)
    for column, form in _pairs(chosen.time_format, "--time-format"):
        old = columns.get(column, Filled())
        columns[column] = old.model_copy(update={"format": form})
    for place, becomes in _pairs(chosen.word, "--word"):
        column, _, word = place.partition(":")
        old = columns.get(column, Filled())
        columns[column] = old.model_copy(update={"map": {**old.map, word: becomes}})
    kept = {name: one for name, one in columns.items() if one.header or one.constant}
    return draft.model_copy(update={"columns": kept, "timezone": chosen.zone})


def _pairs(given: Sequence[str], option: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for text in given:
        name, sign, value = text.rpartition("=") if option == "--word" else text.partition("=")
        if not sign or not name:
            raise UserError(
                later("{option} {text!r}: expected a name, = and a value", option=option, text=text)
            )
        if any(name == other for other, _ in pairs):
            raise UserError(later("{option}: {name!r} is said twice", option=option, name=name))
        pairs.append((name, value))
    return pairs


def _print(found: Suggestions, chosen: Suggestion, text: str, wrong: list[str]) -> None:
    others = [one.table for one in found.tables[:3] if one.table != chosen.table]
    print(f"{found.file}: {found.rows:,} lines, most like {chosen.table}", end="")
    print(f" (else {' or '.join(others)}: --table)" if others else "")
    rows: list[tuple[Any, ...]] = [(c.column, c.header, c.sure, c.why) for c in chosen.choices]
    widths = [max((len(str(row[at])) for row in rows), default=0) for at in range(3)]
    for row in rows:
        print("  " + "  ".join(f"{cell:{w}}" for cell, w in zip(row, widths, strict=False)), row[3])
    used = {one.header for one in chosen.choices}
    unused = [p.header for p in found.profiles if p.header not in used]
    if unused:
        print(f"  not used: {', '.join(unused)}")
    print(f"\n{text}")
    for sentence in wrong:
        print(f"open: {sentence}")
    if not wrong:
        print("write it: --write NAME")
