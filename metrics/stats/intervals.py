"""Intervals for proportions and for rates per exposure: how far chance alone could reach.

All are two-sided 95 % intervals, 2.5 % a tail, and take arrays (broadcast against each other) or
single numbers. What is undefined is nan: no trials, no exposure, a missing or a negative number,
more successes than trials.

Sources: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
JASA 22 (1927); C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits
illustrated in the case of the binomial", Biometrika 26 (1934); F. Garwood, "Fiducial limits for
the Poisson distribution", Biometrika 28 (1936).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from metrics.stats.arrays import BoolArray, FloatArray, floats

Z_95 = 1.959964
Z_998 = 3.090232
TAIL = 0.025
SMALL_N = 40  # below this many trials the exact interval is used


class Interval(NamedTuple):
    """The two ends of an interval, each of the input's shape."""

    low: FloatArray
    high: FloatArray


def wilson(k: ArrayLike, n: ArrayLike, z: float = Z_95) -> Interval:
    """Return Wilson's score interval for `k` successes in `n` trials.

    It stays inside 0 to 1, its low end is 0 at `k` = 0 and its high end is 1 at `k` = `n`.
    """
    k, n, valid = _trials(k, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = k / n
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        reach = z / (1 + z * z / n) * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    # The ends at k = 0 and k = n are exact in algebra; rounding must not leave -1e-19 there.
    low = np.where(k == 0, 0.0, middle - reach)
    high = np.where(k == n, 1.0, middle + reach)
    return _interval(low, high, valid)


def exact(k: ArrayLike, n: ArrayLike) -> Interval:
    """Return the exact (Clopper-Pearson) interval for `k` successes in `n` trials.

    Its ends are quantiles of beta distributions; 2.5 % a tail also at `k` = 0 and `k` = `n`,
    where the other end is 0 or 1 (at `k` = 0 the high end is 1 - 0.025 ** (1 / n)).
    """
    k, n, valid = _trials(k, n)
    safe_k, safe_n = np.where(valid, k, 0.0), np.where(valid, n, 1.0)
    at_zero, at_all = safe_k == 0, safe_k == safe_n
    low = special.betaincinv(np.where(at_zero, 1.0, safe_k), safe_n - safe_k + 1, TAIL)
    high = special.betaincinv(safe_k + 1, np.where(at_all, 1.0, safe_n - safe_k), 1 - TAIL)
    return _interval(np.where(at_zero, 0.0, low), np.where(at_all, 1.0, high), valid)


def binomial_interval(k: ArrayLike, n: ArrayLike) -> Interval:
    """Return the interval that is shown beside a rate: exact where `n` < 40, else Wilson's."""
    k, n = np.broadcast_arrays(floats(k), floats(n))
    small = n < SMALL_N
    low, high = (np.array(end, ndmin=k.ndim) for end in wilson(k, n))
    if np.any(small):
        low[small], high[small] = exact(k[small], n[small])
    return Interval(low[()], high[()])


def poisson_exact(k: ArrayLike, exposure: ArrayLike) -> Interval:
    """Return the exact (Garwood) interval for a rate: `k` events over `exposure`.

    In events per unit of exposure. At `k` = 0 the low end is 0 and the high end is
    -ln(0.025) / exposure.
    """
    k, exposure = np.broadcast_arrays(floats(k), floats(exposure))
    valid = (k >= 0) & (exposure > 0) & np.isfinite(exposure)
    safe_k, safe_exposure = np.where(valid, k, 0.0), np.where(valid, exposure, 1.0)
    none = safe_k == 0
    low = np.where(none, 0.0, special.gammaincinv(np.where(none, 1.0, safe_k), TAIL))
    high = special.gammaincinv(safe_k + 1, 1 - TAIL)
    return _interval(low / safe_exposure, high / safe_exposure, valid)


def _trials(k: ArrayLike, n: ArrayLike) -> tuple[FloatArray, FloatArray, BoolArray]:
    k, n = np.broadcast_arrays(floats(k), floats(n))
    return k, n, (n > 0) & np.isfinite(n) & (k >= 0) & (k <= n)


def _interval(low: FloatArray, high: FloatArray, valid: BoolArray) -> Interval:
    # [()] turns an array without dimensions back into the single number that came in.
    return Interval(np.where(valid, low, np.nan)[()], np.where(valid, high, np.nan)[()])
