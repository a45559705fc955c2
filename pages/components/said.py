"""Sentences with marked parts in them: a number in bold, a case that can be clicked."""

from __future__ import annotations

import re

from pages.components.dom import Node

_PLACE = re.compile(r"\{(\w+)\}")


def parts(message: str, **values: Node | str) -> list[Node | str]:
    """Return a translated sentence in pieces, its ``{placeholders}`` filled with elements or text.

    The order of the pieces is the reader's language's. `message` has been translated already:
    ``parts(tr("{n} came in today"), n=el("b", "", "4"))``.
    """
    found: list[Node | str] = []
    for number, piece in enumerate(_PLACE.split(message)):
        value = values[piece] if number % 2 else piece
        if isinstance(value, str) and found and isinstance(found[-1], str):
            found[-1] += value
        elif value != "":
            found.append(value)
    return found
