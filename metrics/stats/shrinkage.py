"""Empirical Bayes for counts: learn from all units how much rates differ, then judge each by it.

A count n over an expectation E is Poisson with mean lambda x E, and lambda is drawn from a mixture
of gamma distributions, fitted by maximum likelihood. One component gives shrunk rates; two give
the gamma-Poisson shrinker of `signals`.

Sources: W. DuMouchel, "Bayesian data mining in large frequency tables", American Statistician 53
(1999); W. DuMouchel and D. Pregibon, "Empirical Bayes screening for multi-item associations", KDD
(2001), for squashing; C. N. Morris, "Parametric empirical Bayes inference", JASA 78 (1983).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from metrics.stats.arrays import FloatArray, floats, ratio, row, same_length
from metrics.stats.intervals import TAIL, poisson_exact

SQUASH_ABOVE = 5_000  # pairs; fitting more than this works on squashed ones
BINS_PER_E = 50  # expectations within 2 % of each other are squashed into one
LEAST, MOST = -10.0, 15.0  # the logarithms of the parameters stay between


@dataclass(frozen=True)
class GammaMixture:
    """A mixture of gamma distributions of lambda: one entry a component.

    Component i has mean `shape[i]` / `rate[i]` and weight `weight[i]`; the weights add up to 1.
    """

    shape: tuple[float, ...]
    rate: tuple[float, ...]
    weight: tuple[float, ...]

    def posterior(self, n: FloatArray, expected: FloatArray) -> Posterior:
        """Return what is known of lambda after `n` events where `expected` were expected."""
        shape = floats(self.shape)[:, None] + n
        rate = floats(self.rate)[:, None] + expected
        joint = np.log(self.weight)[:, None] + _log_marginal(
            floats(self.shape)[:, None], floats(self.rate)[:, None], n, expected
        )
        return Posterior(shape, rate, floats(special.softmax(joint, axis=0)))


@dataclass(frozen=True)
class Posterior:
    """Mixtures of gamma distributions, one a column; components are rows."""

    shape: FloatArray
    rate: FloatArray
    weight: FloatArray

    def mean(self) -> FloatArray:
        """Return the mean of lambda."""
        return floats((self.weight * self.shape / self.rate).sum(axis=0))

    def geometric_mean(self) -> FloatArray:
        """Return exp(E[log lambda])."""
        logs = special.digamma(self.shape) - np.log(self.rate)
        return floats(np.exp((self.weight * logs).sum(axis=0)))

    def quantile(self, share: float) -> FloatArray:
        """Return the value that lambda is below with probability `share`."""
        of_each = special.gammaincinv(self.shape, share) / self.rate
        if len(of_each) == 1:
            return floats(of_each[0])
        # The mixture's quantile lies between its components': Newton's steps on the logarithm, and
        # half the bracket where one would leave it.
        logs = np.log(np.maximum(of_each, np.finfo(float).tiny))
        low, high = logs.min(axis=0), logs.max(axis=0)
        at = (self.weight * logs).sum(axis=0)
        scale = self.shape * np.log(self.rate) - special.gammaln(self.shape)
        for _ in range(100):
            scaled = self.rate * np.exp(at)
            excess = (self.weight * special.gammainc(self.shape, scaled)).sum(axis=0) - share
            low, high = np.where(excess < 0, at, low), np.where(excess < 0, high, at)
            slope = (self.weight * np.exp(scale + self.shape * at - scaled)).sum(axis=0)
            moved = at - excess / np.maximum(slope, np.finfo(float).tiny)
            moved = np.where((moved > low) & (moved < high), moved, (low + high) / 2)
            done = np.all(np.abs(moved - at) <= 1e-10)
            at = moved
            if done:
                break
        return floats(np.exp(at))


@dataclass(frozen=True)
class ShrunkRates:
    """Rates drawn towards each other by as much as chance alone moves them apart.

    `rate`, `low`, `high` (95 %) have one entry a unit, in events per unit of exposure, nan without
    exposure. `pooled` is all events / all exposure. `prior` describes rate / pooled; None where
    none could be learnt.
    """

    rate: FloatArray
    low: FloatArray
    high: FloatArray
    pooled: float
    prior: GammaMixture | None


def shrunk_rates(k: ArrayLike, exposure: ArrayLike) -> ShrunkRates:
    """Return gamma-Poisson rates of `k` events over `exposure`, for ranking units of any size.

    A unit's rate is (shape + k) / (beta + exposure): a weighted mean of its own rate and of the
    rate of all, where the own rate weighs more the more exposure it has. With fewer than two
    exposed units, or without any event, nothing is learnt: rates are raw, intervals exact.
    """
    k, exposure = row(k, "k"), row(exposure, "exposure")
    same_length(k=k, exposure=exposure)
    used = (exposure > 0) & (k >= 0) & np.isfinite(exposure) & np.isfinite(k)
    pooled = float(ratio(k[used].sum(), exposure[used].sum()))
    if used.sum() < 2 or pooled == 0:
        low, high = poisson_exact(k, exposure)
        return ShrunkRates(np.where(used, ratio(k, exposure), np.nan), low, high, pooled, None)
    # The common rate is known no better than from all events: the prior weighs no more than that.
    prior = fit_gamma_mixture(
        k[used], exposure[used] * pooled, [[(1.0, 1.0, 1.0)]], most_shape=k[used].sum()
    )
    posterior = prior.posterior(k[used], exposure[used] * pooled)
    lines = np.full((3, len(k)), np.nan)
    lines[:, used] = pooled * np.stack(
        [posterior.mean(), posterior.quantile(TAIL), posterior.quantile(1 - TAIL)]
    )
    return ShrunkRates(lines[0], lines[1], lines[2], pooled, prior)


def fit_gamma_mixture(
    n: FloatArray,
    expected: FloatArray,
    starts: Sequence[Sequence[tuple[float, float, float]]],
    *,
    given_at_least: int = 0,
    most_shape: float = 1e6,
) -> GammaMixture:
    """Return the mixture that makes the counts `n` over `expected` (> 0) most likely.

    `starts` are guesses, each a (shape, rate, weight) a component; the best end wins. Where pairs
    without an event were never collected, `given_at_least` = 1 fits the counts as what they are,
    conditional on at least one. No component's shape goes beyond `most_shape`. ValueError without
    a count or for another `given_at_least`.
    """
    from scipy import optimize  # half a second to import, and only fits need it

    if given_at_least not in {0, 1} or not len(n):
        raise ValueError(f"need counts, given at least 0 or 1, got {len(n)}, {given_at_least}")
    n, expected, times = squash(n, expected)
    best, best_loss = np.array([]), np.inf
    for start in starts:
        shape, rate, weight = (np.log(part) for part in zip(*start, strict=True))
        found = optimize.minimize(
            _loss,
            np.concatenate((shape, rate, weight[1:] - weight[0])),
            args=(n, expected, times, given_at_least),
            jac=True,
            method="L-BFGS-B",
            bounds=[(LEAST, float(np.log(most_shape)))] * len(start)
            + [(LEAST, MOST)] * len(start)
            + [(LEAST, -LEAST)] * (len(start) - 1),
            options={"maxiter": 1000, "ftol": 1e-13, "gtol": 1e-9},
        )
        if found.fun < best_loss:
            best, best_loss = found.x, found.fun
    shape, rate, weight = _parameters(best)
    return GammaMixture(
        tuple(np.exp(shape).tolist()), tuple(np.exp(rate).tolist()), tuple(np.exp(weight).tolist())
    )


def squash(n: FloatArray, expected: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return fewer pairs and how many each stands for: same n, expectations within 2 %.

    The sum of expectations stays as it is. Few pairs come back as they are, each once.
    """
    if len(n) <= SQUASH_ABOVE:
        return n, expected, np.ones(len(n))
    keys = np.stack((n, np.round(np.log(expected) * BINS_PER_E)), axis=1)
    kinds, slot = np.unique(keys, axis=0, return_inverse=True)
    times = np.bincount(slot.ravel(), minlength=len(kinds)).astype(np.float64)
    return kinds[:, 0], np.bincount(slot.ravel(), weights=expected) / times, times


def _parameters(theta: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return log shape, log rate, log weight of each component."""
    components = (len(theta) + 1) // 3
    logits = np.concatenate(([0.0], theta[2 * components :]))
    return (
        theta[:components],
        theta[components : 2 * components],
        floats(special.log_softmax(logits)),
    )


def _log_marginal(
    shape: FloatArray, rate: FloatArray, n: FloatArray, expected: FloatArray
) -> FloatArray:
    """Return log P(n), up to what does not depend on shape and rate: negative binomial."""
    return floats(
        special.gammaln(shape + n)
        - special.gammaln(shape)
        - shape * np.log1p(expected / rate)
        + n * (np.log(expected) - np.log(rate + expected))
    )


def _loss(
    theta: FloatArray,
    n: FloatArray,
    expected: FloatArray,
    times: FloatArray,
    given_at_least: int,
) -> tuple[float, FloatArray]:
    """Return minus the mean log likelihood and its gradient."""
    total, gradient = _weighted(theta, n, expected, times)
    loss = -total.sum()
    slope = -gradient.sum(axis=1)
    if given_at_least:
        # P(n | n >= 1) = P(n) / (1 - P(0)); expm1 keeps 1 - P(0) exact where E is tiny.
        zero, zero_gradient = _weighted(theta, np.zeros_like(n), expected, np.ones_like(times))
        some = -np.expm1(np.minimum(zero, -1e-300))
        loss += (times * np.log(some)).sum()
        slope -= (zero_gradient * (times * np.exp(zero) / some)).sum(axis=1)
    return float(loss / times.sum()), floats(slope / times.sum())


def _weighted(
    theta: FloatArray, n: FloatArray, expected: FloatArray, times: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return times x log P of each pair, and its gradient: parameters x pairs."""
    log_shape, log_rate, log_weight = _parameters(theta)
    shape, rate = np.exp(log_shape)[:, None], np.exp(log_rate)[:, None]
    joint = log_weight[:, None] + _log_marginal(shape, rate, n, expected)
    log_p = special.logsumexp(joint, axis=0)
    share = np.exp(joint - log_p)
    by_shape = special.digamma(shape + n) - special.digamma(shape) - np.log1p(expected / rate)
    by_rate = shape - rate * (shape + n) / (rate + expected)
    by_weight = (share - np.exp(log_weight)[:, None])[1:]
    gradient = np.concatenate((share * shape * by_shape, share * by_rate, by_weight))
    return floats(times * log_p), floats(times * gradient)
