from __future__ import annotations

import itertools
import warnings

import numpy as np
import pytest
from scipy import integrate, stats
from statsmodels.discrete.discrete_model import NegativeBinomial

from metrics.stats.intervals import poisson_exact
from metrics.stats.shrinkage import GammaMixture, fit_gamma_mixture, shrunk_rates, squash

MIXTURE = GammaMixture(shape=(0.4, 6.0), rate=(0.1, 5.0), weight=(0.3, 0.7))


def test_a_product_with_two_units_and_one_defect_does_not_top_the_list() -> None:
    k = [1, 30, 50, 20, 32, 27, 90]
    exposure = [2, 10_000, 10_000, 10_000, 10_000, 10_000, 10_000]
    rates = shrunk_rates(k, exposure)
    assert np.argmax(np.array(k) / exposure) == 0
    assert np.argmax(rates.rate) == 6
    assert rates.pooled == pytest.approx(250 / 60_002)
    assert rates.pooled < rates.rate[0] < 2 * rates.pooled
    assert (rates.low < rates.rate).all()
    assert (rates.rate < rates.high).all()


def test_the_fit_is_the_most_likely_negative_binomial() -> None:
    # Independent: statsmodels' NB2 regression with an intercept only and the exposures as offset.
    rng = np.random.default_rng(4)
    exposure = rng.integers(50, 5_000, 300).astype(float)
    k = rng.poisson(rng.gamma(1.7, 0.004 / 1.7, 300) * exposure)
    rates = shrunk_rates(k, exposure)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # their optimiser's own small numbers
        fit = NegativeBinomial(k, np.ones((300, 1)), exposure=exposure).fit(disp=0)
    mean, alpha = np.exp(fit.params[0]), fit.params[1]
    assert rates.prior is not None
    assert rates.prior.shape[0] == pytest.approx(1 / alpha, rel=1e-3)
    assert rates.pooled * rates.prior.shape[0] / rates.prior.rate[0] == pytest.approx(
        mean, rel=1e-3
    )
    shape = 1 / alpha
    np.testing.assert_allclose(rates.rate, (shape + k) / (shape / mean + exposure), rtol=1e-3)


def test_shrunk_rates_lie_closer_to_the_truth_and_their_intervals_hold() -> None:
    rng = np.random.default_rng(8)
    exposure = np.exp(rng.uniform(np.log(10), np.log(10_000), 3_000))
    truth = rng.gamma(2, 0.003, 3_000)
    k = rng.poisson(truth * exposure)
    rates = shrunk_rates(k, exposure)
    raw_error = np.sqrt(np.mean((k / exposure - truth) ** 2))
    assert np.sqrt(np.mean((rates.rate - truth) ** 2)) < 0.5 * raw_error
    covered = np.mean((rates.low <= truth) & (truth <= rates.high))
    assert covered == pytest.approx(0.95, abs=0.012)


def test_units_that_do_not_differ_get_one_rate_known_as_well_as_all_their_events() -> None:
    rates = shrunk_rates([10, 10, 10, 10], [1000] * 4)
    np.testing.assert_allclose(rates.rate, 0.01)
    low, high = poisson_exact(40, 4000)
    assert rates.low[0] == pytest.approx(low, rel=0.1)
    assert rates.high[0] == pytest.approx(high, rel=0.1)


def test_little_to_learn_from_leaves_rates_raw() -> None:
    alone = shrunk_rates([3, 5], [100, 0])
    assert alone.prior is None
    assert alone.rate[0] == 0.03
    assert (alone.low[0], alone.high[0]) == pytest.approx(poisson_exact(3, 100))
    assert np.isnan([alone.rate[1], alone.low[1], alone.high[1]]).all()
    quiet = shrunk_rates([0, 0, 0], [10, 20, 30])
    assert (quiet.rate == 0).all()
    assert quiet.high[2] == pytest.approx(poisson_exact(0, 30).high)
    nothing = shrunk_rates([], [])
    assert len(nothing.rate) == 0
    assert np.isnan(nothing.pooled)
    some = shrunk_rates([3, np.nan, 4, 2], [100, 10, 0, 90])
    assert np.isnan(some.rate).tolist() == [False, True, True, False]
    with pytest.raises(ValueError, match="one length"):
        shrunk_rates([1], [1, 2])


def _density(x: float, n: float, expected: float) -> float:
    prior = sum(
        w * stats.gamma.pdf(x, a, scale=1 / b)
        for a, b, w in zip(MIXTURE.shape, MIXTURE.rate, MIXTURE.weight, strict=True)
    )
    return float(prior * stats.poisson.pmf(n, x * expected))


@pytest.mark.parametrize(("n", "expected"), [(0, 0.5), (1, 0.01), (3, 1.2), (40, 3.0), (7, 20.0)])
def test_posterior_agrees_with_bayes_rule_by_quadrature(n: int, expected: float) -> None:
    posterior = MIXTURE.posterior(np.array([float(n)]), np.array([expected]))
    points = [n / expected, 1.0]

    def integral(weigh: object = None, high: float = 200.0) -> float:
        def inner(x: float) -> float:
            return _density(x, n, expected) * (1.0 if weigh is None else weigh(x))  # type: ignore[operator]

        cuts = sorted({0.0, *(p for p in points if p < high), high})
        # Squares tame the pole at zero of a gamma with shape below one.
        return sum(
            integrate.quad(lambda u: inner(u * u) * 2 * u, lo**0.5, hi**0.5, limit=200)[0]
            for lo, hi in itertools.pairwise(cuts)
        )

    whole = integral()
    assert posterior.mean()[0] == pytest.approx(integral(lambda x: x) / whole, rel=1e-5)
    geometric = np.exp(integral(np.log) / whole)
    assert posterior.geometric_mean()[0] == pytest.approx(geometric, rel=1e-3)
    for share in (0.05, 0.5, 0.95):
        at = posterior.quantile(share)[0]
        assert integral(high=at) / whole == pytest.approx(share, abs=1e-5)


def _draw(seed: int, size: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    expected = np.exp(rng.normal(0, 1, size))
    kind = rng.random(size) < MIXTURE.weight[0]
    lam = np.where(
        kind,
        rng.gamma(MIXTURE.shape[0], 1 / MIXTURE.rate[0], size),
        rng.gamma(MIXTURE.shape[1], 1 / MIXTURE.rate[1], size),
    )
    return rng.poisson(lam * expected).astype(float), expected


def _log_likelihood(
    prior: GammaMixture, n: np.ndarray, expected: np.ndarray, given_at_least: int
) -> float:
    def mass(at: np.ndarray) -> np.ndarray:
        return sum(
            w * stats.nbinom.pmf(at, a, b / (b + expected))
            for a, b, w in zip(prior.shape, prior.rate, prior.weight, strict=True)
        )

    p = mass(n) / (1 - mass(np.zeros_like(n))) if given_at_least else mass(n)
    return float(np.log(p).sum())


STARTS = [[(0.2, 0.1, 1 / 3), (2.0, 4.0, 2 / 3)]]


@pytest.mark.parametrize("given_at_least", [0, 1])
def test_the_mixture_fit_is_a_maximum_of_the_likelihood(given_at_least: int) -> None:
    n, expected = _draw(3, 3_000)
    keep = n >= given_at_least
    n, expected = n[keep], expected[keep]
    fit = fit_gamma_mixture(n, expected, STARTS, given_at_least=given_at_least)
    top = _log_likelihood(fit, n, expected, given_at_least)
    assert top > _log_likelihood(MIXTURE, n, expected, given_at_least)
    flat = np.log([*fit.shape, *fit.rate])
    for i in range(4):
        for nudge in (-0.03, 0.03):
            moved = np.exp(flat + nudge * (np.arange(4) == i))
            other = GammaMixture(tuple(moved[:2]), tuple(moved[2:]), fit.weight)
            assert _log_likelihood(other, n, expected, given_at_least) < top
    for nudge in (-0.005, 0.005):
        weight = (fit.weight[0] + nudge, fit.weight[1] - nudge)
        other = GammaMixture(fit.shape, fit.rate, weight)
        assert _log_likelihood(other, n, expected, given_at_least) < top


def test_squashing_hardly_moves_the_fit() -> None:
    n, expected = _draw(5, 40_000)
    squashed_n, squashed_e, times = squash(n, expected)
    assert len(squashed_n) < 10_000
    assert times.sum() == 40_000
    assert (squashed_e * times).sum() == pytest.approx(expected.sum())
    assert (squashed_n * times).sum() == pytest.approx(n.sum())
    fit = fit_gamma_mixture(n, expected, STARTS)
    np.testing.assert_allclose(fit.shape, MIXTURE.shape, rtol=0.1)
    np.testing.assert_allclose(fit.rate, MIXTURE.rate, rtol=0.1)
    np.testing.assert_allclose(fit.weight, MIXTURE.weight, atol=0.02)
    few = squash(n[:100], expected[:100])
    assert (few[0] == n[:100]).all()
    assert (few[2] == 1).all()


def test_fit_refuses_what_makes_no_sense() -> None:
    with pytest.raises(ValueError, match="need counts"):
        fit_gamma_mixture(np.array([]), np.array([]), STARTS)
    with pytest.raises(ValueError, match="need counts"):
        fit_gamma_mixture(np.array([2.0]), np.array([1.0]), STARTS, given_at_least=2)


def test_quantiles_hold_where_the_posterior_is_almost_nothing() -> None:
    tiny = GammaMixture((5e-5, 1.0), (5e-5, 1.0), (0.5, 0.5))
    posterior = tiny.posterior(np.array([0.0]), np.array([1e-6]))
    assert 0 <= posterior.quantile(0.05)[0] < 1e-6
    assert np.isfinite(posterior.quantile(0.95)[0])
