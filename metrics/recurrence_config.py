"""When an incident counts as come back: ``recurrence.yaml``."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from metrics.config import Strict, read_yaml, validated
from metrics.language import later
from metrics.model import nearest
from metrics.settings import Settings
from metrics.versioned import Version, in_order

# What may tell one problem from another, and the windows that have a metric each.
KEYS = ("product_id", "vendor", "category", "defect_family", "defect_code", "lot", "region")
WINDOWS = (30, 60, 90)


class RecurrenceVersion(Version):
    """What is the same problem again, from when its windows count, and how long they are.

    `key`: incidents that agree in all of these are the same problem. `counted_from`: the resume,
    or the verified fix; where an incident lacks the one, the other stands in. `windows` in days.
    """

    key: tuple[str, ...] = ("product_id", "defect_family")
    counted_from: Literal["resumed", "verified"] = "resumed"
    windows: tuple[int, ...] = WINDOWS

    @field_validator("key")
    @classmethod
    def _known(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        if not given or len(set(given)) < len(given):
            raise ValueError(later("expected different columns, at least one"))
        for name in given:
            if name not in KEYS:
                raise ValueError(
                    later(
                        "{name!r} cannot tell problems apart{nearest}",
                        name=name,
                        nearest=nearest(name, KEYS),
                    )
                )
        return given

    @field_validator("windows")
    @classmethod
    def _measured(cls, given: tuple[int, ...]) -> tuple[int, ...]:
        if not given or list(given) != sorted(set(given)) or not set(given) <= set(WINDOWS):
            raise ValueError(
                later("expected some of 30, 60, 90, rising: those are the metrics there are")
            )
        return given


class RecurrenceConfig(Strict):
    """The whole file.

    `delisted_after_days`: a product that was last shipped more days before the as-of is off the
    shelves since then, and at no risk of coming back.
    """

    versions: tuple[RecurrenceVersion, ...]
    delisted_after_days: int = Field(default=60, ge=1)


def load_recurrence_config(settings: Settings) -> RecurrenceConfig:
    """Read ``recurrence.yaml``; ConfigError with file, line and item for the first mistake."""
    document = read_yaml(settings.file("recurrence.yaml"))
    config = validated(RecurrenceConfig, document)
    in_order(document, ("versions",), config.versions)
    return config
