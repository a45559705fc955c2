"""What young cohorts will come to: reports that are still on their way, from the lags of the past.

A unit shipped last week had a week to be complained about, one shipped last year a year. The lag
from shipping to report is therefore seen only where it is shorter than its cohort's age, and must
be estimated as right-truncated data: lags are compared only with lags that could have been seen.

Sources: S. W. Lagakos, L. M. Barraj and V. De Gruttola, "Nonparametric analysis of truncated
survival data, with application to AIDS", Biometrika 75 (1988); J. D. Kalbfleisch and J. F.
Lawless, JASA 84 (1989). On a triangle of cohorts it is the chain ladder of insurance (T. Mack,
ASTIN Bulletin 23, 1993).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from metrics.stats.arrays import BoolArray, FloatArray, floats, ratio, row, same_length
from metrics.stats.intervals import poisson_exact

MATURE = 0.95


@dataclass(frozen=True)
class LagDistribution:
    """The share of reports that have come in by each of `lags` (ascending): `share`, up to 1.

    Shares are of the reports that come within the longest lag seen; what comes later still is
    unknown. `n` is the number of reports it was learnt from.
    """

    lags: FloatArray
    share: FloatArray
    n: float

    def completeness(self, age: ArrayLike) -> FloatArray:
        """Return the share of its reports that a cohort of `age` has; nan when nothing is known."""
        steps = np.concatenate(([0.0 if len(self.lags) else np.nan], self.share))
        found = steps[np.searchsorted(self.lags, floats(age), side="right")]
        return np.where(np.isnan(floats(age)), np.nan, found)[()]

    def quantile(self, share: float) -> float:
        """Return the first lag by which at least `share` has come in; nan when nothing is known."""
        enough = np.flatnonzero(self.share >= share - 1e-12)
        return float(self.lags[enough[0]]) if len(enough) else np.nan


@dataclass(frozen=True)
class Nowcast:
    """Corrected rates, one a cohort: nan without exposure or before the first lag.

    `count` is what the reports so far will come to, `rate` that over the exposure, `low` and
    `high` its 95 % interval (Poisson; the lags taken as known). `mature` cohorts are as old as the
    lag by which 95 % have come in.
    """

    count: FloatArray
    rate: FloatArray
    low: FloatArray
    high: FloatArray
    completeness: FloatArray
    mature: BoolArray


def lag_distribution(
    lag: ArrayLike, age: ArrayLike, count: ArrayLike | None = None
) -> LagDistribution:
    """Learn the lags from reports seen so far.

    One entry a report, or a group of `count` alike: its `lag` (report less shipping) and the `age`
    of its cohort (as of less shipping), the longest lag that could have been seen; whole days, or
    any one unit. Reports with a negative lag, a lag beyond their cohort's age or a missing number
    are left out.

    Going down from the longest lag s, the share by the lag before is the share by s times 1 -
    (reports with lag s) / (reports with lag <= s in cohorts at least s old).
    """
    lag, age = row(lag, "lag"), row(age, "age")
    count = np.ones(len(lag)) if count is None else row(count, "count")
    same_length(lag=lag, age=age, count=count)
    used = (lag >= 0) & (lag <= age) & (count > 0)
    lag, age, count = lag[used], age[used], count[used]
    lags, slot = np.unique(lag, return_inverse=True)
    here = np.bincount(slot, weights=count, minlength=len(lags))
    # A cohort younger than s has only lags below s, so those with lag <= s less all of the
    # reports of younger cohorts are the ones that can be compared.
    by_age = np.argsort(age, kind="stable")
    total = np.concatenate(([0.0], np.cumsum(count[by_age])))
    younger = total[np.searchsorted(age[by_age], lags, side="left")]
    stays = np.clip(1 - ratio(here, np.cumsum(here) - younger), 0.0, 1.0)
    later = np.concatenate((np.cumprod(stays[:0:-1])[::-1], np.ones(min(len(lags), 1))))
    return LagDistribution(lags, later, float(count.sum()))


def correct(
    count: ArrayLike, exposure: ArrayLike, age: ArrayLike, lags: LagDistribution
) -> Nowcast:
    """Return the rates that cohorts with `count` reports so far over `exposure` will come to."""
    count, exposure, age = np.broadcast_arrays(floats(count), floats(exposure), floats(age))
    share = lags.completeness(age)
    seen = np.where(exposure > 0, exposure, np.nan) * share
    low, high = poisson_exact(count, seen)
    return Nowcast(
        count=ratio(count, share),
        rate=ratio(count, seen),
        low=low,
        high=high,
        completeness=share,
        mature=floats(age) >= lags.quantile(MATURE),
    )
