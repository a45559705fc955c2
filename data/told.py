"""What came of the planted stories, worked out from the objects: the demo's answer key."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from typing import Any

import numpy as np

from data import pulse, refunds, stories
from data.audits import SECOND, TASTE
from data.clock import DAY, iso, local_day
from data.exports import shipped_days
from data.faults import base_rates
from data.goods import product_index
from data.people import CARE, DEPUTY, TEAMS
from data.registers import known
from data.words import VENDORS
from data.world import Episode, Event, Refund, World


def told(world: World) -> dict[str, Any]:
    """Return the truth of every story."""
    return {
        "bad_lot": _bad_lot(world),
        "fix_works": _fix(world, "fix_works"),
        "fix_fails": _fix(world, "fix_fails"),
        "fix_young": _fix(world, "fix_young"),
        "open_stops": [_stop(world, e) for e in world.episodes if known_open(world, e)],
        "holds": _holds(world),
        "refund_leak": _leak(world),
        "refund_exceptions": _exceptions(world),
        "seasonal": _seasonal(world),
        "gap": _gap(world),
        "two_auditors": _two_auditors(world),
        "worth_telling": pulse.worth_telling(world),
        "noise": pulse.noise(world),
    }


def known_open(world: World, episode: Episode) -> bool:
    """Tell whether a stop-sale was not resumed by the as-of."""
    return known(episode.resumed, world.span.until) is None


def _stop(world: World, episode: Episode) -> dict[str, Any]:
    stages = ("triggered", "suspended", "cause_found", "fixed", "verified", "resumed")
    seen = {s: known(getattr(episode, s), world.span.until) for s in stages}
    return {
        "andon_id": episode.id, "product_id": world.products[episode.product].id,
        "defect_code": episode.defect, "fix_type": episode.fix_type, "verdict": episode.verdict,
        **{f"{s}_at": None if at is None else iso(at) for s, at in seen.items()},
    }  # fmt: skip


def _bad_lot(world: World) -> dict[str, Any]:
    episode = next(e for e in world.episodes if e.story == "bad_lot")
    assert episode.suspended is not None  # noqa: S101
    goods, product = world.shipped, world.products[episode.product]
    there = np.isin(goods.day, sorted(shipped_days(world.span, world.gap)))
    of_product = there & (goods.product == episode.product)
    of_lot = of_product & (goods.lot == world.lots.index(episode.lot or ""))
    complaints = [
        c for c in world.complaints if c.lot == episode.lot and c.defect == episode.defect
    ]
    others = [
        c for c in world.complaints
        if c.product == episode.product and c.lot != episode.lot and c.verdict == "confirmed"
    ]  # fmt: skip
    first = complaints[0]
    since = world.span.index(local_day(first.at))
    days = goods.day[of_lot]
    confirmed = [c for c in world.complaints if c.lot == episode.lot and c.verdict == "confirmed"]
    units = int(goods.units[of_lot].sum())
    other_units = int(goods.units[of_product].sum()) - units
    escaped = of_lot & (goods.day >= since)
    normal = float(base_rates(world)[episode.product])
    return {
        **_stop(world, episode), "lot": episode.lot, "vendor_id": product.kind.vendor,
        "vendor": VENDORS[product.kind.vendor], "product": product.name("US"),
        "first_shipped_on": world.span.days[int(days.min())].isoformat(),
        "last_shipped_on": world.span.days[int(days.max())].isoformat(),
        "units_shipped": units, "complaints_of_defect": len(complaints),
        "confirmed_units": sum(c.units for c in confirmed),
        "defect_rate_ppm": round(sum(c.units for c in confirmed) / units * 1e6, 1),
        "other_lots_ppm": round(sum(c.units for c in others) / other_units * 1e6, 1),
        "planted_complaint_rate": round(normal + episode.extra, 5),
        "normal_complaint_rate": round(normal, 5),
        "first_complaint_id": first.id, "first_complaint_at": iso(first.at),
        "signal_within_days": stories.BAD_LOT_SIGNAL,
        "units_from_first_complaint_to_stop": int(goods.units[escaped].sum()),
    }  # fmt: skip


def _fix(world: World, story: str) -> dict[str, Any]:
    episodes = [e for e in world.episodes if e.story == story]
    last = episodes[-1]
    complaints = [
        c for c in world.complaints if c.product == last.product and c.defect == last.defect
    ]
    came_back = [
        round((again.triggered - before.resumed) / DAY, 2)
        for before, again in pairwise(episodes)
        if before.resumed is not None
    ]
    resumed = last.resumed or world.span.until
    quiet = (world.span.until - resumed) / DAY
    bad = [
        (e.start, world.span.index(local_day(e.suspended or world.span.until))) for e in episodes
    ]
    after = (world.span.index(local_day(resumed)) + 1, len(world.span.days) - 1)
    return {
        "stops": [_stop(world, e) for e in episodes],
        "came_back_after_days": came_back,
        "days_since_last_resume": round(quiet, 2),
        "window_days": stories.EFFECT_WINDOW,
        "verdicts": ["not effective"] * len(came_back)
        + ["effective" if quiet >= stories.EFFECT_WINDOW else "too early"],
        "complaints_of_defect": len(complaints),
        "shipped_while_bad": [_shipped_and_bad(world, last, *days) for days in bad],
        "shipped_after_last_resume": _shipped_and_bad(world, last, *after),
    }


def _shipped_and_bad(world: World, episode: Episode, start: int, end: int) -> dict[str, int]:
    """Return the units shipped on day indexes `start` to `end`, and the complaints about them."""
    goods, days = world.shipped, world.span.days
    rows = (goods.product == episode.product) & (goods.day >= start) & (goods.day <= end)
    rows &= np.isin(goods.day, sorted(shipped_days(world.span, world.gap)))
    about = [
        c for c in world.complaints
        if c.product == episode.product and c.defect == episode.defect
        and days[start] <= local_day(c.shipped) <= days[end]
    ]  # fmt: skip
    return {"units": int(goods.units[rows].sum()), "complaints": len(about)}


def _holds(world: World) -> dict[str, Any]:
    """Return paused time and the part of it in which the customer had already replied."""
    since = world.span.before(stories.HOLDS_SINCE)
    paused, replied = Counter[str](), Counter[str]()
    for ticket in world.tickets:
        for start, end, asked in pauses(ticket.events, world.span.until):
            if start >= since:
                team = CARE[ticket.region]
                paused[team] += end - start
                replied[team] += end - min(max(asked, start), end)
    gamed = [t for t in world.tickets if t.gamed and t.updated >= since]
    return {
        "team": CARE["KR"], "since": iso(since), "tickets_held_back": len(gamed),
        "of_which_judged_in_time": sum(t.sla_met is True for t in gamed),
        "by_first_team": {
            team: {
                "paused_s": paused[team], "paused_after_reply_s": replied[team],
                "share": round(replied[team] / paused[team], 6),
            }
            for team in TEAMS if paused[team]
        },
    }  # fmt: skip


def pauses(events: list[Event], until: int) -> list[tuple[int, int, int]]:
    """Return the pending and on-hold stretches: start, end, and since when a customer waits.

    The third is the time of the oldest customer message that no agent has answered by the end
    of the stretch; the end itself where there is none.
    """
    found, status, since = [], "new", 0
    for event in [*events, Event(until, "status", new="as of")]:
        if event.kind != "status":
            continue
        if status in ("pending", "on_hold"):
            asked = None
            for said in events:
                if said.at > event.at or (said.at == event.at and said.kind == "customer_message"):
                    break
                if said.kind == "customer_message" and asked is None:
                    asked = said.at
                elif said.kind == "agent_message" and said.at <= since:
                    asked = None
            found.append((since, event.at, event.at if asked is None else asked))
        status, since = event.new or status, event.at
    return found


def _leak(world: World) -> dict[str, Any]:
    rows = [r for r in world.refunds if r.story == "leak"]
    paid = [r for r in rows if r.paid is not None]
    return {
        "reason": stories.LEAK_REASON, "reason_in_export": "運送破損", "approver": DEPUTY,
        "currency": "TWD", "rows": len(rows), "rows_paid": len(paid),
        "over_entitlement": round(sum(r.amount - r.entitled for r in rows), 2),
        "over_entitlement_paid": round(sum(r.amount - r.entitled for r in paid), 2),
        "refund_ids": [r.id for r in rows],
    }  # fmt: skip


def _exceptions(world: World) -> dict[str, Any]:
    """Return each kind of planted exception, found by its definition, not by its label."""
    lines: dict[str, list[Refund]] = defaultdict(list)
    for refund in world.refunds:
        lines[refund.line].append(refund)
    given = [r for r in world.refunds if r.decision == "approved"]
    rejected = {c.id for c in world.complaints if c.verdict == "rejected"}
    kinds: dict[str, list[Refund]] = {
        "duplicate": [r for rows in lines.values() for r in rows[1:]],
        "before_return": [
            r for r in given
            if r.return_required and r.paid and (r.returned is None or r.paid < r.returned)
        ],
        "approved_by_requester": [r for r in given if r.decided_by == r.requested_by],
        "on_rejected_complaint": [r for r in given if r.complaint in rejected],
        "other_currency": [r for r in world.refunds if r.currency != r.order_currency],
        "over_entitlement": [r for r in given if r.amount > r.entitled],
    }  # fmt: skip
    return {
        kind: {"rows": len(rows), "refund_ids": sorted(r.id for r in rows)}
        for kind, rows in kinds.items()
    } | {"planted": {"duplicate": refunds.DUPLICATES, "before_return": refunds.EARLY,
                     "approved_by_requester": refunds.SELF_APPROVED,
                     "on_rejected_complaint": refunds.ON_REJECTED,
                     "other_currency": refunds.OTHER_CURRENCY}}  # fmt: skip


def _seasonal(world: World) -> dict[str, Any]:
    product = product_index(world.products, stories.SEASONAL)
    goods, there = world.shipped, shipped_days(world.span, world.gap)
    units, complaints = Counter[str](), Counter[str]()
    for day, count in zip(
        goods.day[goods.product == product].tolist(),
        goods.units[goods.product == product].tolist(), strict=True,
    ):  # fmt: skip
        if day in there:
            units[f"{world.span.days[day]:%Y-%m}"] += count
    for complaint in world.complaints:
        if complaint.product == product:
            complaints[f"{local_day(complaint.shipped):%Y-%m}"] += 1
    return {
        "product_id": stories.SEASONAL,
        "rate_of_every_month": round(float(base_rates(world)[product]), 5),
        "units_by_ship_month": dict(sorted(units.items())),
        "complaints_by_ship_month": {m: complaints[m] for m in sorted(units)},
    }


def _gap(world: World) -> dict[str, Any]:
    days = {world.span.index(d) for d in world.gap}
    lost = np.isin(world.shipped.day, sorted(days))
    return {
        "feed": "demo_shipments", "table": "shipments",
        "days": [d.isoformat() for d in world.gap],
        "units_not_exported": int(world.shipped.units[lost].sum()),
    }  # fmt: skip


def _two_auditors(world: World) -> dict[str, Any]:
    """Return how far the second looks agree with the first, in all and by topic."""
    first = {(a["ticket_id"], a["topic"]): a for a in world.audits if a["auditor_id"] != SECOND}
    pairs: dict[str, list[tuple[bool, bool]]] = {"": []}
    for second in (a for a in world.audits if a["auditor_id"] == SECOND):
        judged = (first[second["ticket_id"], second["topic"]]["passed"], second["passed"])
        pairs[""].append(judged)
        pairs.setdefault(second["topic"], []).append(judged)
    agreement = {topic: _agreement(of) for topic, of in sorted(pairs.items())}
    return {
        "second_auditor": SECOND, "parts_on": TASTE, **agreement.pop(""),
        "by_topic": agreement,
    }  # fmt: skip


def _agreement(pairs: list[tuple[bool, bool]]) -> dict[str, Any]:
    """Return how many of the pairs agree, and Cohen's kappa."""
    n, agreed = len(pairs), sum(a == b for a, b in pairs)
    yes = [sum(pair[rater] for pair in pairs) / n for rater in (0, 1)]
    chance = yes[0] * yes[1] + (1 - yes[0]) * (1 - yes[1])
    kappa = (agreed / n - chance) / (1 - chance)
    return {"pairs": n, "agreed": agreed, "kappa": round(kappa, 6)}
