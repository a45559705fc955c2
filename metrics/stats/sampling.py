"""How many cases to audit for a wanted precision, and how many of whom.

Source: W. G. Cochran, "Sampling Techniques", 3rd edition (1977), sections 4.4 (sample size for a
proportion, with finite population correction) and 5.5 (proportional allocation).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from metrics.stats.arrays import IntArray, row
from metrics.stats.intervals import Z_95


def sample_size(
    precision: float, population: float | None = None, share: float = 0.5, z: float = Z_95
) -> int:
    """Return how many cases tell a share to within +-`precision` in 95 of 100 samples.

    n0 = z^2 share (1 - share) / precision^2, then n0 / (1 + (n0 - 1) / `population`), rounded up
    at the end. `share` is the guess of what will be found; one half asks for the most. Without a
    population it is taken as endless. ValueError unless 0 < precision < 1 and 0 < share < 1.
    """
    if not (0 < precision < 1 and 0 < share < 1):
        raise ValueError(f"precision and share must lie between 0 and 1, got {precision}, {share}")
    n = z * z * share * (1 - share) / precision**2
    if population is not None:
        if population <= 0:
            return 0
        n = n / (1 + (n - 1) / population)
    # A whole number that rounding put a hair above itself must not become the next one.
    size = max(math.ceil(n - 1e-9), 1)
    return size if population is None else min(size, math.ceil(population))


def allocate(size: int, strata: ArrayLike, at_least: int = 0) -> IntArray:
    """Return how many of a sample of `size` each of `strata` (their numbers of cases) gets.

    In proportion to the strata, by largest remainder (the earlier stratum where two tie), no
    stratum less than `at_least` or more than it has. The whole is `size`, unless the minimum asks
    for more or there are too few cases.
    """
    cases = np.floor(np.nan_to_num(row(strata, "strata"))).astype(np.int64)
    given = np.minimum(cases, at_least)
    wanted = min(size, int(cases.sum()))
    while (left := wanted - int(given.sum())) > 0:
        # A stratum that already has its proportional part, thanks to the minimum, waits.
        share = wanted * cases / cases.sum()
        short = np.minimum(np.maximum(share - given, 0.0), cases - given)
        part = short * min(left / short.sum(), 1.0)
        step = np.floor(part + 1e-9).astype(np.int64)
        if not step.any():
            order = np.argsort(-(part - step), kind="stable")[:left]
            step[order] = 1
        given = given + np.minimum(step, cases - given)
    return given
