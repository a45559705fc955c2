"""Markdown that shows any text as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

# Everything that Markdown could take for markup inside a line, or at its beginning.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$&!+=^])")
_BEGINNING = re.compile(r"^(\d+)([.)])|^(-)")


def plain(text: object) -> str:
    """Return `text` as one line of Markdown that shows it as it stands."""
    line = _SPECIAL.sub(r"\\\1", " ".join(str(text).split()))
    return _BEGINNING.sub(lambda at: f"{at[1]}\\{at[2]}" if at[1] else "\\-", line)


def code(text: object) -> str:
    """Return `text` as a code span, also inside a table."""
    line = " ".join(str(text).split()).replace("|", "\\|")
    longest = max((len(run) for run in re.findall("`+", line)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if "`" in line else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def codes(names: Iterable[object]) -> str:
    """Return `names` as code spans with commas."""
    return ", ".join(code(name) for name in names)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return a table and the empty line after it; cells are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(cells)} |" for cells in lines] + [""]


def definition(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """Return a list of what is said under which word; what is not said is left out."""
    return [f"- {word}: {said}" for word, said in pairs if said] + [""]
