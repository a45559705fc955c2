"""Where things are and how the company counts time and money.

`ANDON_HOME` is where data is kept (default ``data/home``); `ANDON_CONFIG` is a folder of the
user's own configuration: a file there replaces the shipped one of its name, a folder adds to it.
`ANDON_NOTES_URL` is the database of notes (default: ``notes.db`` in `ANDON_HOME`).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator

from metrics.config import Strict, read_yaml, validated
from metrics.language import later
from metrics.model import nearest

ROOT = Path(__file__).resolve().parent.parent
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Reporting(Strict):
    """The head of ``sla.yaml``: zone, currency, week and year of every report."""

    timezone: str = "UTC"
    currency: str = Field(default="USD", pattern="^[A-Z]{3}$")
    week_starts: Literal[
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
    ] = "monday"
    fiscal_year_end_month: int = Field(default=12, ge=1, le=12)
    calendars: dict[str, Any] = {}
    policies: list[Any] = []

    @field_validator("timezone")
    @classmethod
    def _zone_exists(cls, name: str) -> str:
        return known_zone(name)

    @property
    def week_start_day(self) -> int:
        """0 for Monday … 6 for Sunday."""
        return WEEKDAYS.index(self.week_starts)


def known_zone(name: str) -> str:
    """Return `name` if the tz database has it; ValueError with the nearest match if not."""
    zones = _zones()
    if name not in zones:
        raise ValueError(
            later(
                "there is no time zone {name!r}{nearest}", name=name, nearest=nearest(name, zones)
            )
        )
    return name


@cache
def _zones() -> frozenset[str]:
    """Return the names of all zones: looked up once, as the folders of the tz database are read."""
    from zoneinfo import available_timezones

    return frozenset(available_timezones())


@dataclass(frozen=True)
class Settings:
    """Folders and the reporting conventions; read once per process entry and passed on."""

    home: Path
    config: Path | None
    reporting: Reporting
    notes_url: str | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The reporting time zone."""
        return ZoneInfo(self.reporting.timezone)

    def files(self, folder: str, shipped: Path) -> list[Path]:
        """Return the YAML files of `shipped` and of the user's `folder`; a same name replaces."""
        found = {path.name: path for path in sorted(shipped.glob("*.yaml"))}
        if self.config is not None and (self.config / folder).is_dir():
            found |= {path.name: path for path in sorted((self.config / folder).glob("*.yaml"))}
        return [found[name] for name in sorted(found)]

    def file(self, name: str) -> Path:
        """Return the user's ``name``, else the shipped one."""
        return _config_file(self.config, name)


def load_settings(home: Path | None = None, config: Path | None = None) -> Settings:
    """Read the settings from arguments, else the environment, else the defaults."""
    if home is None:
        home = Path(os.environ.get("ANDON_HOME") or ROOT / "data" / "home")
    if config is None and os.environ.get("ANDON_CONFIG"):
        config = Path(os.environ["ANDON_CONFIG"])
    document = read_yaml(_config_file(config, "sla.yaml"))
    notes_url = os.environ.get("ANDON_NOTES_URL") or None
    return Settings(home.resolve(), config, validated(Reporting, document), notes_url)


def _config_file(config: Path | None, name: str) -> Path:
    if config is not None and (config / name).is_file():
        return config / name
    return ROOT / "config" / name
