"""What the first metrics must say of the demo: plain Python over the clean objects.

Nothing here goes through Andon. Days and months are those of the reporting zone (Taipei); the
definitions are those of the catalogue. Ratios are ``[numerator, denominator]``.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from data.clock import day_start, local_day
from data.exports import shipped_days
from data.words import REGIONS
from data.world import Ticket, World

DONE = ("solved", "closed")
Keyed = Iterable[tuple[dt.date, str, float]]  # day, region, amount


@dataclass(frozen=True)
class History:
    """What a ticket's events tell: its unsolved stretches, handoffs, first human answer."""

    ticket: Ticket
    spans: tuple[tuple[int, int | None], ...]
    reopens: int
    handoffs: int
    answered: int | None

    @property
    def first_solved(self) -> int | None:
        """The end of the first unsolved stretch."""
        return self.spans[0][1]

    @property
    def solved(self) -> int | None:
        """The end of the last unsolved stretch; None while it lasts."""
        return self.spans[-1][1]


def history(ticket: Ticket) -> History:
    """Read a ticket's events."""
    spans: list[tuple[int, int | None]] = [(ticket.at, None)]
    hands, answered = set(), None
    for event in ticket.events:
        if event.kind == "status":
            begun, ended = spans[-1]
            if event.new in DONE and ended is None:
                spans[-1] = (begun, event.at)
            elif event.new not in DONE and ended is not None:
                spans.append((event.at, None))
        elif event.kind in ("assigned", "team") and event.old:
            hands.add(event.at)
        elif event.kind == "agent_message" and event.public and answered is None:
            answered = event.at
    return History(ticket, tuple(spans), len(spans) - 1, len(hands), answered)


def _grouped(rows: Keyed) -> dict[str, Any]:
    """Sum amounts: in all, by month, by region."""
    total, months, regions = 0.0, defaultdict[str, float](float), defaultdict[str, float](float)
    for day, region, amount in rows:
        total += amount
        months[day.isoformat()[:7]] += amount
        regions[region] += amount
    return {
        "total": _plain(total),
        "by_month": {k: _plain(v) for k, v in sorted(months.items())},
        "by_region": {k: _plain(v) for k, v in sorted(regions.items())},
    }


def _plain(amount: float) -> float | int:
    return int(amount) if amount == int(amount) else round(amount, 4)


def _ratio(of: Keyed, over: Keyed) -> dict[str, Any]:
    """Return numerators and denominators side by side; a group that only one has has 0."""
    top, bottom = _grouped(of), _grouped(over)
    joined: dict[str, Any] = {"total": [top["total"], bottom["total"]]}
    for by in ("by_month", "by_region"):
        keys = sorted(top[by].keys() | bottom[by].keys())
        joined[by] = {k: [top[by].get(k, 0), bottom[by].get(k, 0)] for k in keys}
    return joined


def _percentile(rows: Keyed, share: float, unit: int) -> dict[str, Any]:
    """Return type-7 percentiles in units of `unit` seconds: in all, by month, by region."""
    values: dict[tuple[str, str], list[float]] = defaultdict(list)
    for day, region, amount in rows:
        for key in (("total", ""), ("by_month", day.isoformat()[:7]), ("by_region", region)):
            values[key].append(amount / unit)
    found: dict[str, Any] = {"by_month": {}, "by_region": {}}
    for (by, member), numbers in sorted(values.items()):
        number = round(float(np.percentile(numbers, share * 100)), 6)
        if by == "total":
            found["total"] = number
        else:
            found[by][member] = number
    return found


def metrics(world: World) -> dict[str, Any]:
    """Return what every first metric must say, in all, by month and by region."""
    past = [history(t) for t in world.tickets]
    shipped = list(_units(world))
    found = {**_of_tickets(past), "backlog": _backlog(world, past)}
    return found | _of_defects(world, shipped) | _of_refunds(world, shipped)


def _of_tickets(past: list[History]) -> dict[str, Any]:
    def rows(when: str, amount: Any, keep: Any = lambda h: True) -> Keyed:
        for h in past:
            at = h.ticket.at if when == "created" else getattr(h, when)
            if at is not None and keep(h):
                yield local_day(at), h.ticket.region, amount(h)

    def one(_: History) -> int:
        return 1

    def took(h: History) -> int:
        return (h.solved or 0) - h.ticket.at

    def waited(h: History) -> int:
        return (h.answered or 0) - h.ticket.at

    return {
        "tickets_created": _grouped(rows("created", one)),
        "tickets_solved": _grouped(rows("solved", one)),
        "source_sla_adherence": _ratio(
            rows("created", one, lambda h: h.ticket.sla_met is True),
            rows("created", one, lambda h: h.ticket.sla_met is not None),
        ),
        "reopen_rate": _ratio(
            rows("first_solved", one, lambda h: h.reopens > 0), rows("first_solved", one)
        ),
        "handoffs_per_ticket": _ratio(rows("created", lambda h: h.handoffs), rows("created", one)),
        "time_to_solve_p50": _percentile(rows("solved", took), 0.5, 3600),
        "time_to_solve_p90": _percentile(rows("solved", took), 0.9, 3600),
        "first_response_p50": _percentile(rows("answered", waited), 0.5, 60),
    }


def _backlog(world: World, past: list[History]) -> dict[str, Any]:
    """Return the unsolved tickets at the as-of, and at the end of each whole month."""
    months = sorted({(d.year, d.month) for d in world.span.days})
    ends = {
        f"{year}-{month:02d}": day_start(dt.date(year + month // 12, month % 12 + 1, 1))
        for year, month in months[:-1]
    }
    spans = [(span, h.ticket.region) for h in past for span in h.spans]

    def open_at(instant: int, region: str | None = None) -> int:
        return sum(
            begun < instant and (ended is None or ended >= instant)
            for (begun, ended), where in spans
            if region in (None, where)
        )

    now = world.span.until + 1
    return {
        "total": open_at(now),
        "by_month": {month: open_at(end) for month, end in ends.items()},
        "by_region": {region: open_at(now, region) for region in sorted(REGIONS)},
    }


def _units(world: World) -> Keyed:
    """Return the units of the shipments that were exported."""
    goods, there = world.shipped, shipped_days(world.span, world.gap)
    for day, region, units in zip(
        goods.day.tolist(), goods.region.tolist(), goods.units.tolist(), strict=True
    ):
        if day in there:
            yield world.span.days[day], REGIONS[region], units


def _of_defects(world: World, shipped: Keyed) -> dict[str, Any]:
    complaints = world.complaints
    judged = [c for c in complaints if c.verdict_at is not None]
    return {
        "complaints_reported": _grouped((local_day(c.at), c.region, 1) for c in complaints),
        "confirmed_share": _ratio(
            (
                (local_day(c.verdict_at or 0), c.region, 1)
                for c in judged
                if c.verdict == "confirmed"
            ),
            ((local_day(c.verdict_at or 0), c.region, 1) for c in judged),
        ),
        "units_shipped": _grouped(shipped),
        "defect_rate_ppm": _ratio(
            ((local_day(c.at), c.region, c.units) for c in complaints if c.verdict == "confirmed"),
            shipped,
        ),
    }


def _of_refunds(world: World, shipped: Keyed) -> dict[str, Any]:
    refunds = world.refunds
    given = [r for r in refunds if r.decision != "rejected"]

    def in_twd(amount: float, currency: str, day: dt.date) -> float:
        if currency == "TWD":
            return amount
        return round(amount * world.rates[currency][world.span.index(day)], 4)

    return {
        "refunds_requested": _grouped((local_day(r.at), r.region, 1) for r in refunds),
        "refund_amount": _grouped(
            (local_day(r.at), r.region, in_twd(r.amount, r.currency, local_day(r.at)))
            for r in given
        ),
        "refund_units_rate": _ratio(((local_day(r.at), r.region, r.units) for r in given), shipped),
    }
