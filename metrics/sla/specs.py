"""How a calendar's version and a policy read in ``sla.yaml``."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator

from metrics.config import Strict
from metrics.language import later
from metrics.settings import known_zone
from metrics.sla.calendars import known_region
from metrics.sla.hours import duration


def _day(given: Any) -> Any:
    if isinstance(given, str):
        try:
            return dt.date.fromisoformat(given)
        except ValueError:
            given = None
    if not isinstance(given, dt.date) or isinstance(given, dt.datetime):
        raise ValueError(later("expected a date such as 2026-01-31"))
    return given


def _member(given: Any) -> Any:
    if isinstance(given, bool):  # YAML reads a bare yes or no so
        raise ValueError(later('expected a text; put it in quotes, such as "no"'))
    return str(given) if isinstance(given, int) else given


def _list(given: Any) -> Any:
    if not isinstance(given, list):
        raise ValueError(later("expected a list, such as [a, b]"))
    return given


Day = Annotated[dt.date, BeforeValidator(_day)]
Member = Annotated[str, BeforeValidator(_member)]
Seconds = Annotated[int, BeforeValidator(duration)]
Members = Annotated[tuple[Member, ...], BeforeValidator(_list)]
Days = Annotated[tuple[Day, ...], BeforeValidator(_list)]
Hours = Annotated[tuple[Any, ...], BeforeValidator(_list)]
Pauses = Annotated[tuple[Literal["pending", "on_hold"], ...], BeforeValidator(_list)]


class VersionSpec(Strict):
    """A calendar from a date on."""

    valid_from: Day
    timezone: str
    holidays: str | None = None
    hours: dict[str, Hours]
    closed: Days = ()
    open: dict[Day, Hours] = {}

    @field_validator("timezone")
    @classmethod
    def _zone(cls, name: str) -> str:
        return known_zone(name)

    @field_validator("holidays")
    @classmethod
    def _region(cls, name: str | None) -> str | None:
        return None if name is None else known_region(name)


class TargetSpec(Strict):
    """One promise of a policy."""

    within: Seconds
    calendar: str
    at_risk: Seconds | None = None
    pause_while: Pauses = ()


class PolicySpec(Strict):
    """One version of a policy."""

    name: str = Field(min_length=1)
    case: str = "ticket"
    valid_from: Day
    match: dict[str, Members] = {}
    targets: dict[str, TargetSpec]
