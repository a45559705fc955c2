"""Emerging signals: which product has more of a defect than the others, beyond chance.

Counts of (product, defect) pairs are compared with what the margins alone would give, and with
their own past. PRR and chi-square screen, EB05 ranks, Benjamini-Hochberg keeps the share of false
ones down.

Sources: S. J. W. Evans, P. C. Waller and S. Davis, "Use of proportional reporting ratios for
signal generation from spontaneous adverse drug reaction reports", Pharmacoepidemiology and Drug
Safety 10 (2001); W. DuMouchel, "Bayesian data mining in large frequency tables", American
Statistician 53 (1999); Y. Benjamini and Y. Hochberg, "Controlling the false discovery rate", JRSS
B 57 (1995).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from metrics.stats.arrays import BoolArray, FloatArray, floats, ratio, row, same_length
from metrics.stats.shrinkage import GammaMixture, fit_gamma_mixture

PRR_FROM, CHI2_FROM, N_FROM = 2.0, 4.0, 3
# (shape, rate, weight) of the two components: DuMouchel's own start, and two from elsewhere.
STARTS = (
    ((0.2, 0.1, 1 / 3), (2.0, 4.0, 2 / 3)),
    ((0.5, 0.1, 0.1), (10.0, 10.0, 0.9)),
    ((2.0, 0.5, 0.1), (1.0, 2.0, 0.9)),
)


@dataclass(frozen=True)
class Disproportion:
    """The screen of each pair. `prr` is n/a (nan) where no other product has the defect.

    `expected` is product total x defect total / total. `screened` tells which pairs pass.
    """

    expected: FloatArray
    prr: FloatArray
    chi2: FloatArray
    screened: BoolArray


@dataclass(frozen=True)
class EmpiricalBayes:
    """How many times the expected each pair truly has: `ebgm` in the middle, 90 % between."""

    ebgm: FloatArray
    eb05: FloatArray
    eb95: FloatArray


@dataclass(frozen=True)
class Discoveries:
    """Which of many tests are signals when at most `level` of the found may be false on average.

    `adjusted` are the p-values after Benjamini-Hochberg. `expected_false` is how many tests
    chance alone would let pass the same cut, were all of them noise; at most `level` x found.
    """

    found: BoolArray
    adjusted: FloatArray
    expected_false: float
    level: float


def disproportion(
    n: ArrayLike, product_total: ArrayLike, defect_total: ArrayLike, total: ArrayLike
) -> Disproportion:
    """Screen pairs: `n` complaints of product and defect, with the margins they come from.

    PRR = (n / product total) / (the same share among all other products); chi2 of the 2 x 2 table
    with Yates's correction, nan where a margin is empty. A pair passes with PRR >= 2, chi2 >= 4
    and n >= 3; a PRR that is n/a because no other product has the defect counts as above its
    threshold.
    """
    a, products, defects, total = np.broadcast_arrays(
        floats(n), floats(product_total), floats(defect_total), floats(total)
    )
    b, c = products - a, defects - a
    d = total - products - c
    prr = ratio(ratio(a, products), ratio(c, total - products))
    apart = np.maximum(np.abs(a * d - b * c) - total / 2, 0.0)
    # Margins are multiplied pairwise so that large ones do not overflow on the way.
    margins = products * (total - products)
    chi2 = ratio(apart, margins) * ratio(apart, defects * (total - defects)) * total
    alone = (c == 0) & (total > products)
    screened = ((prr >= PRR_FROM) | alone) & (chi2 >= CHI2_FROM) & (a >= N_FROM)
    return Disproportion(ratio(products * defects, total), prr, chi2, screened)


def fit_prior(n: ArrayLike, expected: ArrayLike, *, given_at_least: int = 0) -> GammaMixture:
    """Return the two-component prior of true / expected, fitted to all pairs.

    Give every pair of product and defect, those without a complaint too; or only those with one,
    and `given_at_least` = 1. Pairs that nothing is expected of are left out; ValueError when none
    is left.
    """
    n, expected = row(n, "n"), row(expected, "expected")
    same_length(n=n, expected=expected)
    used = (expected > 0) & (n >= given_at_least)
    return fit_gamma_mixture(n[used], expected[used], STARTS, given_at_least=given_at_least)


def empirical_bayes(n: ArrayLike, expected: ArrayLike, prior: GammaMixture) -> EmpiricalBayes:
    """Return EBGM, EB05 and EB95 of each pair; nan where nothing is expected.

    EBGM is the geometric mean of the posterior of true / expected; EB05 and EB95 its quantiles.
    """
    n, expected = row(n, "n"), row(expected, "expected")
    same_length(n=n, expected=expected)
    used = (expected > 0) & (n >= 0)
    lines = np.full((3, len(n)), np.nan)
    if used.any():
        posterior = prior.posterior(n[used], expected[used])
        lines[:, used] = np.stack(
            [posterior.geometric_mean(), posterior.quantile(0.05), posterior.quantile(0.95)]
        )
    return EmpiricalBayes(lines[0], lines[1], lines[2])


def excess_p(n: ArrayLike, expected: ArrayLike) -> FloatArray:
    """Return P(at least `n` events) where `expected` are expected: Poisson, one-sided.

    1 at n = 0; nan where nothing is expected.
    """
    n, expected = np.broadcast_arrays(floats(n), floats(expected))
    valid = (expected > 0) & (n >= 0)
    tail = special.gammainc(np.where(n > 0, n, 1.0), np.where(valid, expected, 1.0))
    return np.where(valid, np.where(n > 0, tail, 1.0), np.nan)[()]


def rise_p(
    n: ArrayLike, exposure: ArrayLike, before: ArrayLike, exposure_before: ArrayLike
) -> FloatArray:
    """Return P(at least `n` events of those now and `before` fall to now) at one unchanged rate.

    Two Poisson counts over their exposures, compared by the exact conditional test: of all events
    a share exposure / (exposure + exposure before) is expected now. One-sided; 1 at n = 0; nan
    where either exposure is not positive or something is missing: there is no past to compare to.

    Source: J. Przyborowski and H. Wilenski, "Homogeneity of results in testing samples from Poisson
    series", Biometrika 31 (1940).
    """
    n, now, before, past = np.broadcast_arrays(
        floats(n), floats(exposure), floats(before), floats(exposure_before)
    )
    valid = (now > 0) & (past > 0) & (n >= 0) & (before >= 0)
    safe_n = np.where(valid & (n > 0), n, 1.0)
    both = np.where(valid, n + before, 1.0)
    share = np.where(valid, now, 1.0) / np.where(valid, now + past, 2.0)
    # The binomial tail as an incomplete beta function, which takes large counts.
    tail = special.betainc(safe_n, np.maximum(both - safe_n, 0.0) + 1, share)
    return np.where(valid, np.where(n > 0, tail, 1.0), np.nan)[()]


def benjamini_hochberg(p: ArrayLike, level: float = 0.05) -> Discoveries:
    """Tell signals from `p`-values so that at most `level` of those found are false on average.

    Missing p-values (nan) are no tests: they are not found and do not count.
    """
    p = row(p, "p")
    tested = np.flatnonzero(~np.isnan(p))
    order = tested[np.argsort(p[tested], kind="stable")]
    steps = p[order] * len(order) / np.arange(1, len(order) + 1)
    adjusted = np.full(len(p), np.nan)
    adjusted[order] = np.minimum(np.minimum.accumulate(steps[::-1])[::-1], 1.0)
    found = adjusted <= level
    cut = float(p[found].max()) if found.any() else 0.0
    return Discoveries(found, adjusted, cut * len(order), level)
