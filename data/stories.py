"""The stories planted in the demo: what is bad, when it was noticed, and what was done.

Days are counted back from the last day; `told.py` says afterwards what came of each.
"""

from __future__ import annotations

import datetime as dt

from data.clock import DAY, HOUR, MINUTE, Span
from data.goods import product_index
from data.world import Episode, Floats, World

BAD_LOT = "KT-104"  # Minto Electric Kettle 1.7 L
FIX_WORKS = "RC-103"  # Minto Rice Cooker 6 cups
FIX_FAILS = "PB-103"  # Voltie Power Bank 10000
FIX_YOUNG = "VC-103"  # Soyu Cordless Vacuum S3
SEASONAL = "PT-101"  # Pomi Kids' Play Tent Castle
SEASONAL_RATE = 0.006
OPEN_STOP = "CL-103"  # Yamari Camping Lantern 500 lm
JUST_PULLED = "EB-103"  # Voltie Wireless Earbuds Pro
STORY_PRODUCTS = (BAD_LOT, FIX_WORKS, FIX_FAILS, FIX_YOUNG, SEASONAL, OPEN_STOP, JUST_PULLED)

BAD_LOT_SINCE, BAD_LOT_STOPPED, BAD_LOT_EXTRA = 75, 48, 0.045
BAD_LOT_SIGNAL = 7  # days after its first complaint by which it must lead the emerging signals
HOLDS_SINCE = 200  # the Korean team begins to hold back cases
GAP = (348, 347)  # the warehouse's feed misses these days
LEAK_SINCE = 150
LEAK_REASON = "damaged_in_transit"
ORDINARY_STOPS = 42
EFFECT_WINDOW = 60  # days without the defect after which a fix counts as effective


def last_week(span: Span) -> dt.date:
    """Return the Monday of the last week that is complete at the as-of."""
    return span.last - dt.timedelta(days=span.last.weekday() + 7)


def staff_change(span: Span) -> dt.date:
    """Return the Thursday before that week: the US team's agent leaves, a trainee begins."""
    return last_week(span) - dt.timedelta(days=4)


def gap_days(span: Span) -> tuple[dt.date, ...]:
    """Return the days on which the warehouse exported nothing."""
    return tuple(span.last - dt.timedelta(days=n) for n in GAP)


def planned(world: World, weights: Floats) -> list[Episode]:
    """Return all episodes: the stories', then ordinary ones; oldest first."""
    found = _stories(world)
    found += _ordinary(world, weights)
    return sorted(found, key=lambda e: e.triggered)


def _stories(world: World) -> list[Episode]:
    span = world.span

    def at(days: int, hour: float) -> int:
        return span.before(days, hour)

    def day(days: int) -> int:
        return len(span.days) - 1 - days

    def of(product: str) -> int:
        return product_index(world.products, product)

    stopped = BAD_LOT_STOPPED
    return [
        Episode(
            of(BAD_LOT), "LEAK", day(BAD_LOT_SINCE), BAD_LOT_EXTRA, at(stopped, 11.4),
            at(stopped, 15.2), at(41, 17), at(36, 12), at(31, 16), at(30, 10), at(20, 11),
            scope="lot", fix_type="supplier_change", story="bad_lot",
        ),
        Episode(
            of(FIX_WORKS), "NO-POWER", day(340), 0.03, at(322, 10.3), at(322, 13.1), at(312, 16),
            at(306, 18), at(303, 11), at(301, 9.5), at(295, 12),
            fix_type="rework", story="fix_works",
        ),
        Episode(
            of(FIX_WORKS), "NO-POWER", day(300), 0.03, at(271, 14.6), at(271, 16.2), at(262, 15),
            at(252, 17), at(247, 11), at(245, 9.5), at(230, 12),
            fix_type="redesign", story="fix_works",
        ),
        Episode(
            of(FIX_FAILS), "CHARGE", day(150), 0.03, at(131, 9.8), at(131, 12.4), at(124, 14),
            at(117, 18), at(114, 15), at(112, 10), at(105, 12),
            fix_type="rework", story="fix_fails",
        ),
        Episode(
            of(FIX_FAILS), "CHARGE", day(111), 0.035, at(91, 16.1), at(90, 9.7), at(80, 14),
            at(70, 18), at(67, 15), at(66, 10), at(60, 12),
            fix_type="supplier_change", story="fix_fails",
        ),
        Episode(
            of(FIX_YOUNG), "CHARGE", day(52), 0.035, at(34, 13.3), at(34, 17.5), at(25, 14),
            at(17, 18), at(14, 15), at(12, 10),
            fix_type="firmware", story="fix_young",
        ),
        Episode(
            of(OPEN_STOP), "CHARGE", day(24), 0.03, at(5, 10.5), at(5, 12.2),
            verdict="confirmed", story="open_stop",
        ),
        Episode(
            of(JUST_PULLED), "PAIRING", day(16), 0.03, at(1, 20.5), None,
            verdict="pending", story="just_pulled",
        ),
    ]  # fmt: skip


def _ordinary(world: World, weights: Floats) -> list[Episode]:
    """Return the everyday stop-sales: some come back, a few were false alarms."""
    rng, span = world.rng("stops"), world.span
    story = {product_index(world.products, name) for name in STORY_PRODUCTS}
    chance = weights**0.5
    chance[sorted(story)] = 0
    chosen = rng.choice(len(chance), ORDINARY_STOPS, replace=False, p=chance / chance.sum())
    found: list[Episode] = []
    for product in chosen.tolist():
        kind = world.products[product].kind
        defect = str(rng.choice(kind.defects))
        start = int(rng.integers(20, len(span.days) - 70))
        first = _stop(rng.random(16).tolist(), span, product, defect, start)
        if rng.random() < 0.12:
            first.verdict, first.extra, first.fix_type = "rejected", 0.0, "none"
        found.append(first)
        if first.verdict == "confirmed" and rng.random() < 0.2 and first.resumed is not None:
            again = (first.resumed - span.before(len(span.days) - 1)) // DAY + 1
            if again < len(span.days) - 70:
                found.append(_stop(rng.random(16).tolist(), span, product, defect, again))
    return found


def _stop(draw: list[float], span: Span, product: int, defect: str, start: int) -> Episode:
    """Return one ordinary stop-sale that begins on day index `start`; `draw` decides the rest."""
    base = span.before(len(span.days) - 1 - start)
    triggered = base + int(10 + 22 * draw[0]) * DAY + _minutes((9 + 9 * draw[1]) * HOUR)
    suspended = triggered + _minutes((0.4 + 11 * draw[2] ** 2) * HOUR)
    cause = suspended + _minutes((2 + 9 * draw[3]) * DAY)
    fixed = cause + _minutes((1 + 8 * draw[4]) * DAY)
    verified = fixed + _minutes((1 + 4 * draw[5]) * DAY)
    resumed = verified + _minutes((0.3 + 2 * draw[6]) * DAY)
    fix = ("rework", "supplier_change", "redesign", "process_change", "packing")
    return Episode(
        product, defect, start, 0.012 + 0.03 * draw[7], triggered, suspended, cause, fixed,
        verified if draw[8] < 0.85 else None, resumed, resumed + _minutes(8 * draw[9] * DAY),
        fix_type=fix[int(draw[10] * len(fix))],
    )  # fmt: skip


def _minutes(seconds: float) -> int:
    return round(seconds / MINUTE) * MINUTE
