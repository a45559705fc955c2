"""Collect what the product says, and bring the catalogues of translations up to it.

``python -m tools.messages`` writes locales/andon.pot from the code and from the definitions of
metrics and dimensions, and merges it into each language's andon.po: what is new stands there
without a translation, what is gone goes. ``--check`` writes nothing and exits 1 when something is
stale. It runs inside the finished ``.venv``; docs/languages.md says how to translate.
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from metrics.catalogue import load_catalogue
from metrics.config import read_yaml
from metrics.fact import facts
from metrics.kept import KEPT
from metrics.language import DOMAIN, LANGUAGES, LOCALES, SOURCE
from metrics.settings import Reporting, Settings

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("pages", "metrics", "loaders")
HEAD = "# What Andon says. docs/languages.md tells how to translate it."
ONE, MANY = ("tr", "mark", "later", "kept"), "tr_n"
# What makes sentences that rows and reports keep in English: the catalogues say so in a comment.
STAYING = ("later", "kept")
TABLES, SOURCES = [("loaders/tables", 0)], [("loaders/sources", 0)]
# What a page hands to its frame, which translates it: its title and its question.
FRAMES = ("page", "bare", "topic")
# Lines of a catalogue's head that say nothing here, or something else every day.
UNSAID = tuple(
    f'"{name}'.encode()
    for name in ("POT-Cre", "PO-Rev", "Report-", "Last-Tr", "Language-Team", "Generated-By")
)


def said(path: Path) -> Iterator[tuple[str, str | tuple[str, str]]]:
    """Return the messages of a file of code, each with what says it; ValueError for no literal."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and node.func.attr in FRAMES:
            given = [*node.args, *(word.value for word in node.keywords)]
            yield from ((node.func.attr, m) for one in given if (m := _literal(one)))
        if not isinstance(node.func, ast.Name):
            continue
        if node.func.id in ONE and node.args:
            if message := _literal(node.args[0]):
                yield node.func.id, message
            elif node.func.id != "tr":  # which may be handed what was marked elsewhere
                raise ValueError(f"{path}:{node.lineno}: {node.func.id}() takes a literal")
        elif node.func.id == MANY:
            one, many = (_literal(given) for given in node.args[:2])
            if one is None or many is None:
                raise ValueError(f"{path}:{node.lineno}: tr_n() takes literals")
            yield node.func.id, (one, many)


def _literal(node: ast.expr) -> str | None:
    found = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return node.value if found else None  # type: ignore[attr-defined]


def template() -> Catalog:
    """Return every message of the product, without a translation."""
    found = _empty(None)
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for by, message in said(path):
                place = [(path.relative_to(ROOT).as_posix(), 0)]
                found.add(message, locations=place, auto_comments=[KEPT] * (by in STAYING))
    _declared(found)
    catalogue = load_catalogue(Settings(ROOT / "data" / "home", None, Reporting()))
    place = [("metrics/definitions", 0)]
    for metric in catalogue.metrics.values():
        found.add(metric.english_label, locations=place)
        found.add(metric.english_question, locations=place)
        for told in filter(None, (metric.formula, metric.notes)):
            found.add(told, locations=place)
    for name in sorted({column for fact in facts().values() for column in fact.columns}):
        if not name.startswith("_"):
            found.add(name.replace("_", " "), locations=[("metrics/facts", 0)])
    for dimension in catalogue.dimensions.values():
        found.add(dimension.english_label, locations=place)
        found.add(dimension.english_meaning, locations=place)
    return found


def _declared(found: Catalog) -> None:
    """Add what the tables and sources of exports say: of rows at fault, and of columns."""
    for path in sorted((ROOT / "loaders" / "tables").glob("*.yaml")):
        for table in read_yaml(path).data.values():
            for rule in table.get("rules", {}).values():
                found.add(rule["says"], locations=TABLES, auto_comments=[KEPT])
            for column in table["columns"].values():
                found.add(column["meaning"], locations=TABLES)
    for path in sorted((ROOT / "loaders" / "sources").glob("*.yaml")):
        for source in read_yaml(path).data.values():
            for reason in source.get("leave_out", {}):
                found.add(reason, locations=SOURCES, auto_comments=[KEPT])


def translations(language: str) -> Catalog:
    """Return the committed catalogue of `language`."""
    path = catalogue_path(language)
    if not path.is_file():
        return _empty(language)
    with path.open("rb") as lines:
        return read_po(lines, locale=language, domain=DOMAIN)


def catalogue_path(language: str) -> Path:
    """Return where the translations into `language` are kept."""
    return LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def merged(language: str) -> Catalog:
    """Return the catalogue of `language` with exactly today's messages; nothing is guessed."""
    before, after = translations(language), _empty(language)
    for message in template():
        if message.id:
            there = before.get(message.id)
            kept = there.string if there is not None and there.id == message.id else ""
            plural = isinstance(message.id, tuple)
            if plural != isinstance(kept, (tuple, list)):
                kept = ("",) if plural else ""
            after.add(
                message.id, kept, locations=message.locations, auto_comments=message.auto_comments
            )
    return after


def written(catalogue: Catalog) -> bytes:
    """Return a catalogue as its file has it: sorted, without dates, so that a change is small."""
    out = BytesIO()
    write_po(out, catalogue, width=100, sort_output=True, omit_header=False, include_lineno=False,
             ignore_obsolete=True)  # fmt: skip
    lines = out.getvalue().split(b"\n")
    return b"\n".join(line for line in lines if not line.startswith(UNSAID))


def files() -> dict[Path, bytes]:
    """Return what the files of the catalogues should hold."""
    found = {LOCALES / f"{DOMAIN}.pot": written(template())}
    for language in LANGUAGES:
        if language != SOURCE:
            found[catalogue_path(language)] = written(merged(language))
    return found


def _empty(language: str | None) -> Catalog:
    return Catalog(locale=language, domain=DOMAIN, project="Andon", fuzzy=False, charset="utf-8",
                   header_comment=HEAD)  # fmt: skip


def main(words: list[str] | None = None) -> int:
    """Write the catalogues, or say which are stale."""
    parser = argparse.ArgumentParser(prog="python -m tools.messages", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; 1 when stale")
    check = parser.parse_args(words).check
    stale = 0
    for path, text in files().items():
        if path.is_file() and path.read_bytes() == text:
            continue
        stale += 1
        name = path.relative_to(ROOT).as_posix()
        if check:
            sys.stderr.write(f"{name} is stale: python -m tools.messages\n")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)
            sys.stderr.write(f"{name} written\n")
    for language in LANGUAGES:
        lacks = sum(1 for one in translations(language) if one.id and not one.string)
        if lacks and language != SOURCE:
            sys.stderr.write(f"{language}: {lacks} without a translation\n")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
