from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from metrics.stats.funnel import adjust_for_mix, funnel, limits_at, overdispersion


def test_limits_are_binomial_quantiles_over_n() -> None:
    rng = np.random.default_rng(0)
    for centre in (1e-5, 0.004, 0.1, 0.5, 0.97):
        n = np.unique(np.concatenate((np.arange(1, 60), rng.integers(60, 10**6, 200))))
        limits = limits_at(n, centre)
        for mine, share in (
            (limits.low_95, 0.025),
            (limits.high_95, 0.975),
            (limits.low_998, 0.001),
            (limits.high_998, 0.999),
        ):
            np.testing.assert_allclose(mine, stats.binom.ppf(share, n, centre) / n)


def test_limits_by_hand() -> None:
    # 10 trials at one half: P(X <= 1) = 11/1024 < 0.025 <= P(X <= 2) = 56/1024.
    limits = limits_at([10], 0.5)
    assert (limits.low_95[0], limits.high_95[0]) == pytest.approx((0.2, 0.8))
    # P(X <= 0) = 1/1024 < 0.001 <= P(X <= 1)
    assert (limits.low_998[0], limits.high_998[0]) == pytest.approx((0.1, 0.9))


def test_the_centre_is_a_ratio_of_sums_or_the_target() -> None:
    assert funnel([1, 90], [10, 100]).centre == pytest.approx(91 / 110)
    assert funnel([1, 90], [10, 100], target=0.8).centre == 0.8


def test_a_small_unit_with_an_extreme_rate_is_no_outlier() -> None:
    n = [2, *[1_000] * 30]
    k = [2, *[100] * 29, 160]
    found = funnel(k, n)
    assert found.value[0] == 1
    assert found.beyond_998.tolist() == [0] * 30 + [1]
    low = funnel([40, *[100] * 29], [1_000] * 30)
    assert low.beyond_998.tolist() == [-1] + [0] * 29


def test_beyond_is_strict() -> None:
    calm = [5] * 30  # enough units at the centre for no overdispersion
    n = [10] * 32
    assert funnel([2, 8, *calm], n, target=0.5).beyond_95[:2].tolist() == [0, 0]
    past = funnel([1, 9, *calm], n, target=0.5)
    assert past.beyond_95[:2].tolist() == [-1, 1]
    assert past.beyond_998[:2].tolist() == [0, 0]


def test_overdispersion_by_hand() -> None:
    # 11 z-scores -5 ... 5: the type 7 quantiles at 10 % and 90 % are -4 and 4.
    z = np.arange(-5.0, 6.0)
    assert overdispersion(z) == pytest.approx(2 * (16 + 16 + 9 + 4 + 1) / 11)
    theirs = stats.mstats.winsorize(np.repeat(z, 10), limits=(0.1, 0.1))
    assert overdispersion(np.repeat(z, 10)) == pytest.approx(float(np.mean(theirs**2)), rel=0.01)
    assert np.isnan(overdispersion([]))
    assert overdispersion([np.nan, 2.0]) == 4


def test_limits_widen_with_overdispersion_only() -> None:
    rng = np.random.default_rng(3)
    n = rng.integers(200, 2_000, 400)
    steady = funnel(rng.binomial(n, 0.1), n)
    assert steady.phi < 1
    np.testing.assert_allclose(steady.limits.high_95, limits_at(n, steady.centre).high_95)
    spread = funnel(rng.binomial(n, rng.beta(10, 90, 400)), n)
    assert spread.phi > 3
    plain = limits_at(n, spread.centre)
    widened = spread.centre + (plain.high_95 - spread.centre) * np.sqrt(spread.phi)
    np.testing.assert_allclose(spread.limits.high_95, widened)
    assert (spread.limits.low_998 >= 0).all()
    naive = np.mean((spread.value > plain.high_998) | (spread.value < plain.low_998))
    assert naive > 0.15
    assert np.mean(spread.beyond_998 != 0) < 0.03


def test_chance_alone_seldom_makes_an_outlier() -> None:
    rng = np.random.default_rng(5)
    n = rng.integers(20, 3_000, 20_000)
    found = funnel(rng.binomial(n, 0.2), n)
    assert np.mean(found.beyond_95 != 0) < 0.05
    assert np.mean(found.beyond_998 != 0) < 0.002


def test_units_without_trials_and_empty_input() -> None:
    found = funnel([0, 5, 3], [0, 10, np.nan])
    assert np.isnan(found.value).tolist() == [True, False, True]
    assert np.isnan(found.limits.high_95).tolist() == [True, False, True]
    assert found.beyond_95.tolist() == [0, 0, 0]
    assert found.centre == 0.5
    nothing = funnel([], [])
    assert len(nothing.value) == 0
    assert np.isnan([nothing.centre, nothing.phi]).all()
    assert np.isnan(limits_at([10], np.nan).low_95).all()


def test_all_or_nothing() -> None:
    none = funnel([0, 0], [10, 20])
    assert (none.limits.high_998 == 0).all()
    assert not none.beyond_95.any()
    every = funnel([10, 20], [10, 20])
    assert (every.limits.low_998 == 1).all()
    assert not every.beyond_95.any()
    assert np.isnan(every.phi)


def test_agents_are_compared_at_the_same_mix_of_cases() -> None:
    # Two agents equally good in each stratum; one has mostly hard cases.
    n = np.array([[900, 100], [100, 900]])
    k = np.array([[90, 40], [10, 360]])  # 10 % of easy cases fail, 40 % of hard ones
    raw = k.sum(axis=1) / n.sum(axis=1)
    assert raw[1] > 2 * raw[0]
    adjusted = adjust_for_mix(k, n)
    np.testing.assert_allclose(adjusted / 1000, 0.25)
    worse = adjust_for_mix(k + np.array([[18, 8], [0, 0]]), n)
    assert worse[0] > worse[1]
    assert not funnel(adjusted, n.sum(axis=1)).beyond_95.any()


def test_adjusting_leaves_a_single_stratum_alone() -> None:
    np.testing.assert_allclose(adjust_for_mix([[5], [9]], [[50], [40]]), [5, 9])
    assert np.isnan(adjust_for_mix([[0, 0], [1, 0]], [[0, 0], [5, 0]])).tolist() == [True, False]
    assert np.isnan(adjust_for_mix([[0]], [[10]])).all()


def test_a_hundred_thousand_products() -> None:
    rng = np.random.default_rng(1)
    n = rng.integers(0, 2_000, 100_000)
    found = funnel(rng.binomial(n, 0.01), n)
    assert np.mean(found.beyond_998 != 0) < 0.002
