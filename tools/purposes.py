"""What each file is for, in the words at its own head."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tools.markdown import code, plain, table

ROOMS = ("loaders", "metrics", "pages")


def file_list(root: Path) -> list[str]:
    """Return what each file of the rooms is for, in its own words, as Markdown."""
    lines = []
    for room in ROOMS:
        rows = [
            (code(path.relative_to(root).as_posix()), plain(purpose(path)))
            for path in sorted((root / room).rglob("*"))
            if path.suffix in {".py", ".sql"} and "__pycache__" not in path.parts
        ]
        lines += [f"### {room}", "", *table(("file", "what it is for"), rows)]
    return lines


def purpose(path: Path) -> str:
    """Return the first paragraph of a module's docstring or of a query's comment."""
    text = path.read_text(encoding="utf-8")
    told = said(text) if path.suffix == ".sql" else ast.get_docstring(ast.parse(text)) or ""
    return told.split("\n\n")[0].removesuffix("::")


def said(sql: str) -> str:
    """Return the comment at the head of a fact's file, without what says how to build it."""
    head = re.match(r"(?:--.*\n)*", sql)
    lines = head[0].splitlines() if head else []
    return " ".join(
        line.removeprefix("--").strip()
        for line in lines
        if not line.startswith(("-- feed:", "-- scratch", "-- by:", "-- refresh:"))
    )
