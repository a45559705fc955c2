"""Which tickets come in: when, from whom, about what."""

from __future__ import annotations

import datetime as dt
from itertools import accumulate

import numpy as np

from data.clock import DAY, MINUTE, day_start, demand
from data.faults import CUSTOMERS, order_number
from data.people import CARE
from data.words import (
    CATEGORIES,
    CHANNELS,
    DEFECT_CATEGORY,
    DEFECT_SUBJECT,
    DEFECTS,
    HOSTILE_SUBJECTS,
    REGIONS,
    SPAM_SUBJECTS,
)
from data.world import Complaint, Floats, Ticket, World

A_DAY = {"TW": 33.0, "KR": 14.0, "US": 11.0}
FIRST_NUMBER = 300_001
PRIORITIES = ("urgent", "high", "normal", "low")
_PRIORITY_STEPS = {
    "other": (0.03, 0.15, 0.8),
    "critical": (0.55, 0.95, 1.0),
    "major": (0.08, 0.5, 0.97),
    "minor": (0.01, 0.12, 0.85),
}
_BY_CATEGORY = tuple(CATEGORIES)
_SHARES = np.cumsum([c.share for c in CATEGORIES.values()])
_SPAM, _MERGED = 0.018, 0.014


def tickets(world: World, volume: Floats) -> list[Ticket]:
    """Return all tickets without their history, oldest first; defects carry their complaint."""
    found = _from_complaints(world)
    for region in REGIONS:
        found += _everyday(world, region, volume)
    found.sort(key=lambda pair: (pair[0].at, pair[0].customer))
    for number, (ticket, complaint) in enumerate(found):
        ticket.id = str(FIRST_NUMBER + number)
        if complaint is not None:
            complaint.ticket = ticket.id
    ordered = [ticket for ticket, _ in found]
    _merge(world, ordered)
    _hostile(ordered)
    return ordered


def _from_complaints(world: World) -> list[tuple[Ticket, Complaint | None]]:
    rng = world.rng("complaint tickets")
    found: list[tuple[Ticket, Complaint | None]] = []
    for complaint in world.complaints:
        draw = rng.random(3).tolist()
        if draw[0] > 0.82:
            continue
        words = DEFECTS[complaint.defect]
        name = world.products[complaint.product].name(complaint.region)
        ticket = Ticket(
            id="", at=complaint.at, region=complaint.region,
            channel=_channel(complaint.region, draw[1]),
            priority=_priority(complaint.severity, draw[2]), category=DEFECT_CATEGORY,
            subcategory=words.family,
            subject=DEFECT_SUBJECT[complaint.region].format(p=name, d=words.said(complaint.region)),
            customer=complaint.customer, order=complaint.order, product=complaint.product,
            team=CARE[complaint.region],
        )  # fmt: skip
        found.append((ticket, complaint))
    return found


def _everyday(world: World, region: str, volume: Floats) -> list[tuple[Ticket, Complaint | None]]:
    rng, span = world.rng("tickets" + region), world.span
    chance = volume / volume.sum()
    growth = np.linspace(0.92, 1.1, len(span.days))
    found: list[tuple[Ticket, Complaint | None]] = []
    for number, day in enumerate(span.days):
        lagged = demand(day - dt.timedelta(days=2), region)
        weekday = (1.2, 1.1, 1.04, 1.02, 0.99, 0.85, 0.8)[day.weekday()]
        mean = A_DAY[region] * growth[number] * weekday * (0.55 + 0.45 * lagged)
        count = int(rng.poisson(mean * rng.gamma(150, 1 / 150)))
        minutes = np.clip(rng.normal(14.2, 4.4, count), 0.1, 23.9) * 60
        products = rng.choice(len(chance), count, p=chance)
        draws = rng.random((count, 10)).tolist()
        begin = day_start(day, region)
        for minute, product, draw in zip(minutes.tolist(), products.tolist(), draws, strict=True):
            at = begin + int(minute * MINUTE)
            if at <= span.until:
                found.append((_ticket(world, region, at, product, draw), None))
    return found


def _ticket(world: World, region: str, at: int, product: int, draw: list[float]) -> Ticket:
    spam = draw[0] < _SPAM
    category = _BY_CATEGORY[int(np.searchsorted(_SHARES, draw[1] * _SHARES[-1]))]
    subjects = CATEGORIES[category].subjects
    subcategory = list(subjects)[int(draw[7] ** 1.3 * len(subjects))]
    texts = subjects[subcategory][region]
    # Most customers write about an order of the last days.
    order = order_number(region, at - round((1 + 12 * draw[2] ** 2) * DAY), int(draw[3] * 899_999))
    name = world.products[product].name(region)
    subject = texts[int(draw[4] * len(texts))].format(p=name, o=order)
    about_account = category == "Account"
    ticket = Ticket(
        id="", at=at, region=region, channel=_channel(region, draw[5]),
        priority=_priority("other", draw[6]), category=category,
        subcategory=subcategory, subject=subject,
        customer=f"C{1 + int(draw[8] ** 1.4 * CUSTOMERS):06d}",
        order=None if about_account else order, product=None if about_account else product,
        team=CARE[region],
    )  # fmt: skip
    if spam:
        ticket.fate, ticket.channel, ticket.priority = "spam", "email", "low"
        ticket.subject = SPAM_SUBJECTS[region][int(draw[9] * 2)]
        ticket.product = ticket.order = None
    return ticket


def _channel(region: str, draw: float) -> str:
    shares = CHANNELS[region]
    return list(shares)[sum(draw >= step for step in accumulate(list(shares.values())[:-1]))]


def _priority(severity: str, draw: float) -> str:
    steps = _PRIORITY_STEPS[severity]
    return PRIORITIES[sum(draw >= step for step in steps)]


def _merge(world: World, ordered: list[Ticket]) -> None:
    """Make some tickets second letters about the case of an earlier one of the same market."""
    rng = world.rng("merges")
    chosen = np.nonzero(rng.random(len(ordered)) < _MERGED)[0]
    for number in chosen.tolist():
        ticket = ordered[number]
        near = ordered[max(0, number - 60) : number]
        parents = [t for t in near if t.region == ticket.region and t.fate == "normal" and t.order]
        if ticket.fate != "normal" or ticket.category == DEFECT_CATEGORY or not parents:
            continue
        parent = parents[int(rng.random() * len(parents))]
        ticket.fate, ticket.parent = "merged", parent.id
        ticket.customer, ticket.order, ticket.product = (
            parent.customer,
            parent.order,
            parent.product,
        )
        ticket.category, ticket.subcategory = parent.category, parent.subcategory
        ticket.subject = parent.subject


def _hostile(ordered: list[Ticket]) -> None:
    """Give a few tickets of the last weeks subjects that must not be run anywhere."""
    for number, subject in enumerate(HOSTILE_SUBJECTS):
        ordered[-40 * (number + 1)].subject = subject
