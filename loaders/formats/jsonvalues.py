"""JSON values that keep their numbers' spelling, flattened to columns and written again."""

from __future__ import annotations

import json
from typing import Any

from metrics.language import later

DEEPEST = 32  # objects inside objects; what lies deeper stays JSON text
NO_TEXT = later("text that is not Unicode")


class Number(str):
    """A number as it is spelt: 1.50 stays 1.50, and an id of 30 digits keeps them all."""

    __slots__ = ()


class KeyTwiceError(ValueError):
    """An object that has a key twice, one of whose values would be lost."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise KeyTwiceError(later("the key {twice!r} is there twice", twice=twice))
    return found


DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=Number, parse_int=Number, parse_constant=Number
)


def compact(value: Any) -> str:
    """Return `value` as compact JSON."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        inside = (f"{json.dumps(k, ensure_ascii=False)}:{compact(v)}" for k, v in value.items())
        return "{" + ",".join(inside) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(compact, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def flat(record: dict[str, Any]) -> dict[str, str | None]:
    """Return the record with objects inside it as dotted names, lists as JSON text.

    ValueError for two values of one name, and for text that no file can hold.
    """
    found: dict[str, str | None] = {}
    _flatten(record, "", 0, found)
    return found


def _flatten(record: dict[str, Any], above: str, depth: int, found: dict[str, str | None]) -> None:
    """Put the leaves of `record` into `found`, once for each value of an export: kept short."""
    for key, value in record.items():
        name = above + key.strip()
        kind = type(value)
        if kind is dict and value and depth < DEEPEST:
            _flatten(value, f"{name}.", depth + 1, found)
            continue
        if name in found:
            raise KeyTwiceError(later("the name {name!r} is there twice", name=name))
        if value is None:
            found[name] = None
        elif kind is Number or (kind is str and value.isascii() and "\x00" not in value):
            found[name] = str(value)
        else:
            found[name] = _text(value)


def _text(value: Any) -> str | None:
    if value is None or value == {}:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value) if isinstance(value, str) else compact(value)
    if not text.isascii() or "\x00" in text:
        try:
            text.encode()
        except UnicodeEncodeError as problem:
            raise ValueError(NO_TEXT) from problem
        if "\x00" in text:
            raise ValueError(later("a NUL character"))
    return text
