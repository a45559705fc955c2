"""Which stop, product or vendor a reader means: by its number or its name, in any case."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Named:
    """What was found: the `key` that the data uses; else the `near`est one, where one is near."""

    key: str | None
    near: str | None = None


def named(asked: str, known: Mapping[str, str]) -> Named:
    """Find `asked` among `known`, keys with the names that they have ("" where none).

    The key as it is comes first, then a key in other case, then a name that only one key has. The
    nearest match is a key, also where it is the name that is near.
    """
    if asked in known:
        return Named(asked)
    plain = asked.strip().casefold()
    alike = [key for key in known if key.casefold() == plain]
    alike = alike or [key for key, name in known.items() if name and name.casefold() == plain]
    if len(alike) == 1:
        return Named(alike[0])
    spelt = {text.casefold(): key for key, name in known.items() for text in (name, key) if text}
    close = difflib.get_close_matches(plain, spelt, n=1, cutoff=0.5)
    return Named(None, spelt[close[0]] if close else None)
