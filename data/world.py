"""The clean objects of the demo business, before any export gets them.

Instants are seconds since 1970-01-01 UTC, days are indexes from the span's first day, money is
in the currency of the region. What is not known is None.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from data.clock import Span
from data.words import Kind

CURRENCY = {"TW": "TWD", "KR": "KRW", "US": "USD"}
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Product:
    """One product of the list; `prices` are per region, in its currency."""

    id: str
    kind: Kind
    spec: str
    prices: dict[str, float]
    launched: dt.date
    opportunities: int

    def name(self, region: str) -> str:
        """Return the name in the language of a region."""
        words = {"TW": self.kind.zh, "KR": self.kind.ko, "US": self.kind.en}
        return f"{self.kind.brand} {words[region]} {self.spec}"


@dataclass(frozen=True)
class Person:
    """One stretch of a person's place in the staff list; `to` is not included."""

    id: str
    name: str
    team: str
    manager: str | None
    region: str
    role: str
    since: dt.date
    to: dt.date | None = None


@dataclass
class Shipments:
    """Units by day, product, lot and region: arrays of equal length, in that order."""

    day: Ints
    product: Ints
    lot: Ints  # index into `World.lots`
    region: Ints
    units: Ints
    customers: Ints


@dataclass(slots=True)
class Complaint:
    """One report of a defective product."""

    id: str
    at: int
    shipped: int
    product: int
    lot: str
    region: str
    units: int
    defect: str
    severity: str
    verdict: str
    verdict_at: int | None
    order: str
    customer: str
    ticket: str | None = None
    description: str = ""


class Event(NamedTuple):
    """One thing that happened to a ticket."""

    at: int
    kind: str
    old: str | None = None
    new: str | None = None
    actor: str = "system"
    role: str = "system"
    public: bool | None = None


@dataclass(slots=True)
class Ticket:
    """One case: what it is about, its history, and the row that its helpdesk keeps of it."""

    id: str
    at: int
    region: str
    channel: str
    priority: str
    category: str
    subcategory: str
    subject: str
    customer: str
    order: str | None
    product: int | None
    team: str
    fate: str = "normal"  # normal, spam, merged
    parent: str | None = None
    events: list[Event] = field(default_factory=list)
    gamed: bool = False  # held back just before its promise ran out
    status: str = "new"
    assignee: str | None = None
    updated: int = 0
    first_response: int | None = None
    solved: int | None = None
    closed: int | None = None
    reopens: int = 0
    handoffs: int = 0
    level: int = 0
    sla_met: bool | None = None


@dataclass(slots=True)
class Refund:
    """One refund. All amounts are in `currency`."""

    id: str
    at: int
    order: str
    line: str
    region: str
    units: int
    reason: str
    amount: float
    currency: str
    entitled: float
    order_currency: str
    requested_by: str
    product: int | None
    customer: str
    ticket: str | None
    complaint: str | None = None
    decided: int | None = None
    decision: str | None = None
    decided_by: str | None = None
    paid: int | None = None
    return_required: bool = False
    returned: int | None = None
    inspected: int | None = None
    inspection: str | None = None
    freight: float | None = None
    handling: float | None = None
    method: str = "card"
    story: str | None = None


@dataclass
class Episode:
    """A time in which a product had more defects than usual, and the stop-sale it led to.

    Units shipped from `start` until the sale stopped fail with the extra probability `extra`.
    """

    product: int
    defect: str
    start: int  # day index
    extra: float
    triggered: int
    suspended: int | None
    cause_found: int | None = None
    fixed: int | None = None
    verified: int | None = None
    resumed: int | None = None
    closed: int | None = None
    scope: str = "product"
    lot: str | None = None
    fix_type: str | None = None
    verdict: str = "confirmed"
    story: str | None = None
    id: str = ""
    trigger_complaint: str | None = None


@dataclass
class World:
    """Everything that happened."""

    seed: int
    span: Span
    products: list[Product]
    staff: list[Person]
    lots: list[str] = field(default_factory=list)
    shipments: Shipments | None = None
    rates: dict[str, list[float]] = field(default_factory=dict)  # TWD for one unit, per day
    episodes: list[Episode] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    tickets: list[Ticket] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    rcas: list[dict[str, Any]] = field(default_factory=list)
    actions: list[dict[str, Any]] = field(default_factory=list)
    audits: list[dict[str, Any]] = field(default_factory=list)
    gap: tuple[dt.date, ...] = ()  # days that the warehouse's feed does not have

    def rng(self, part: str) -> np.random.Generator:
        """Return the random numbers of one part: a change in one part leaves the others alone."""
        return np.random.default_rng([self.seed, *part.encode()])

    @property
    def shipped(self) -> Shipments:
        """The shipments, once they have been made."""
        assert self.shipments is not None  # noqa: S101
        return self.shipments
