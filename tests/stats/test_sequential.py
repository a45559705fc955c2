from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from metrics.stats.sequential import (
    critical_value,
    first_pull,
    log_likelihood_ratio,
    pull_before,
    pull_probability,
)


@pytest.mark.parametrize(
    ("horizon", "least", "published"),
    [  # Kulldorff et al. (2011), table 1, and Kulldorff and Silva (2017), table 1, alpha 0.05
        (1, 1, 2.853937),
        (1, 2, 2.366638),
        (1, 3, 1.774218),
        (2, 1, 3.046977),
        (5, 1, 3.297183),
        (5, 4, 2.623668),
        (10, 1, 3.467952),
        (10, 2, 3.238009),
        (10, 6, 2.690586),
        (20, 1, 3.628123),
        (20, 10, 2.717137),
        (50, 1, 3.819903),
        (100, 1, 3.952321),
        (100, 4, 3.636508),
    ],
)
def test_critical_values_of_the_published_tables(
    horizon: float, least: int, published: float
) -> None:
    assert critical_value(horizon, 0.05, least) == pytest.approx(published, abs=1e-6)


def test_power_of_the_published_example() -> None:
    # The example of Performance.Poisson in the R package Sequential: horizon 10, twice the rate.
    critical = critical_value(10)
    assert pull_probability(10, critical, ratio=2) == pytest.approx(0.6850634, abs=1e-6)
    assert pull_probability(10, critical) == pytest.approx(0.05, abs=1e-7)


def test_likelihood_ratio_agrees_with_scipys_likelihoods() -> None:
    n, mu = np.array([5, 12, 1, 40]), np.array([2.0, 11.5, 0.01, 30.0])
    found = log_likelihood_ratio(n, mu)
    np.testing.assert_allclose(found, stats.poisson.logpmf(n, n) - stats.poisson.logpmf(n, mu))
    assert (log_likelihood_ratio([0, 2, 3], [0.5, 2, 5]) == 0).all()
    assert np.isnan(log_likelihood_ratio([1, 0, np.nan], [0, 0, 3])).all()
    assert log_likelihood_ratio(5, 2) == pytest.approx(5 * np.log(2.5) - 3)


def test_the_moments_are_where_the_ratio_reaches_the_critical_value() -> None:
    moments = pull_before(30, 3.2, least=3)
    assert moments[:2].tolist() == [0, 0]
    assert moments[-1] == 30
    assert (np.diff(moments) >= 0).all()
    inner = np.arange(3, len(moments))
    np.testing.assert_allclose(log_likelihood_ratio(inner, moments[2:-1]), 3.2)
    assert log_likelihood_ratio(len(moments), 30) >= 3.2


def _watches(seed: int, rate: float, days: int, daily: float) -> tuple[np.ndarray, np.ndarray]:
    events = np.cumsum(np.random.default_rng(seed).poisson(rate * daily, (4_000, days)), axis=1)
    return events, np.cumsum(np.full(days, daily))


def test_looking_every_day_pulls_good_products_as_rarely_as_promised() -> None:
    critical = critical_value(8.0, 0.05, 3)
    events, expected = _watches(1, rate=1.0, days=200, daily=0.04)
    pulled = np.mean(first_pull(events, expected, 8.0, critical, least=3) >= 0)
    assert pulled <= 0.055
    assert pulled > 0.02
    # A test of 5 % repeated every day pulls far more of them.
    naive = (stats.poisson.sf(events - 1, expected) < 0.05) & (events >= 3)
    assert np.mean(naive.any(axis=1)) > 0.15


def test_bad_products_are_pulled_early() -> None:
    critical = critical_value(8.0, 0.05, 3)
    events, expected = _watches(2, rate=4.0, days=200, daily=0.04)
    at = first_pull(events, expected, 8.0, critical, least=3)
    assert np.mean(at >= 0) > 0.99
    assert np.median(at[at >= 0]) < 60


def test_the_false_alarm_rate_of_continuous_looks_by_simulation() -> None:
    rng = np.random.default_rng(3)
    critical = critical_value(5.0, 0.1, 2)
    arrivals = np.cumsum(rng.exponential(1.0, (20_000, 40)), axis=1)
    pulls = first_pull(np.arange(1, 41), arrivals, 5.0, critical, least=2)
    assert np.mean(pulls >= 0) == pytest.approx(0.1, abs=0.007)
    worse = first_pull(np.arange(1, 41), arrivals / 1.8, 5.0, critical, least=2)
    expected = pull_probability(5.0, critical, ratio=1.8, least=2)
    assert np.mean(worse >= 0) == pytest.approx(expected, abs=0.011)


def test_first_pull_by_hand() -> None:
    events = [[0, 1, 3, 3], [0, 0, 0, 1], [0, 4, 5, 9]]
    expected = [0.2, 0.4, 0.6, 0.8]
    # LLR of 3 against 0.6: 3 ln 5 - 2.4 = 2.43; of 4 against 0.4: 5.61; of 1 against 0.4: 0.32.
    assert first_pull(events, expected, 1.0, 2.4).tolist() == [2, -1, 1]
    assert first_pull(events, expected, 1.0, 2.4, least=5).tolist() == [-1, -1, 2]
    assert first_pull(events, expected, 0.5, 2.4).tolist() == [-1, -1, 1]  # the watch ended
    assert first_pull(events[0], expected, 1.0, 2.4) == 2


def test_little_or_nothing() -> None:
    assert first_pull([], [], 1.0, 2.0) == -1
    assert first_pull(np.zeros((3, 0)), np.zeros((3, 0)), 1.0, 2.0).tolist() == [-1] * 3
    assert first_pull([3, 5], [0, 0], 1.0, 2.0) == -1  # no usual rate, no verdict
    assert pull_probability(0.5, 60.0) == pytest.approx(0)
    with pytest.raises(ValueError, match="too short"):
        critical_value(0.01)
    for bad in ((0.0, 0.05, 1), (1.0, 0.0, 1), (1.0, 1.0, 1), (1.0, 0.05, 0)):
        with pytest.raises(ValueError, match="no test"):
            critical_value(*bad)


def test_an_alpha_that_no_rule_reaches_pulls_on_any_excess() -> None:
    # Pulling at every excess from the third complaint on happens to 0.65 of usual products here.
    assert critical_value(4.0, 0.7, 3) == 0
    assert pull_probability(4.0, 0.0, least=3) <= 0.7
    assert pull_before(4.0, 0.0).tolist() == [1, 2, 3, 4]


def test_a_hundred_thousand_products() -> None:
    rng = np.random.default_rng(5)
    events = np.cumsum(rng.poisson(0.1, (100_000, 30)), axis=1)
    at = first_pull(events, 0.1 * np.arange(1, 31), 3.0, critical_value(3.0, 0.01, 3), least=3)
    assert np.mean(at >= 0) <= 0.011
