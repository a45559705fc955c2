"""Which files a call means: those it names, and those in the folders it names."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from metrics.language import later
from metrics.model import UserError


def files_of(paths: Iterable[Path]) -> list[Path]:
    """Return the files, those of a folder in its order, hidden ones left out.

    UserError for a path that does not exist, and where there is nothing at all.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (p for p in sorted(path.rglob("*")) if p.is_file())
            found += [
                p
                for p in inside
                if not any(part.startswith(".") for part in p.relative_to(path).parts)
            ]
        elif path.exists():
            found.append(path)
        else:
            raise UserError(later("{file}: there is no such file or folder", file=path))
    if not found:
        raise UserError(later("there is no file to load"))
    return found
