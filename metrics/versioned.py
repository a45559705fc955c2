"""Rules of configuration that change over time: versions, each in force from a day on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeVar

from pydantic import Field

from metrics.config import Document, ItemPath, Strict
from metrics.language import later


class Version(Strict):
    """One version of a rule: its number, and the reporting day from which on it holds."""

    version: int = Field(ge=1)
    valid_from: dt.date


VersionT = TypeVar("VersionT", bound=Version)


def in_order(document: Document, item: ItemPath, versions: Sequence[VersionT]) -> None:
    """Raise ConfigError unless the list at `item` has versions with rising numbers and days."""
    if not versions:
        raise document.error(item, later("expected at least one version"))
    for number, (before, after) in enumerate(pairwise(versions), 1):
        if after.version <= before.version:
            raise document.error(
                (*item, number, "version"),
                later(
                    "version {version} comes after version {before}; expected more",
                    version=after.version,
                    before=before.version,
                ),
            )
        if after.valid_from <= before.valid_from:
            raise document.error(
                (*item, number, "valid_from"),
                later(
                    "{valid_from} is not after {before}, from which the version before it holds",
                    valid_from=after.valid_from,
                    before=before.valid_from,
                ),
            )


def spans(versions: Sequence[VersionT]) -> list[tuple[VersionT, dt.date, dt.date | None]]:
    """Return each version with its first day, and the first day of the next one (None: holds on).

    What lies before the first version's day has no rule.
    """
    ends = [version.valid_from for version in versions[1:]]
    return [
        (version, version.valid_from, end)
        for version, end in zip(versions, [*ends, None], strict=True)
    ]
