"""Products, their lots, what was shipped on each day, and the daily exchange rates."""

from __future__ import annotations

import datetime as dt

import numpy as np

from data.clock import Span, demand, local_day, season
from data.words import KINDS, REGIONS
from data.world import Episode, Floats, Ints, Product, Shipments, World

UNITS_A_DAY = 2500
SHARES = {"TW": 0.58, "KR": 0.26, "US": 0.16}
FLAGSHIPS = {"KT-104": 62.0, "RC-103": 48.0, "PB-103": 66.0, "VC-103": 44.0, "PT-101": 56.0,
             "CL-103": 42.0, "EB-103": 55.0}  # fmt: skip
_STEP = (0.62, 0.8, 1.0, 1.36, 1.18)  # price of a variant over the third's


def products(span: Span) -> list[Product]:
    """Return the 150 products: thirty kinds in five variants."""
    found = []
    for number, kind in enumerate(KINDS):
        for variant, spec in enumerate(kind.specs):
            twd = round(kind.price * _STEP[variant] / 10) * 10
            launched = dt.date(span.first.year - 3, 1, 15) + dt.timedelta(
                days=(number * 37 + variant * 211) % 900
            )
            if variant == 4 and number % 3 == 0:  # the newest variants came during the span
                launched = span.first + dt.timedelta(days=20 + number * 9)
            prices = {
                "TW": float(twd),
                "KR": float(round(twd * 44 / 100) * 100),
                "US": round(twd / 31) + 0.99,
            }
            found.append(
                Product(
                    f"{kind.code}-{101 + variant}", kind, spec, prices, launched,
                    len(kind.defects) * 4,
                )
            )  # fmt: skip
    return found


def product_index(products_: list[Product], name: str) -> int:
    """Return the index of the product with the id `name`."""
    return next(n for n, p in enumerate(products_) if p.id == name)


def volumes(world: World) -> Floats:
    """Return the units that each product sells on an ordinary day, all regions together."""
    rng = world.rng("volumes")
    base = rng.lognormal(0, 1.05, len(world.products))
    base *= UNITS_A_DAY / base.sum()
    base = np.minimum(base, 90)
    for name, units in FLAGSHIPS.items():
        base[product_index(world.products, name)] = units
    return np.asarray(base)


def lot_plan(world: World, episodes: list[Episode]) -> tuple[list[str], Ints]:
    """Return the lots, and for each product and day the lot that is being shipped.

    A lot lasts six to eleven weeks. The lot of a lot-wide stop begins with its episode and ends
    with the stop.
    """
    rng, span = world.rng("lots"), world.span
    names: list[str] = []
    current = np.zeros((len(world.products), len(span.days)), dtype=np.int64)
    for number, product in enumerate(world.products):
        bounds: list[int] = [-int(rng.integers(0, 40))]
        while bounds[-1] < len(span.days):
            bounds.append(bounds[-1] + int(rng.integers(42, 78)))
        for episode in episodes:
            if episode.product == number and episode.scope == "lot":
                assert episode.suspended is not None  # noqa: S101
                stop = span.index(local_day(episode.suspended)) + 1
                bounds = [b for b in bounds if b < episode.start - 20 or b > stop + 20]
                bounds = sorted([*bounds, episode.start, stop])
        for start, end in zip(bounds, [*bounds[1:], len(span.days)], strict=True):
            made = span.first + dt.timedelta(days=start - 24)
            year, week, _ = made.isocalendar()
            current[number, max(start, 0) : max(end, 0)] = len(names)
            names.append(f"{product.id}-{year % 100}W{week:02d}")
    for episode in episodes:
        if episode.scope == "lot":
            episode.lot = names[current[episode.product, episode.start]]
    return names, current


def shipments(world: World, base: Floats, episodes: list[Episode], current: Ints) -> Shipments:
    """Return what was shipped: Poisson around volume, season and sales; none while stopped."""
    rng, span = world.rng("shipments"), world.span
    days = span.days
    calendar = np.array([[demand(d, r) for d in days] for r in REGIONS])
    calendar = (calendar + np.roll(calendar, 1, axis=1)) / 2  # parcels leave on the next day too
    growth = np.linspace(0.93, 1.12, len(days))
    seasons = {s: np.array([season(d, s) for d in days]) for s in ("flat", "summer", "winter")}
    rate = np.empty((len(world.products), len(days), len(REGIONS)))
    for number, product in enumerate(world.products):
        lean = np.array([SHARES[r] for r in REGIONS]) * rng.lognormal(0, 0.25, len(REGIONS))
        path = base[number] * seasons[product.kind.season] * growth
        path[: max(0, span.index(product.launched))] = 0
        for start, end in stopped_days(span, episodes, number):
            path[start:end] = 0
        rate[number] = (calendar * path).T * (lean / lean.sum())
    mood = rng.gamma(60, 1 / 60, (len(days), len(REGIONS)))
    units = rng.poisson(rate * mood)
    product_at, day_at, region_at = np.nonzero(units)
    shipped = units[product_at, day_at, region_at]
    lot_at = current[product_at, day_at]
    order = np.lexsort((region_at, product_at, day_at))
    shipped = shipped[order]
    return Shipments(
        day_at[order], product_at[order], lot_at[order], region_at[order], shipped,
        customers=np.maximum(shipped - rng.binomial(shipped, 0.06), 1),
    )  # fmt: skip


def stopped_days(span: Span, episodes: list[Episode], product: int) -> list[tuple[int, int]]:
    """Return the day indexes, end not included, on which a product-wide stop let nothing out."""
    found = []
    for episode in episodes:
        if episode.product != product or episode.scope != "product" or episode.suspended is None:
            continue
        end = len(span.days) if episode.resumed is None else span.index(local_day(episode.resumed))
        found.append((span.index(local_day(episode.suspended)) + 1, end))
    return found


def rates(world: World) -> dict[str, list[float]]:
    """Return the daily worth of foreign currencies in TWD: slow random walks."""
    found = {}
    for currency, start, digits in (("KRW", 0.02265, 6), ("USD", 31.42, 4)):
        steps = world.rng("fx" + currency).normal(0, 0.0028, len(world.span.days))
        walk = start * np.exp(np.cumsum(steps - 0.03 * np.cumsum(steps) / 10))
        found[currency] = [round(float(v), digits) for v in walk]
    return found
