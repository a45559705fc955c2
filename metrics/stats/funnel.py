"""Funnel plots: units of very different size against the limits that their size allows.

Source: D. J. Spiegelhalter, "Funnel plots for comparing institutional performance", Statistics in
Medicine 24 (2005), with its winsorised estimate of overdispersion. Limits are quantiles of the
binomial distribution over n, without interpolation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from metrics.stats.arrays import FloatArray, IntArray, floats, ratio, row, same_length

TAIL_95, TAIL_998 = 0.025, 0.001
WINSOR = 0.10  # this share of z-scores at each end is drawn in


@dataclass(frozen=True)
class Limits:
    """Limits at given sizes: 95 % and 99.8 % of units that are no different lie between."""

    low_95: FloatArray
    high_95: FloatArray
    low_998: FloatArray
    high_998: FloatArray


@dataclass(frozen=True)
class Funnel:
    """A funnel plot: one entry a unit, nan where a unit has no trials.

    `centre` is the target, else all successes / all trials. `z` is each unit's distance from it
    in binomial standard deviations, `phi` the overdispersion that widens the limits where it is
    above 1. `beyond_95` and `beyond_998` are 1 strictly above the upper limit, -1 strictly below
    the lower, else 0.
    """

    value: FloatArray
    centre: float
    limits: Limits
    z: FloatArray
    phi: float
    beyond_95: IntArray
    beyond_998: IntArray


def funnel(k: ArrayLike, n: ArrayLike, target: float | None = None) -> Funnel:
    """Return the funnel plot of `k` successes in `n` trials, one a unit."""
    k, n = row(k, "k"), row(n, "n")
    same_length(k=k, n=n)
    used = (n > 0) & np.isfinite(n) & np.isfinite(k)
    value = np.where(used, ratio(k, n), np.nan)
    centre = float(ratio(k[used].sum(), n[used].sum())) if target is None else target
    spread = np.sqrt(centre * (1 - centre) / np.where(used, n, np.nan))
    z = ratio(value - centre, spread)
    phi = overdispersion(z)
    limits = limits_at(n, centre, phi)
    return Funnel(
        value=value,
        centre=centre,
        limits=limits,
        z=z,
        phi=phi,
        beyond_95=_beyond(value, limits.low_95, limits.high_95),
        beyond_998=_beyond(value, limits.low_998, limits.high_998),
    )


def limits_at(n: ArrayLike, centre: float, phi: float = 1.0) -> Limits:
    """Return the limits at sizes `n`: for the units, or for a grid that draws the funnel.

    Binomial quantiles / n; widened from the centre by sqrt(`phi`) where it is above 1 and clipped
    to 0 to 1. nan without trials or centre.
    """
    sizes, slot = np.unique(row(n, "n"), return_inverse=True)
    widen = np.sqrt(phi) if phi > 1 else 1.0
    low_95, low_998, high_95, high_998 = (
        np.clip(centre + widen * (_quantile(tail, sizes, centre) / sizes - centre), 0, 1)[slot]
        for tail in (TAIL_95, TAIL_998, 1 - TAIL_95, 1 - TAIL_998)
    )
    return Limits(low_95, high_95, low_998, high_998)


def overdispersion(z: ArrayLike) -> float:
    """Return phi: the mean square of `z` with 10 % at each end drawn in to the quantiles there.

    About 0.7 where only chance is at work, as drawing in shortens the tails. Missing ones are left
    out; nan without any. Quantiles are of type 7 (linear).
    """
    z = row(z, "z")
    z = z[~np.isnan(z)]
    if not len(z):
        return np.nan
    drawn_in = np.clip(z, *np.quantile(z, [WINSOR, 1 - WINSOR]))
    return float(np.mean(drawn_in**2))


def adjust_for_mix(k: ArrayLike, n: ArrayLike) -> FloatArray:
    """Return what each unit's `k` would be, had it the mix of cases that all units have together.

    `k` and `n` are units x strata. By indirect standardisation: n x overall rate x observed /
    expected, where expected is what the unit's own cases would give at each stratum's overall
    rate. Divided by the unit's n, and put into `funnel`, it compares units of unlike work. nan for
    a unit of which nothing is expected.
    """
    k, n = np.nan_to_num(np.atleast_2d(floats(k))), np.nan_to_num(np.atleast_2d(floats(n)))
    rates = np.nan_to_num(ratio(k.sum(axis=0), n.sum(axis=0)))
    overall = ratio(k.sum(), n.sum())
    return floats(n.sum(axis=1) * overall * ratio(k.sum(axis=1), n @ rates))


def _quantile(share: float, n: FloatArray, p: float) -> FloatArray:
    """Return the least k with P(X <= k) >= `share` for a binomial X of `n` trials."""
    result = np.full(n.shape, np.nan)
    valid = (n > 0) & np.isfinite(n)
    if not 0 <= p <= 1:
        return result
    sizes = np.floor(n[valid])
    if p in {0.0, 1.0}:
        result[valid] = p * sizes
        return result
    k = np.ceil(np.maximum(special.bdtrik(share, sizes, p), 0.0))
    before = np.maximum(k - 1, 0.0)
    # The inverse may overshoot a whole number by rounding; then the one before is the quantile.
    enough = special.bdtr(before, sizes.astype(np.int64), p) >= share
    result[valid] = np.where(enough, before, k)
    return result


def _beyond(value: FloatArray, low: FloatArray, high: FloatArray) -> IntArray:
    slack = 1e-12
    return (value > high + slack).astype(np.int64) - (value < low - slack).astype(np.int64)
