"""Policies: which case is promised what. Frozen data, and what a policy may speak of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from metrics.sla.calendars import Calendar

# METRICS 1: the targets of each kind of case.
TARGETS: Mapping[str, tuple[str, ...]] = {
    "ticket": ("first_response", "next_response", "resolution"),
    "complaint": ("complaint_verdict",),
    "refund": ("refund_decision", "refund_payment", "return_inspection"),
    "andon": ("suspension",),
    "rca": ("root_cause",),
    "action": ("corrective_action",),
}
KINDS = tuple(TARGETS)

# What a policy's `match` may look at, in the order in which the build hands it over.
MATCH_FIELDS: Mapping[str, tuple[str, ...]] = {
    "ticket": (
        "priority", "channel", "category", "subcategory", "team", "assignee", "manager",
        "region", "product", "product_category", "vendor", "service",
    ),
    "complaint": (
        "severity", "defect_code", "category", "region", "product", "vendor", "service",
    ),
    "refund": (
        "reason", "method", "currency", "category", "region", "product", "vendor", "service",
    ),
    "andon": ("defect_code", "defect_family", "scope", "category", "region", "product", "vendor"),
    "rca": ("method", "defect_code", "defect_family", "category", "region", "product", "vendor"),
    "action": (
        "kind", "defect_code", "defect_family", "category", "region", "product", "vendor",
    ),
}  # fmt: skip

# States in which a clock may stand still: waiting for the customer, or for another team.
PAUSES = ("pending", "on_hold")


@dataclass(frozen=True)
class Target:
    """One promise: `within_s` business seconds of `calendar`; at risk with `at_risk_s` left."""

    name: str
    within_s: int
    calendar: str
    at_risk_s: int | None = None
    pause_while: tuple[str, ...] = ()


@dataclass(frozen=True)
class Policy:
    """One version of a policy, in force from midnight of `valid_from` in the reporting zone.

    It fits a case of its kind if every field of `match` holds one of the members listed.
    """

    name: str
    case: str
    valid_from: dt.date
    targets: tuple[Target, ...]
    match: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class Promises:
    """All calendars by name, and all policy versions in the order in which they are tried."""

    calendars: Mapping[str, Calendar]
    policies: tuple[Policy, ...] = ()

    def until(self, number: int) -> dt.date | None:
        """Return the day from which a newer version replaces policy `number`, None if none does."""
        mine = self.policies[number]
        later = [
            policy.valid_from
            for policy in self.policies
            if policy.name == mine.name and policy.valid_from > mine.valid_from
        ]
        return min(later, default=None)

    def used_calendars(self) -> tuple[str, ...]:
        """Return the names of the calendars that a target counts by, in a fixed order."""
        return tuple(sorted({t.calendar for policy in self.policies for t in policy.targets}))
