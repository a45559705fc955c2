from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from metrics.stats.shrinkage import GammaMixture
from metrics.stats.signals import (
    benjamini_hochberg,
    disproportion,
    empirical_bayes,
    excess_p,
    fit_prior,
    rise_p,
)

# The posterior example of the R package openEBGM (T. Canida and J. Ihrie, The R Journal 9, 2017),
# vignette "Empirical Bayes Metrics with openEBGM": prior, N, E, Q_n, EBGM, 5 % and 95 % quantiles.
CAERS = GammaMixture(
    (3.25379356, 2.02612692), (0.39988854, 1.90807970), (0.06534557, 1 - 0.06534557)
)
PUBLISHED = [
    (1, 0.0360548272, 2.23, 0.49, 13.85),
    (1, 0.0038736591, 2.58, 0.52, 15.78),
    (1, 0.0002979738, 2.63, 0.52, 16.02),
    (1, 0.0765792610, 1.92, 0.47, 11.77),
    (1, 0.0527413588, 2.09, 0.48, 12.95),
    (16, 0.40643623, 23.26, 15.68, 33.48),
    (19, 0.89690107, 16.78, 11.65, 23.55),
    (6, 0.07866508, 18.28, 10.16, 30.83),
    (8, 0.30482718, 15.25, 9.00, 24.52),
    (11, 0.56317044, 14.28, 8.98, 21.78),
]


def test_empirical_bayes_gives_the_published_values() -> None:
    n, expected, ebgm, eb05, eb95 = np.array(PUBLISHED).T
    found = empirical_bayes(n, expected, CAERS)
    np.testing.assert_allclose(found.ebgm, ebgm, atol=0.0051)
    np.testing.assert_allclose(found.eb05, eb05, atol=0.0101)  # theirs are bisected to 0.01
    np.testing.assert_allclose(found.eb95, eb95, atol=0.0101)
    weights = CAERS.posterior(n[:5], expected[:5]).weight[0]
    np.testing.assert_allclose(
        weights, [0.2819737, 0.3409653, 0.3482317, 0.2226356, 0.2556670], atol=1e-6
    )


def test_disproportion_by_hand() -> None:
    # Product: 30 complaints, 12 of the defect; all others: 270, 18 of it.
    found = disproportion(12, 30, 30, 300)
    assert found.expected == 3
    assert found.prr == pytest.approx((12 / 30) / (18 / 270))
    # |12 x 252 - 18 x 18| = 2700; (2700 - 150)^2 x 300 / (30 x 270 x 30 x 270)
    assert found.chi2 == pytest.approx(2550**2 * 300 / (8100 * 8100))
    assert found.screened


def test_chi_square_agrees_with_scipy() -> None:
    rng = np.random.default_rng(6)
    tables = rng.integers(1, 60, (200, 2, 2))
    tables[:20] = tables[:20] // 20 + 1  # small ones, where the correction is capped
    a, b, c, d = tables[:, 0, 0], tables[:, 0, 1], tables[:, 1, 0], tables[:, 1, 1]
    found = disproportion(a, a + b, a + c, a + b + c + d)
    theirs = [stats.chi2_contingency(t, correction=True).statistic for t in tables]
    np.testing.assert_allclose(found.chi2, theirs, atol=1e-9)
    groups = zip(a, a + b, c, c + d, strict=True)
    ratios = [stats.contingency.relative_risk(*counts).relative_risk for counts in groups]
    np.testing.assert_allclose(found.prr, ratios)


def test_the_screen_has_three_parts() -> None:
    # Too few; PRR below 2; chi2 below 4; all three met.
    found = disproportion([2, 30, 3, 3], [2, 100, 12, 5], [10, 150, 30, 12], [1000, 600, 300, 400])
    assert found.prr[0] > 2
    assert found.chi2[0] > 4
    assert found.prr[1] < 2
    assert found.chi2[2] < 4
    assert found.screened.tolist() == [False, False, False, True]


def test_no_other_product_with_the_defect_leaves_it_to_chi_square_and_n() -> None:
    found = disproportion([5, 2], [50, 50], [5, 2], [1000, 1000])
    assert np.isnan(found.prr).all()
    assert found.screened.tolist() == [True, False]
    only_product = disproportion(5, 100, 5, 100)
    assert np.isnan(only_product.prr)
    assert np.isnan(only_product.chi2)
    assert not only_product.screened


def test_empty_margins_and_empty_input() -> None:
    found = disproportion([0, 0], [0, 10], [5, 0], [100, 100])
    assert np.isnan(found.chi2).all()
    assert not found.screened.any()
    assert np.isnan(disproportion(0, 0, 0, 0).expected)
    assert disproportion([], [], [], 10).screened.shape == (0,)


def test_large_margins_do_not_overflow() -> None:
    found = disproportion(10**6, 10**8, 10**8, 10**11)
    assert found.prr == pytest.approx((0.01) / ((10**8 - 10**6) / (10**11 - 10**8)))
    assert np.isfinite(found.chi2)


def test_ranking_by_eb05_prefers_evidence_to_extremes() -> None:
    rng = np.random.default_rng(12)
    expected = np.exp(rng.normal(0, 1, 5_000))
    n = rng.poisson(rng.gamma(4, 0.25, 5_000) * expected).astype(float)
    n[0], expected[0] = 1, 0.005  # 200 times the expected, on one complaint
    n[1], expected[1] = 60, 6.0  # 10 times, on sixty
    prior = fit_prior(n, expected)
    found = empirical_bayes(n, expected, prior)
    assert np.argmax(n / expected) == 0
    assert np.argmax(found.eb05) == 1
    assert found.eb05[0] < 2
    assert (found.eb05 < found.ebgm).all()
    assert (found.ebgm < found.eb95).all()


def test_prior_from_pairs_with_a_complaint_only() -> None:
    rng = np.random.default_rng(13)
    expected = np.exp(rng.normal(-1, 1, 10_000))
    n = rng.poisson(rng.gamma(3, 1 / 3, 10_000) * expected)
    seen = n >= 1
    whole = fit_prior(n, expected)
    conditional = fit_prior(n[seen], expected[seen], given_at_least=1)

    def middle(prior: GammaMixture) -> float:
        return sum(w * a / b for a, b, w in zip(prior.shape, prior.rate, prior.weight, strict=True))

    assert middle(whole) == pytest.approx(1, abs=0.03)
    assert middle(conditional) == pytest.approx(1, abs=0.1)
    assert middle(fit_prior(n[seen], expected[seen])) > 1.3  # what ignoring it would say
    with pytest.raises(ValueError, match="need counts"):
        fit_prior([3, 2], [0, np.nan])


def test_empirical_bayes_where_nothing_is_expected() -> None:
    found = empirical_bayes([3, 3, 0], [0, np.nan, 2], CAERS)
    assert np.isnan(found.ebgm).tolist() == [True, True, False]
    assert len(empirical_bayes([], [], CAERS).eb05) == 0


def test_excess_p_is_the_poisson_tail() -> None:
    n, expected = np.array([0, 1, 3, 50]), np.array([2.0, 0.1, 1.5, 20.0])
    np.testing.assert_allclose(excess_p(n, expected), stats.poisson.sf(n - 1, expected))
    assert np.isnan(excess_p([3, -1, 3], [0, 1, np.nan])).all()
    assert excess_p(0, 5) == 1


def test_benjamini_and_hochbergs_own_example() -> None:
    # Their section 4: fifteen p-values of a thrombolysis trial; four rejections at 0.05.
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    p += [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000]
    result = benjamini_hochberg(p)
    assert result.found.tolist() == [True] * 4 + [False] * 11
    assert result.expected_false == pytest.approx(15 * 0.0095)
    assert result.expected_false <= result.level * 4


def test_adjusted_p_agree_with_statsmodels() -> None:
    p = np.random.default_rng(1).beta(0.3, 2, 500)
    p[7] = p[8]
    rejected, adjusted, *_ = multipletests(p, alpha=0.1, method="fdr_bh")
    result = benjamini_hochberg(p, 0.1)
    np.testing.assert_allclose(result.adjusted, adjusted)
    assert (result.found == rejected).all()


def test_missing_p_values_are_no_tests() -> None:
    result = benjamini_hochberg([0.01, np.nan, 0.04, np.nan], 0.05)
    np.testing.assert_allclose(result.adjusted, [0.02, np.nan, 0.04, np.nan])
    assert result.found.tolist() == [True, False, True, False]
    none = benjamini_hochberg([])
    assert none.expected_false == 0
    assert benjamini_hochberg([0.9, 0.8]).expected_false == 0


def test_false_discoveries_stay_under_their_level() -> None:
    # 1,800 pairs of noise and 200 with three times the expected, many times over.
    rng = np.random.default_rng(20)
    expected = np.exp(rng.normal(1, 1, 2_000))
    real = np.arange(2_000) < 200
    shares = []
    for _ in range(60):
        n = rng.poisson(np.where(real, 3.0, 1.0) * expected)
        found = benjamini_hochberg(excess_p(n, expected), 0.1).found
        assert found.sum() > 50
        shares.append((found & ~real).sum() / found.sum())
    assert np.mean(shares) <= 0.1


def test_a_rise_is_the_binomial_test_of_two_counts() -> None:
    """12 now against 6 before, of half the exposure: of 18 events a third would be now."""
    expected = stats.binomtest(12, 18, 1 / 3, alternative="greater").pvalue
    assert rise_p(12, 100, 6, 200) == pytest.approx(expected, rel=1e-12)
    large = stats.binomtest(60_300, 120_000, 0.5, alternative="greater").pvalue
    assert rise_p(60_300, 5, 59_700, 5) == pytest.approx(large, rel=1e-6)


def test_a_rise_from_nothing_and_one_without_a_past() -> None:
    assert rise_p(3, 1, 0, 9) == pytest.approx(0.001)  # 0.1 ** 3
    assert rise_p(0, 1, 5, 1) == 1
    assert np.isnan(rise_p([3, 3, 3, 3], [0, 5, -1, np.nan], 1, [5, 0, 5, 5])).all()


def test_a_rise_is_rarely_found_where_nothing_rose() -> None:
    rng = np.random.default_rng(7)
    now, before = rng.poisson(4, 20_000), rng.poisson(12, 20_000)
    assert np.mean(rise_p(now, 1, before, 3) <= 0.05) <= 0.05
