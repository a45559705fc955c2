"""Policies: which one a case falls under, and what it promises."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from tests.sla.calendars import Calendar

LENGTH = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True)
class Target:
    """What is promised: so many seconds of a calendar, not counting what `pauses`."""

    within: int
    calendar: str
    pauses: frozenset[str]


@dataclass(frozen=True)
class Policy:
    """One version of one policy."""

    name: str
    case: str
    version: dt.date
    starts: int
    match: Mapping[str, list[str]]
    targets: Mapping[str, Target]

    def fits(self, case: Mapping[str, Any]) -> bool:
        return all(case.get(field) in allowed for field, allowed in self.match.items())


class Rules:
    """The policies and calendars of an sla.yaml, in its order."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        self.calendars = {
            name: Calendar(v or []) for name, v in config.get("calendars", {}).items()
        }
        self.zone = ZoneInfo(config["timezone"])
        self.policies = [self._policy(item) for item in config.get("policies", [])]

    def _policy(self, item: Mapping[str, Any]) -> Policy:
        day = item["valid_from"]
        midnight = dt.datetime.combine(day, dt.time(), self.zone)
        targets = {
            name: Target(duration(t["within"]), t["calendar"], frozenset(t.get("pause_while", [])))
            for name, t in item["targets"].items()
        }
        return Policy(
            item["name"], item.get("case", "ticket"), day, int(midnight.timestamp()),
            item.get("match", {}), targets,
        )  # fmt: skip

    def choose(self, kind: str, start: int, case: Mapping[str, Any]) -> Policy | None:
        """The first policy of the list that fits, each in its version of the clock's start."""
        for policy in self.policies:
            if policy.case != kind or policy.starts > start:
                continue
            versions = [p for p in self.policies if p.case == kind and p.name == policy.name]
            in_force = max(p.starts for p in versions if p.starts <= start)
            if policy.starts == in_force and policy.fits(case):
                return policy
        return None


def duration(text: str) -> int:
    """30m, 8h, 3d (of 24 hours) in seconds."""
    number, unit = re.fullmatch(r"(\d+)([smhd])", text).groups()  # type: ignore[union-attr]
    return int(number) * LENGTH[unit]
