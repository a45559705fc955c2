"""The demo business from its first day to the as-of: everything that happened, in one call."""

from __future__ import annotations

from data import audits, desk, faults, goods, handling, refunds, stories
from data.clock import Span
from data.people import staff
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
    world.audits = audits.audits(world)
    return world
