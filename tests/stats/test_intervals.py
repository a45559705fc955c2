from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from metrics.stats.intervals import binomial_interval, exact, poisson_exact, wilson

PAIRS = [(k, n) for n in (1, 2, 3, 10, 39, 40, 41, 263, 5000) for k in {0, 1, n // 3, n - 1, n}]
K = np.array([k for k, _ in PAIRS])
N = np.array([n for _, n in PAIRS])


def test_wilson_agrees_with_statsmodels() -> None:
    low, high = wilson(K, N)
    theirs = np.array([proportion_confint(k, n, method="wilson") for k, n in PAIRS])
    np.testing.assert_allclose(low, np.clip(theirs[:, 0], 0, 1), atol=1e-7)
    np.testing.assert_allclose(high, theirs[:, 1], atol=1e-7)


def test_wilson_gives_newcombes_published_values() -> None:
    # R. G. Newcombe, "Two-sided confidence intervals for the single proportion",
    # Statistics in Medicine 17 (1998), table I, method 3.
    published = {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0.0000, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }
    for (k, n), ends in published.items():
        assert wilson(k, n) == pytest.approx(ends, abs=5e-5)


def test_exact_gives_newcombes_published_values() -> None:
    # The same table, method 5 (Clopper-Pearson).
    published = {
        (81, 263): (0.2527, 0.3676),
        (15, 148): (0.0578, 0.1617),
        (0, 20): (0.0000, 0.1684),
        (1, 29): (0.0009, 0.1776),
    }
    for (k, n), ends in published.items():
        assert exact(k, n) == pytest.approx(ends, abs=5e-5)


def test_exact_agrees_with_scipy() -> None:
    low, high = exact(K, N)
    for i, (k, n) in enumerate(PAIRS):
        theirs = stats.binomtest(k, n).proportion_ci(0.95, method="exact")
        assert low[i] == pytest.approx(theirs.low, abs=1e-9)
        assert high[i] == pytest.approx(theirs.high, abs=1e-9)


@pytest.mark.parametrize("n", [1, 7, 39])
def test_exact_keeps_two_and_a_half_percent_a_tail_at_none_and_at_all(n: int) -> None:
    assert exact(0, n) == pytest.approx((0.0, 1 - 0.025 ** (1 / n)))
    assert exact(n, n) == pytest.approx((0.025 ** (1 / n), 1.0))


def test_the_shown_interval_is_exact_below_forty_and_wilson_from_forty() -> None:
    low, high = binomial_interval([3, 3], [39, 40])
    assert (low[0], high[0]) == exact(3, 39)
    assert (low[1], high[1]) == wilson(3, 40)
    assert binomial_interval(3, 39) == exact(3, 39)
    assert binomial_interval(3, 40) == wilson(3, 40)


@pytest.mark.parametrize(
    ("k", "n"), [(0, 0), (1, 0), (5, 3), (-1, 3), (1, -3), (None, 5), (1, None)]
)
def test_no_interval_without_trials_or_for_impossible_counts(k: int | None, n: int | None) -> None:
    for method in (wilson, exact, binomial_interval):
        low, high = method(k, n)  # type: ignore[arg-type]
        assert math.isnan(low)
        assert math.isnan(high)


def test_an_undefined_pair_leaves_its_neighbours_alone() -> None:
    low, high = binomial_interval([1, 1, 50], [0, 10, 100])
    assert np.isnan([low[0], high[0]]).all()
    assert (low[1], high[1]) == exact(1, 10)
    assert (low[2], high[2]) == wilson(50, 100)
    assert binomial_interval([], [])[0].shape == (0,)


def test_exact_never_covers_less_than_it_promises() -> None:
    # All outcomes of 30 trials at many true rates: the coverage is a sum, no simulation needed.
    k = np.arange(31)
    low, high = exact(k, 30)
    for p in np.linspace(0.001, 0.999, 200):
        covered = stats.binom.pmf(k, 30, p)[(low <= p) & (p <= high)].sum()
        assert covered >= 0.95 - 1e-12


def test_poisson_gives_ulms_published_values() -> None:
    # K. Ulm, "Simple method to calculate the confidence interval of a standardized mortality
    # ratio", American Journal of Epidemiology 131 (1990): 10 events, 4.80 to 18.39.
    assert poisson_exact(10, 1) == pytest.approx((4.795, 18.390), abs=1e-3)


def test_poisson_agrees_with_chi_square_quantiles_and_scales_with_exposure() -> None:
    k = np.array([1, 2, 7, 40, 900])
    low, high = poisson_exact(k, 250.0)
    np.testing.assert_allclose(low, stats.chi2.ppf(0.025, 2 * k) / 2 / 250)
    np.testing.assert_allclose(high, stats.chi2.ppf(0.975, 2 * k + 2) / 2 / 250)


def test_poisson_without_events_or_without_exposure() -> None:
    assert poisson_exact(0, 2.0) == pytest.approx((0.0, -math.log(0.025) / 2))
    assert np.isnan(poisson_exact([3, -1, 3], [0, 1, np.nan])).all()


def test_a_hundred_thousand_products_at_once() -> None:
    rng = np.random.default_rng(1)
    n = rng.integers(0, 500, 100_000)
    low, high = binomial_interval(rng.binomial(n, 0.02), n)
    assert (np.isnan(low) == (n == 0)).all()
    assert (low[n > 0] < high[n > 0]).all()
