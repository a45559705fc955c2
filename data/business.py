"""The demo business from its first day to the as-of: everything that happened, in one call."""

from __future__ import annotations

from typing import Any

from data import desk, faults, goods, handling, refunds, stories
from data.clock import DAY, HOUR, MINUTE, Span, day_start, local_day
from data.people import LEADS, staff
from data.world import World


def happened(seed: int, span: Span) -> World:
    """Return the world of `seed`: the same seed and span give the same world."""
    world = World(seed, span, goods.products(span), staff(span, stories.staff_change(span)))
    world.gap = stories.gap_days(span)
    world.rates = goods.rates(world)
    volumes = goods.volumes(world)
    episodes = stories.planned(world, volumes)
    world.lots, current = goods.lot_plan(world, episodes)
    world.shipments = goods.shipments(world, volumes, episodes, current)
    world.complaints = faults.complaints(world, faults.base_rates(world), episodes)
    faults.numbered(episodes, world.complaints)
    world.episodes = [e for e in episodes if e.triggered <= span.until]
    world.tickets = desk.tickets(world, volumes)
    handling.work_all(world)
    there = {t.id for t in world.tickets}
    for complaint in world.complaints:
        complaint.ticket = complaint.ticket if complaint.ticket in there else None
    world.refunds = refunds.refunds(world)
    world.rcas, world.actions = faults.paperwork(world)
    world.audits = _audits(world)
    return world


def _audits(world: World) -> list[dict[str, Any]]:
    """Return the quality audits: the lead judges some of the solved tickets of each agent."""
    rng, span = world.rng("audits"), world.span
    solved = [t for t in world.tickets if t.solved is not None and t.assignee and not t.parent]
    level = {p.id: 84 + 9 * rng.random() for p in world.staff}
    found: list[dict[str, Any]] = []
    for ticket, draw in zip(solved, rng.random((len(solved), 5)).tolist(), strict=True):
        if draw[0] > 0.075:
            continue
        assert ticket.solved is not None and ticket.assignee is not None  # noqa: S101
        midnight = day_start(local_day(ticket.solved))
        at = midnight + DAY * (1 + int(5 * draw[1])) + 10 * HOUR + int(420 * draw[2]) * MINUTE
        critical = draw[3] < 0.022
        points = min(100.0, max(30.0, level[ticket.assignee] + 26 * (draw[4] - 0.55)))
        score = round(points - (35 if critical else 0))
        if at <= span.until:
            found.append(
                {
                    "audited_at": at, "ticket_id": ticket.id, "agent_id": ticket.assignee,
                    "auditor_id": LEADS[ticket.team], "score": score, "max_score": 100,
                    "passed": score >= 80 and not critical, "critical_error": critical,
                    "topic": ("tone", "accuracy", "process", "refund policy")[int(draw[1] * 4)],
                }
            )  # fmt: skip
    found.sort(key=lambda a: (a["audited_at"], a["ticket_id"]))
    for number, audit in enumerate(found):
        audit["audit_id"] = f"QA-{10001 + number}"
    return found
