"""Defect rates by shipment, with young cohorts corrected for reports that are still on their way.

METRICS, section 3. The metric `defect_rate_cohort_ppm` counts what has come in; what is to come is
told by the lags from shipping to report seen so far, of all confirmed complaints.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from metrics.engine import Store
from metrics.model import EVERYTHING, Grain, Query, Scope, Where
from metrics.stats.arrays import floats
from metrics.stats.intervals import poisson_exact
from metrics.stats.nowcast import lag_distribution
from metrics.totals import Totals, totals

RATE = "defect_rate_cohort_ppm"
PPM = 1_000_000


@dataclass(frozen=True)
class Cohort:
    """The units shipped in one period. Rates are in ppm, None without units or lags.

    `rate` is of the defects reported so far, `corrected` what they will come to, with its 95 %
    interval `low` … `high` (Poisson; the lags taken as known). `completeness` is the share of its
    reports that the cohort has by now. `mature`: the metric draws it solid.
    """

    period: dt.date
    defects: int
    units: int
    rate: float | None
    corrected: float | None
    low: float | None
    high: float | None
    completeness: float | None
    mature: bool


def cohorts(
    store: Store,
    grain: Grain = "month",
    where: Where = (),
    *,
    scope: Scope = EVERYTHING,
    snapshot: int | None = None,
) -> tuple[Cohort, ...]:
    """Return the cohorts by `grain` of shipping, oldest first; blank periods are left out."""
    with store.pinned(snapshot) as pinned:
        asked = Query(RATE, grain=grain, where=where, scope=scope, snapshot=pinned.number)
        points = [point for point in store.query(asked).points if not point.blank]
        seen = totals(
            store,
            Totals(
                "complaints", ("shipped_day", "reported_day"), sums=("confirmed_units",),
                time="shipped_at", where=(("verdict", ("confirmed",)),), snapshot=pinned.number,
            ),
        )  # fmt: skip
        shipped = totals(
            store,
            Totals(
                "shipments", ("shipped_on",), sums=("units",), time="shipped_on", where=where,
                scope=scope, snapshot=pinned.number,
            ),
        )  # fmt: skip
        today, calendar = pinned.today, pinned.calendar
    lags = lag_distribution(
        [(row["reported_day"] - row["shipped_day"]).days for row in seen],
        [(today - row["shipped_day"]).days for row in seen],
        [float(row["confirmed_units"]) for row in seen],
    )
    units: dict[dt.date, float] = defaultdict(float)
    reported: dict[dt.date, float] = defaultdict(float)  # units x the share of reports that is in
    for row in shipped:
        day = row["shipped_on"]
        share = float(lags.completeness((today - day).days))
        units[calendar.start(day, grain)] += float(row["units"])
        reported[calendar.start(day, grain)] += float(row["units"]) * share
    found = []
    for point in points:
        if point.period is None:
            continue
        defects, exposure = point.numerator or 0.0, reported[point.period]
        low, high = poisson_exact(defects, exposure)
        found.append(
            Cohort(
                period=point.period,
                defects=int(defects),
                units=int(units[point.period]),
                rate=point.value,
                corrected=_ppm(defects / exposure) if exposure > 0 else None,
                low=_ppm(float(low)),
                high=_ppm(float(high)),
                completeness=_share(exposure, units[point.period]),
                mature=not point.partial,
            )
        )
    return tuple(found)


def _ppm(rate: float) -> float | None:
    return None if np.isnan(rate) else rate * PPM


def _share(of: float, over: float) -> float | None:
    share = floats(of / over) if over > 0 else np.nan
    return None if np.isnan(share) else float(share)
