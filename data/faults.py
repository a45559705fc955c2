"""Complaints about what was shipped, and the paperwork of the stop-sales they led to."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from data.clock import DAY, HOUR, MINUTE, Span, day_start, local, plain_minute
from data.goods import product_index
from data.people import LEADS
from data.stories import EFFECT_WINDOW, SEASONAL, SEASONAL_RATE
from data.words import ACTIONS, CAUSES, DEFECTS, OPENINGS, REGIONS
from data.world import Complaint, Episode, Floats, Ints, Shipments, World

NORMAL_RATE = 0.0034  # complaints per unit shipped, of an ordinary product
CUSTOMERS = 15_000
WARM_UP = 75  # days before the span from which complaints still come


def order_number(region: str, instant: int, number: int) -> str:
    """Return an order's number: market, day, running number."""
    return f"{region}{local(instant, region):%y%m%d}-{number:06d}"


def base_rates(world: World) -> Floats:
    """Return each product's ordinary complaints per unit shipped."""
    rates = NORMAL_RATE * world.rng("quality").lognormal(0, 0.35, len(world.products))
    rates[product_index(world.products, SEASONAL)] = SEASONAL_RATE
    return np.asarray(rates)


def complaints(world: World, rates: Floats, episodes: list[Episode]) -> list[Complaint]:
    """Return all complaints up to the as-of, oldest first, numbered in that order."""
    rng, goods, span = world.rng("complaints"), world.shipped, world.span
    ordinary = rng.poisson(goods.units * rates[goods.product])
    rows = np.repeat(np.arange(len(ordinary)), ordinary)
    found = _reported(world, rng, rows, None)
    # The first days have complaints, too: about what was shipped before the exports begin.
    before = np.repeat(np.arange(len(ordinary)), rng.poisson(goods.units * rates[goods.product]))
    before = before[goods.day[before] < WARM_UP]
    found += _reported(world, rng, before, None, earlier=WARM_UP)
    for episode in episodes:
        end = len(span.days) if episode.suspended is None else _day(span, episode.suspended) + 1
        inside = (goods.product == episode.product) & (goods.day >= episode.start)
        inside &= goods.day < end
        rows = np.nonzero(inside)[0]
        extra = rng.poisson(goods.units[rows] * episode.extra)
        found += _reported(world, rng, np.repeat(rows, extra), episode.defect)
    found.sort(key=lambda c: (c.at, c.product, c.order))
    for number, complaint in enumerate(found):
        complaint.id = f"CP-{100001 + number}"
    return found


def _day(span: Span, instant: int) -> int:
    return span.index(local(instant).date())


def _reported(
    world: World, rng: np.random.Generator, rows: Ints, defect: str | None, earlier: int = 0
) -> list[Complaint]:
    """Return the complaints about shipment `rows` that were reported inside the span.

    With `earlier` the units left so many days before, out of their product's first lot.
    """
    goods, span, count = world.shipped, world.span, len(rows)
    first_lots = dict(zip(*(a.tolist() for a in _first_lots(goods)), strict=True))
    lag = rng.uniform(1.5, 4, count) + rng.lognormal(np.log(6.5), 0.95, count)
    minute = np.clip(rng.normal(14.5 * 60, 3.6 * 60, count), 6 * 60, 23.5 * 60)
    draw = rng.random((count, 6)).tolist()
    confirmed = 0.94 if defect else 0.56
    found = []
    for n, row in enumerate(rows.tolist()):
        region = REGIONS[goods.region[row]]
        out = int(goods.day[row]) - earlier
        day, item = out + int(lag[n]), int(goods.product[row])
        if not 0 <= day < len(span.days):
            continue
        at = day_start(span.days[day], region) + int(minute[n]) * MINUTE
        judged = plain_minute(at + (0.15 + 5 * draw[n][0] ** 2) * DAY, region)
        if at > span.until:
            continue
        product = world.products[item]
        code = defect or product.kind.defects[int(draw[n][1] ** 1.6 * len(product.kind.defects))]
        shipped = day_start(span.first + dt.timedelta(days=out), region)
        verdict = "confirmed" if draw[n][2] < confirmed else "rejected"
        words = DEFECTS[code]
        opening = OPENINGS[region][int(draw[n][3] * 3)]
        found.append(
            Complaint(
                id="", at=at, shipped=shipped, product=item,
                lot=world.lots[first_lots[item] if earlier else goods.lot[row]], region=region,
                units=1 if draw[n][4] < 0.96 else 2, defect=code,
                severity=_severity(words.family, draw[n][5]),
                verdict=verdict if judged <= span.until else "pending",
                verdict_at=judged if judged <= span.until else None,
                order=order_number(region, shipped, int(draw[n][5] * 899_999) + 1),
                customer=f"C{1 + int(draw[n][1] * draw[n][4] * CUSTOMERS * 1.3) % CUSTOMERS:06d}",
                description=opening.format(d=words.said(region), n=max(1, int(lag[n]) - 2)),
            )
        )  # fmt: skip
    return found


def _first_lots(goods: Shipments) -> tuple[Ints, Ints]:
    """Return the products and the lot of each that was shipped first."""
    products, rows = np.unique(goods.product, return_index=True)
    return products, goods.lot[rows]


def _severity(family: str, draw: float) -> str:
    if family in ("thermal", "battery"):
        return "critical" if draw < 0.4 else "major"
    return "major" if draw < 0.45 else "minor"


def numbered(episodes: list[Episode], found: list[Complaint]) -> None:
    """Give each stop-sale its number and the complaint that pulled the cord."""
    for number, episode in enumerate(episodes):
        episode.id = f"AN-{2001 + number}"
        before = [
            c for c in found
            if c.product == episode.product and c.defect == episode.defect
            and c.at <= episode.triggered and c.at > episode.triggered - 60 * DAY
        ]  # fmt: skip
        episode.trigger_complaint = before[-1].id if before else None


def paperwork(world: World) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the root cause analyses of the stop-sales, and the actions that follow from them."""
    rng, until = world.rng("paperwork"), world.span.until
    owners = ("S401", "S402", "S403")
    rcas: list[dict[str, Any]] = []
    actions: list[dict[str, Any]] = []
    for number, episode in enumerate(e for e in world.episodes if e.verdict != "rejected"):
        opened = (episode.suspended or episode.triggered) + 4 * HOUR
        if opened > until:
            continue
        draw = rng.random(16).tolist()
        category, cause, evidence = CAUSES[int(draw[0] * len(CAUSES))]
        known = episode.cause_found is not None and episode.cause_found <= until
        planned = draw[1] < 0.8 or episode.story is not None  # a story has its verdict
        done = None
        if known and episode.cause_found is not None:
            done = episode.cause_found + round(2 * DAY * draw[2])
        rca: dict[str, Any] = {
            "rca_id": f"RC-{501 + number}", "andon_id": episode.id, "opened_at": opened,
            "completed_at": done if done is not None and done <= until else None,
            "cause_category": category if known else None, "cause": cause if known else None,
            "evidence": evidence if known and draw[3] < 0.85 else None,
            "method": ("five whys", "8D", "fishbone")[int(draw[4] * 3)],
            "owner_id": owners[int(draw[5] * 3)] if draw[6] < 0.95 else None,
            "effect_metric": "defect_rate_ppm" if planned and known else None,
            "effect_threshold": 3000 if planned and known else None,
            "effect_window_days": EFFECT_WINDOW if planned and known else None,
        }  # fmt: skip
        rcas.append(rca)
        actions += _actions(len(actions), rca, episode, draw[7:], until)
    return rcas, actions


def _actions(
    count: int, rca: dict[str, Any], episode: Episode, draw: list[float], until: int
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    starts = {
        "containment": rca["opened_at"],
        "corrective": episode.cause_found,
        "preventive": episode.fixed,
    }
    promised = {"containment": 1, "corrective": 10, "preventive": 30}
    for number, (kind, texts) in enumerate(ACTIONS.items()):
        opened = starts[kind]
        if opened is None or opened > until or draw[number] < (0.05, 0.1, 0.35)[number]:
            continue
        due = opened + promised[kind] * DAY
        done: int | None = opened + round(promised[kind] * (0.3 + 0.95 * draw[number + 3]) * DAY)
        if kind == "corrective":
            done = episode.fixed
        done = done if done is not None and done <= until and draw[number + 5] > 0.06 else None
        seen = done + round((0.5 + 5 * draw[number + 4]) * DAY) if done is not None else None
        found.append(
            {
                "action_id": f"AC-{3001 + count + len(found)}", "rca_id": rca["rca_id"],
                "kind": kind, "opened_at": opened, "due_at": due, "done_at": done,
                "verified_at": seen if seen is not None and seen <= until else None,
                "owner_id": rca["owner_id"] or LEADS["Product Quality"],
                "description": texts[int(draw[number + 6] * len(texts))],
            }
        )  # fmt: skip
    return found
