"""When to pull: a test that may be looked at after every complaint without crying wolf.

The rule "k complaints in d days" treats a product that sells ten a day like one that sells ten
thousand, and a test of 5 % that is repeated every day is wrong far more often than 5 %. The
maximised sequential probability ratio test (MaxSPRT) answers both. A product of which mu complaints
were to be expected by now (its exposure x the usual rate) and that has n > mu gets

    LLR = n ln(n / mu) - (n - mu),

how much better its own rate explains the complaints than the usual one. The product is pulled as
soon as LLR reaches a critical value, and not before its `least`-th complaint. The critical value is
chosen so that a product that is as good as usual is pulled with probability `alpha` at most, over
the whole watch: until `horizon` complaints would have been expected. It is exact: the n-th
complaint pulls when it comes before the moment mu_n at which LLR falls under the critical value,
and the chance of never being that early is summed up from one moment to the next.

Looking once a day rather than at every complaint only makes false pulls rarer. The usual rate is
taken as known: learn it from all products, not from this one.

Source: M. Kulldorff, R. L. Davis, M. Kolczak, E. Lewis, T. Lieu and R. Platt, "A maximized
sequential probability ratio test for drug and vaccine safety surveillance", Sequential Analysis 30
(2011); M. Kulldorff and I. R. Silva, "Continuous post-market sequential safety surveillance with
minimum events to signal", REVSTAT 15 (2017), for `least`.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from metrics.stats.arrays import FloatArray, IntArray, floats

TOLERANCE = 1e-9


def log_likelihood_ratio(events: ArrayLike, expected: ArrayLike) -> FloatArray:
    """Return LLR of `events` against `expected`: 0 where there are no more than expected.

    nan where nothing was expected, or something is missing: there is no usual rate to compare to.
    """
    n, mu = np.broadcast_arrays(floats(events), floats(expected))
    valid = (mu > 0) & (n >= 0)
    more = valid & (n > mu)
    safe_n, safe_mu = np.where(more, n, 1.0), np.where(more, mu, 1.0)
    llr = safe_n * np.log(safe_n / safe_mu) - (safe_n - safe_mu)
    return np.where(valid, np.where(more, llr, 0.0), np.nan)[()]


@lru_cache(maxsize=512)
def critical_value(horizon: float, alpha: float = 0.05, least: int = 1) -> float:
    """Return the LLR that pulls: a usual product reaches it with probability `alpha` at most.

    `horizon` is the number of complaints to be expected of a usual product until the watch ends.
    ValueError unless 0 < alpha < 1, horizon > 0 and least >= 1, or where even pulling at the
    `least`-th complaint regardless would be rarer than `alpha`: the watch is too short to pull.
    """
    if not (0 < alpha < 1 and horizon > 0 and least >= 1):
        raise ValueError(f"no test for horizon {horizon}, alpha {alpha}, least {least}")
    from scipy import optimize  # half a second to import, and only this needs it

    if special.pdtrc(least - 1, horizon) < alpha:
        raise ValueError(
            f"a watch of {horizon:g} expected complaints is too short to pull at {least} or more"
        )

    def excess(critical: float) -> float:
        return pull_probability(horizon, critical, least=least) - alpha

    if excess(0.0) <= 0:
        return 0.0
    high = 1.0
    while excess(high) > 0:
        high *= 2
    # The far end of the root's bracket: not a hair more than alpha.
    return float(optimize.brentq(excess, 0.0, high, xtol=TOLERANCE)) + TOLERANCE


def pull_probability(horizon: float, critical: float, ratio: float = 1.0, least: int = 1) -> float:
    """Return the chance of a pull within `horizon` of a product `ratio` times as bad as usual.

    At `ratio` 1 it is the false alarm rate, above 1 the power. `critical` is an LLR.
    """
    moments = pull_before(horizon, critical, least)
    chance = np.zeros(len(moments) + 1)  # of having had k complaints, and no pull
    chance[0] = 1.0
    so_far = 0.0
    for allowed, moment in enumerate(moments):
        # Until this moment at most `allowed` complaints: one more pulls, as it comes before it.
        if moment > so_far:
            steps = _poisson(allowed + 1, ratio * (moment - so_far))
            chance[: allowed + 1] = np.convolve(chance[: allowed + 1], steps)[: allowed + 1]
            chance[allowed + 1 :] = 0.0
            so_far = moment
    return float(1 - chance.sum())


def pull_before(horizon: float, critical: float, least: int = 1) -> FloatArray:
    """Return mu_1, mu_2, ...: the n-th complaint pulls if it comes while fewer than mu_n expected.

    Until mu reaches the `horizon`, which is the last entry; 0 for n under `least`.
    """
    moments: list[float] = []
    while not moments or moments[-1] < horizon:
        n = np.arange(len(moments) + 1, 2 * len(moments) + 17)
        # n ln(n / mu) - n + mu = c has the solution mu = -n W(-exp(-1 - c / n)) below n.
        # At c = 0 that is n itself, where rounding can put the argument just outside W's domain.
        mu = -n * special.lambertw(-np.exp(-1 - critical / n)).real
        mu = np.where(np.isnan(mu), n, mu)
        moments += np.where(n < least, 0.0, np.minimum(mu, horizon)).tolist()
    return floats(moments[: moments.index(horizon) + 1])


def first_pull(
    events: ArrayLike, expected: ArrayLike, horizon: float, critical: float, least: int = 1
) -> IntArray:
    """Return where along the last axis each watch first pulls; -1 where it never does.

    `events` and `expected` are running totals at each look (days, say), one row a product. Looks
    after the `horizon` are not part of the watch.
    """
    n, mu = np.broadcast_arrays(floats(events), floats(expected))
    with np.errstate(invalid="ignore"):
        pulls = (log_likelihood_ratio(n, mu) >= critical) & (n >= least) & (mu <= horizon)
    if not pulls.shape[-1]:
        return np.full(pulls.shape[:-1], -1, dtype=np.int64)
    return np.where(pulls.any(axis=-1), pulls.argmax(axis=-1), -1).astype(np.int64)[()]


def _poisson(length: int, mean: float) -> FloatArray:
    k = np.arange(length)
    return floats(np.exp(special.xlogy(k, mean) - mean - special.gammaln(k + 1)))
