from __future__ import annotations

import numpy as np
import pytest

from metrics.stats.intervals import poisson_exact
from metrics.stats.nowcast import correct, lag_distribution

# G. C. Taylor and F. R. Ashe (1983), as used by T. Mack, ASTIN Bulletin 23 (1993): increments by
# year of origin and year of development; the chain ladder's reserves are the paper's table.
TRIANGLE = [
    [357848, 766940, 610542, 482940, 527326, 574398, 146342, 139950, 227229, 67948],
    [352118, 884021, 933894, 1183289, 445745, 320996, 527804, 266172, 425046],
    [290507, 1001799, 926219, 1016654, 750816, 146923, 495992, 280405],
    [310608, 1108250, 776189, 1562400, 272482, 352053, 206286],
    [443160, 693190, 991983, 769488, 504851, 470639],
    [396132, 937085, 847498, 805037, 705960],
    [440832, 847631, 1131398, 1063269],
    [359480, 1061648, 1443370],
    [376686, 986608],
    [344014],
]
RESERVES = [0, 94634, 469511, 709638, 984889, 1419459, 2177641, 3920301, 4278972, 4625811]


def test_a_published_triangle() -> None:
    lag = [j for cohort in TRIANGLE for j in range(len(cohort))]
    age = [len(cohort) - 1 for cohort in TRIANGLE for _ in cohort]
    lags = lag_distribution(lag, age, [x for cohort in TRIANGLE for x in cohort])
    paid = np.array([sum(cohort) for cohort in TRIANGLE])
    found = correct(paid, np.ones(10), np.arange(9, -1, -1), lags)
    np.testing.assert_allclose(found.count - paid, RESERVES, atol=1)
    assert (found.count - paid).sum() == pytest.approx(18_680_856, abs=5)


def test_by_hand() -> None:
    # Three cohorts, 2, 1 and 0 days old; reports by lag: 4 3 1 / 6 2 / 5.
    lag, age = [0, 1, 2, 0, 1, 0], [2, 2, 2, 1, 1, 0]
    lags = lag_distribution(lag, age, [4, 3, 1, 6, 2, 5])
    # By 1: 1 - 1/8. By 0: times 1 - (3 + 2) / (4 + 3 + 6 + 2).
    np.testing.assert_allclose(lags.share, [7 / 8 * 2 / 3, 7 / 8, 1])
    assert lags.n == 21
    assert lags.quantile(0.5) == 0
    assert lags.quantile(0.8) == 1
    assert lags.quantile(0.95) == 2


def test_old_cohorts_alone_give_the_plain_distribution() -> None:
    rng = np.random.default_rng(0)
    lag = rng.integers(0, 30, 500)
    lags = lag_distribution(lag, np.full(500, 90))
    at = np.arange(30)
    np.testing.assert_allclose(lags.completeness(at), [np.mean(lag <= x) for x in at])


def _world(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Weekly cohorts of 20,000 units at 2 %, seen today: lags, ages, and the cohorts' counts."""
    rng = np.random.default_rng(seed)
    ages = np.arange(7, 7 * 41, 7)
    lag, age, seen = [], [], []
    for cohort in ages:
        lags = np.floor(rng.gamma(2.0, 20.0, rng.poisson(400)))
        lags = lags[lags <= cohort]
        lag.append(lags)
        age.append(np.full(len(lags), cohort))
        seen.append(len(lags))
    return np.concatenate(lag), np.concatenate(age), ages, np.array(seen)


def test_young_cohorts_come_out_right_where_they_looked_good() -> None:
    rates = []
    for seed in range(40):
        lag, age, ages, seen = _world(seed)
        found = correct(seen, 20_000.0, ages, lag_distribution(lag, age))
        rates.append(found.rate)
    assert seen[1] / 20_000 < 0.01  # a two-week-old cohort looks twice as good as it is
    np.testing.assert_allclose(np.mean(rates, axis=0)[1:], 0.02, rtol=0.03)


def test_a_plain_average_of_seen_lags_would_be_too_short() -> None:
    lag, age, *_ = _world(1)
    lags = lag_distribution(lag, age)
    truth = np.sort(np.floor(np.random.default_rng(9).gamma(2.0, 20.0, 100_000)))
    assert lags.quantile(0.95) == pytest.approx(np.quantile(truth, 0.95), abs=4)
    assert np.quantile(lag, 0.95) < lags.quantile(0.95)


def test_the_interval_covers_the_true_rate() -> None:
    hits = []
    for seed in range(60):
        lag, age, ages, seen = _world(100 + seed)
        found = correct(seen, 20_000.0, ages, lag_distribution(lag, age))
        hits.append((found.low <= 0.02) & (found.high >= 0.02))
    assert np.mean(hits) == pytest.approx(0.95, abs=0.02)


def test_mature_cohorts_are_as_old_as_the_lag_by_which_nearly_all_came() -> None:
    lags = lag_distribution(np.arange(20), np.full(20, 100))
    found = correct([1, 1, 1], [10, 10, 10], [17, 18, 50], lags)
    assert lags.quantile(0.95) == 18
    assert found.mature.tolist() == [False, True, True]
    assert found.completeness.tolist() == [0.9, 0.95, 1.0]
    assert found.rate[0] == pytest.approx(1 / 9)
    assert (found.low[2], found.high[2]) == pytest.approx(poisson_exact(1, 10))


def test_impossible_reports_are_left_out() -> None:
    lags = lag_distribution([-1, 5, np.nan, 2, 3], [10, 4, 9, np.nan, 9])
    assert lags.n == 1
    assert lags.lags.tolist() == [3]
    assert lags.share.tolist() == [1]


def test_where_nothing_can_be_said() -> None:
    nothing = lag_distribution([], [])
    assert np.isnan(nothing.completeness(5))
    assert np.isnan(nothing.quantile(0.95))
    blank = correct([3], [100], [5], nothing)
    assert np.isnan([blank.rate[0], blank.low[0], blank.count[0]]).all()
    assert not blank.mature[0]
    lags = lag_distribution([4, 6, 6], [30, 30, 30])
    young = correct([0, 2, 2], [100, 0, 100], [3, 30, np.nan], lags)
    assert young.completeness[0] == 0
    assert np.isnan(young.rate).all()
    # All that is 6 days old came at 6 days: nothing says what share came before.
    alone = lag_distribution([6, 0], [6, 0])
    assert alone.share.tolist() == [0, 1]
    assert np.isnan(correct([5], [100], [0], alone).rate[0])
