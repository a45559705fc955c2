from __future__ import annotations

import numpy as np
import pytest
from statsmodels.duration.survfunc import SurvfuncRight, survdiff

from metrics.stats.survival import kaplan_meier, log_rank, mean_cumulative

# E. J. Freireich et al., Blood 21 (1963): weeks of remission of 42 leukaemia patients, the worked
# example of most textbooks (Kalbfleisch and Prentice; Collett; Kleinbaum and Klein).
TREATED = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def test_the_textbook_curve() -> None:
    curve = kaplan_meier(TREATED, RELAPSED)
    assert list(curve.times) == [6, 7, 10, 13, 16, 22, 23]
    assert list(curve.at_risk) == [21, 17, 15, 12, 11, 7, 6]
    np.testing.assert_allclose(
        curve.survival, [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], atol=5e-4
    )
    assert curve.median == 23
    assert kaplan_meier(PLACEBO, [1] * 21).median == 8
    # The band of R's survfit(conf.type = "log-log").
    np.testing.assert_allclose([curve.low[0], curve.high[0]], [0.620, 0.952], atol=1e-3)
    np.testing.assert_allclose([curve.low[-1], curve.high[-1]], [0.188, 0.680], atol=1e-3)


def test_the_textbook_test() -> None:
    result = log_rank(TREATED + PLACEBO, RELAPSED + [1] * 21, ["6-MP"] * 21 + ["placebo"] * 21)
    # R's survdiff: N = 21 and 21, observed 9 and 21, expected 19.3 and 10.7, chi-square 16.8.
    assert result.groups == ("6-MP", "placebo")
    np.testing.assert_allclose(result.observed, [9, 21])
    np.testing.assert_allclose(result.expected, [19.25, 10.75], atol=5e-3)
    assert result.chi2 == pytest.approx(16.79, abs=5e-3)
    assert result.df == 1
    assert result.p == pytest.approx(4.17e-5, rel=0.01)


def _sample(seed: int, n: int = 400) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    groups = rng.integers(0, 4, n)
    lives = np.ceil(rng.exponential(20 + 8 * groups))
    ends = np.ceil(rng.uniform(1, 60, n))
    return np.minimum(lives, ends), lives <= ends, groups


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_curve_agrees_with_statsmodels(seed: int) -> None:
    durations, happened, _ = _sample(seed)
    curve = kaplan_meier(durations, happened)
    theirs = SurvfuncRight(durations, happened.astype(int))
    np.testing.assert_allclose(curve.times, theirs.surv_times)
    np.testing.assert_allclose(curve.survival, theirs.surv_prob)
    np.testing.assert_allclose(curve.at_risk, theirs.n_risk)
    np.testing.assert_allclose(curve.events, theirs.n_events)
    assert curve.median == theirs.quantile(0.5)
    # Their standard error is Greenwood's; the log-log band by the delta method from it.
    s, error = theirs.surv_prob, theirs.surv_prob_se
    reach = 1.959964 * error / (s * np.abs(np.log(s)))
    np.testing.assert_allclose(curve.low, s ** np.exp(reach))
    np.testing.assert_allclose(curve.high, s ** np.exp(-reach))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_log_rank_agrees_with_statsmodels(seed: int) -> None:
    durations, happened, groups = _sample(seed)
    for keep in (groups < 2, groups < 9):
        ours = log_rank(durations[keep], happened[keep], groups[keep])
        chi2, p = survdiff(durations[keep], happened[keep].astype(int), groups[keep])
        assert ours.chi2 == pytest.approx(chi2)
        assert ours.p == pytest.approx(p)
        assert ours.df == len(set(groups[keep])) - 1


def test_censored_at_a_time_are_at_risk_at_that_time() -> None:
    curve = kaplan_meier([5, 5, 5, 9], [True, False, False, True])
    assert list(curve.at_risk) == [4, 1]
    assert curve.survival[0] == 0.75


def test_the_median_is_the_first_time_at_or_below_one_half() -> None:
    assert kaplan_meier([1, 2, 3, 4], [1, 1, 1, 1]).median == 2
    assert np.isnan(kaplan_meier([1, 2, 3, 4], [1, 0, 0, 0]).median)
    # 9/10 x 8/9 x 7/8 x 6/7 x 5/6 = 1/2, which does not come out exactly in floating point.
    assert kaplan_meier(range(1, 11), [1] * 5 + [0] * 5).median == 5


def test_the_curve_can_be_read_at_any_time() -> None:
    curve = kaplan_meier([2, 4, 6], [1, 1, 0])
    np.testing.assert_allclose(
        curve.at([-1, 0, 1.9, 2, 3, 4, 99]), [np.nan, 1, 1, 2 / 3, 2 / 3, 1 / 3, 1 / 3]
    )
    assert curve.at(2) == pytest.approx(2 / 3)


def test_no_band_where_everything_has_ended() -> None:
    curve = kaplan_meier([1, 2], [1, 1])
    assert curve.survival[-1] == 0
    assert np.isnan([curve.low[-1], curve.high[-1]]).all()


def test_curves_of_little_or_nothing() -> None:
    nothing = kaplan_meier([], [])
    assert nothing.n == 0
    assert len(nothing.times) == 0
    assert np.isnan(nothing.median)
    assert np.isnan(nothing.at(3))
    quiet = kaplan_meier([5, 7], [0, 0])
    assert quiet.at(100) == 1
    assert kaplan_meier([np.nan, 3], [1, 1]).n == 1
    assert kaplan_meier([0, 3], [1, 0]).at(0) == 0.5
    with pytest.raises(ValueError, match="negative"):
        kaplan_meier([-1], [1])
    with pytest.raises(ValueError, match="one length"):
        kaplan_meier([1, 2], [1])


def test_log_rank_of_too_little() -> None:
    for durations, happened, groups in (
        ([], [], []),
        ([1, 2], [1, 1], ["a", "a"]),
        ([1, 2], [0, 0], ["a", "b"]),
    ):
        result = log_rank(durations, happened, groups)
        assert np.isnan(result.p)
        assert result.df == 0
    # Group b has left before the first event: it cannot differ and costs no degree of freedom.
    assert log_rank([5, 6, 1, 7, 8], [1, 1, 0, 1, 0], list("aabcc")).df == 1
    assert log_rank([5, np.nan, 6], [1, 1, 1], ["a", "b", "c"]).groups == ("a", "c")


def test_log_rank_cries_wolf_as_often_as_it_says() -> None:
    rng = np.random.default_rng(9)
    wolf = 0
    for _ in range(400):
        lives, ends = rng.exponential(10, 80), rng.uniform(0, 20, 80)
        result = log_rank(np.minimum(lives, ends), lives <= ends, np.arange(80) % 2)
        wolf += result.p < 0.05
    assert wolf / 400 == pytest.approx(0.05, abs=0.03)


def _naive_variance(
    unit: np.ndarray, times: np.ndarray, ends: np.ndarray, moments: np.ndarray
) -> np.ndarray:
    """Lawless and Nadeau (1995), term by term as the paper writes it."""
    result = []
    for t in moments:
        total = 0.0
        for i in range(len(ends)):
            inner = 0.0
            for s in moments[moments <= t]:
                at_risk, events = (ends >= s).sum(), (times == s).sum()
                own = ((times == s) & (unit == i)).sum()
                inner += (ends[i] >= s) / at_risk * (own - events / at_risk)
            total += inner**2
        result.append(total)
    return np.array(result)


def _fleet(seed: int, units: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Units of very different proneness: their events are far from independent."""
    rng = np.random.default_rng(seed)
    ends = rng.integers(10, 60, units).astype(float)
    rates = rng.gamma(0.5, 0.1, units)
    counts = rng.poisson(rates * ends)
    unit = np.repeat(np.arange(units), counts)
    return unit, np.ceil(rng.uniform(0, ends[unit])), ends


@pytest.mark.parametrize("seed", [1, 2])
def test_robust_variance_is_the_papers_sum(seed: int) -> None:
    unit, times, ends = _fleet(seed, 25)
    order = np.random.default_rng(0).permutation(len(unit))
    found = mean_cumulative(unit[order], times[order], ends)
    np.testing.assert_allclose(found.variance, _naive_variance(unit, times, ends, found.times))


def test_without_censoring_the_mean_is_the_average_and_the_variance_the_units() -> None:
    # 5 units watched to 30 with 4, 0, 2, 1, 3 events: mean 2, variance (4+4+0+1+1) / 5 / 5.
    unit = np.repeat(np.arange(5), [4, 0, 2, 1, 3])
    found = mean_cumulative(unit, np.arange(1, 11), np.full(5, 30.0))
    assert found.mean[-1] == pytest.approx(2)
    assert found.variance[-1] == pytest.approx(0.4)
    reach = np.exp(1.959964 * np.sqrt(0.4) / 2)
    assert found.low[-1] == pytest.approx(2 / reach)
    assert found.high[-1] == pytest.approx(2 * reach)


def test_mean_cumulative_gives_the_published_values() -> None:
    # ReliaWiki, "Recurrent Event Data Analysis", example 1: five machines, their events and the
    # age at which each was last seen; the table's MCF column.
    machines = [
        ([5, 10, 15], 17),
        ([6, 13, 17], 19),
        ([12, 20, 25], 26),
        ([13, 15], 24),
        ([16, 22, 25], 28),
    ]
    unit = [i for i, (events, _) in enumerate(machines) for _ in events]
    times = [t for events, _ in machines for t in events]
    found = mean_cumulative(unit, times, [end for _, end in machines])
    published = {5: 0.2, 6: 0.4, 10: 0.6, 12: 0.8, 13: 1.2, 15: 1.6, 16: 1.8, 17: 2.0}
    published |= {20: 2.33, 22: 2.66, 25: 3.66}
    assert list(found.times) == list(published)
    np.testing.assert_allclose(found.mean, list(published.values()), atol=0.011)


def test_at_risk_up_to_and_including_the_end() -> None:
    found = mean_cumulative([0, 1, 0], [10, 10, 11], [10, 12])
    assert list(found.times) == [10]  # the event at 11 came after unit 0's end
    assert list(found.at_risk) == [2]
    later = mean_cumulative([1], [12], [10, 12])
    assert list(later.at_risk) == [1]


def test_one_event_a_unit_at_most_gives_the_nelson_aalen_curve() -> None:
    durations, happened, _ = _sample(4, 200)
    unit = np.flatnonzero(happened)
    found = mean_cumulative(unit, durations[unit], durations)
    theirs = SurvfuncRight(durations, happened.astype(int))
    np.testing.assert_allclose(found.mean, np.cumsum(theirs.n_events / theirs.n_risk))


def test_band_covers_as_often_as_it_says_though_events_cluster_in_units() -> None:
    # M(30) = 30 x 0.05 = 1.5; a Poisson variance would make the band cover far less.
    hits = 0
    for seed in range(300):
        unit, times, ends = _fleet(seed, 120)
        found = mean_cumulative(unit, times, ends)
        at = np.searchsorted(found.times, 30, side="right") - 1
        hits += found.low[at] <= 1.5 <= found.high[at]
    assert hits / 300 == pytest.approx(0.95, abs=0.03)


def test_mean_cumulative_of_little_or_nothing() -> None:
    nothing = mean_cumulative([], [], [])
    assert nothing.n == 0
    assert np.isnan(nothing.at(1))
    quiet = mean_cumulative([], [], [5, 6])
    assert quiet.at(3) == 0
    assert quiet.n == 2
    one = mean_cumulative([0, 0], [1, 2], [5])
    np.testing.assert_allclose(one.mean, [1, 2])
    np.testing.assert_allclose(one.variance, 0, atol=1e-12)
    assert mean_cumulative([1], [2], [np.nan, 5]).n == 1
    assert len(mean_cumulative([0], [2], [np.nan, 5]).times) == 0
    with pytest.raises(ValueError, match="unit outside"):
        mean_cumulative([2], [1], [5, 5])
    with pytest.raises(ValueError, match="negative"):
        mean_cumulative([0], [-1], [5])


def test_a_hundred_thousand_products() -> None:
    unit, times, ends = _fleet(1, 100_000)
    found = mean_cumulative(unit, times, ends)
    assert found.at(30) == pytest.approx(1.5, abs=0.03)
    durations = np.minimum(ends, 40)
    assert kaplan_meier(durations, ends <= 40).n == 100_000
    assert log_rank(durations, ends <= 40, np.arange(100_000) % 50).p > 0.001
