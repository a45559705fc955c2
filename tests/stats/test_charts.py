from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from metrics.stats.charts import (
    days_between,
    laney_p,
    laney_u,
    p_chart,
    u_chart,
    verdict,
    xmr_chart,
)
from metrics.stats.phases import Change, baseline, phases
from metrics.stats.spc import Signal, xmr

WEEKS = [dt.date(2026, 1, 5) + dt.timedelta(7 * i) for i in range(60)]


@pytest.mark.parametrize(
    ("points", "fitted", "used", "state"),
    [
        (0, 0, 0, "trial"),
        (11, 11, 11, "trial"),
        (12, 12, 12, "locked"),
        (19, 19, 19, "locked"),
        (20, 20, 20, "locked"),
        (21, 20, 20, "locked"),
        (50, 20, 20, "locked"),
    ],
)
def test_limits_are_a_trial_under_twelve_points_and_stand_from_twenty_on(
    points: int, fitted: int, used: int, state: str
) -> None:
    phase = baseline(np.arange(points))
    assert (phase.fitted, phase.points, phase.state) == (fitted, used, state)


def test_missing_points_do_not_fill_the_baseline() -> None:
    values = np.arange(30.0)
    values[[3, 4, 10]] = np.nan
    phase = baseline(values)
    assert (phase.fitted, phase.points) == (23, 20)
    values[12:] = np.nan
    assert baseline(values).state == "trial"


def test_limits_never_roll() -> None:
    values = np.concatenate((np.random.default_rng(3).normal(10, 1, 25), np.full(25, 30.0)))
    fit = xmr(values[:20])
    for stop in (20, 25, 40, 50):
        chart = xmr_chart(values[:stop])
        assert (chart.centre == fit.centre).all()
        assert (chart.upper == fit.upper).all()
    assert Signal("run", "weak", "up", tuple(range(25, 50))) in xmr_chart(values).signals


def test_a_new_phase_starts_with_the_first_period_after_its_dated_cause() -> None:
    values = [*([10, 11] * 12), *([20, 22] * 8)]
    change = Change(WEEKS[24] - dt.timedelta(3), "supplier changed")  # inside week 23
    first, second = phases(values, WEEKS[:40], [change])
    assert (first.start, first.stop, first.cause) == (0, 24, None)
    assert (second.start, second.stop, second.fitted) == (24, 40, 40)
    assert second.cause == "supplier changed"
    chart = xmr_chart(values, (first, second))
    assert chart.signals == ()
    assert chart.centre[0] == 10.5
    assert chart.centre[-1] == 21
    assert xmr_chart(values).signals != ()


def test_changes_that_share_a_period_make_one_phase_and_late_ones_none() -> None:
    changes = [
        Change(WEEKS[3], "b"),
        Change(WEEKS[2] + dt.timedelta(1), "a"),
        Change(WEEKS[30], "not yet"),
        Change(WEEKS[0], "from the start"),
    ]
    found = phases([1.0] * 10, WEEKS[:10], changes)
    assert [(p.start, p.stop, p.cause) for p in found] == [
        (0, 3, "from the start"),
        (3, 10, "a; b"),
    ]


def test_a_new_phase_needs_a_cause_and_dates() -> None:
    with pytest.raises(ValueError, match="needs a cause"):
        Change(WEEKS[0], " ")
    with pytest.raises(ValueError, match="period starts"):
        phases([1, 2], (), [Change(WEEKS[0], "x")])
    assert [(p.start, p.stop) for p in phases([])] == [(0, 0)]


def test_signals_do_not_cross_phases() -> None:
    noise = [0, 2, 0, 2] * 5
    values = [*noise, *[1.5] * 5, *[31.5] * 5, *[30, 32] * 10]
    change = Change(WEEKS[25], "moved")
    chart = xmr_chart(values, phases(values, WEEKS[:50], [change]))
    assert not [s for s in chart.signals if s.rule == "run"]


def test_laney_p_by_hand() -> None:
    k, n = [10, 20, 30, 20], [100, 200, 200, 100]
    # pbar = 80 / 600; s from 100: 0.0339935, from 200: 0.0240370.
    # z = -0.980581, -1.386750, 0.693375, 1.961161; sigma_z = mean(0.406169, 2.080126, 1.267786)
    # / 1.128 = 1.251360 / 1.128 = 1.109362.
    limits = laney_p(k, n)
    assert limits.centre == pytest.approx(80 / 600)
    assert limits.sigma_z == pytest.approx(1.109362, abs=2e-6)
    reach = 3 * 1.109362 * np.array([0.0339935, 0.0240370, 0.0240370, 0.0339935])
    np.testing.assert_allclose(limits.upper, 80 / 600 + reach, atol=1e-6)
    np.testing.assert_allclose(limits.lower, 80 / 600 - reach, atol=1e-6)


def test_laney_limits_are_clipped_to_what_is_possible() -> None:
    low = laney_p([0, 1, 0, 2], [10, 10, 10, 10])
    assert (low.lower == 0).all()
    high = laney_p([10, 9, 10, 8], [10, 10, 10, 10])
    assert (high.upper == 1).all()
    events = laney_u([0, 5, 0, 5], [1, 1, 1, 1])
    assert (events.lower == 0).all()
    assert (events.upper > 1).all()


def test_laney_has_no_floor_at_one_and_screens_nothing() -> None:
    calm = laney_p([50, 50, 51, 50], [1000] * 4)
    s = np.sqrt(50.25 / 1000 * (1 - 50.25 / 1000) / 1000)
    assert calm.sigma_z == pytest.approx((0 + 2) / 3 * 0.001 / s / 1.128)
    wild = laney_p([*([10, 11] * 5), 90], [1000] * 11)
    ranges = np.abs(np.diff([*([10, 11] * 5), 90])) / 1000
    p = 195 / 11000
    assert wild.sigma_z == pytest.approx(ranges.mean() / np.sqrt(p * (1 - p) / 1000) / 1.128)


def test_laney_widens_where_periods_differ_by_more_than_chance() -> None:
    rng = np.random.default_rng(11)
    n = rng.integers(5_000, 20_000, 60)
    drifting = rng.binomial(n, rng.beta(50, 950, 60))
    steady = rng.binomial(n, 0.05)
    assert laney_p(steady, n).sigma_z == pytest.approx(1, abs=0.25)
    assert laney_p(drifting, n).sigma_z > 2
    assert not [s for s in p_chart(drifting, n).signals if s.strength == "strong"]


def test_laney_u_by_hand() -> None:
    limits = laney_u([4, 9, 16], [1, 2, 4])
    # ubar = 29 / 7 = 4.142857; s = 2.035401, 1.439246, 1.017700; z = -0.070186, 0.248146,
    # -0.140372; sigma_z = mean(0.318332, 0.388518) / 1.128 = 0.313320.
    assert limits.centre == pytest.approx(29 / 7)
    assert limits.sigma_z == pytest.approx(0.313320, abs=2e-6)
    assert limits.upper[2] == pytest.approx(29 / 7 + 3 * 1.017700 * 0.313320, abs=1e-5)


def test_periods_without_exposure_are_missing() -> None:
    k, n = [10, 0, 20, 30, 20], [100, 0, 200, 200, 100]
    limits = laney_p(k, n)
    assert np.isnan([limits.values[1], limits.lower[1], limits.upper[1]]).all()
    assert limits.sigma_z == laney_p([10, 20, 30, 20], [100, 200, 200, 100]).sigma_z
    assert np.isnan(laney_p([0, 0], [0, 0]).centre)
    assert np.isnan(laney_u([], []).centre)
    one = laney_p([3], [10])
    assert one.centre == 0.3
    assert np.isnan(one.upper).all()
    with pytest.raises(ValueError, match="one length"):
        laney_p([1, 2], [3])


def test_a_history_without_a_defect_has_no_width_and_the_first_defect_shows() -> None:
    chart = p_chart([0] * 20 + [3], [500] * 21)
    assert chart.upper[0] == 0
    assert chart.signals == (Signal("outside", "strong", "up", (20,)),)


def test_charts_of_rates_lock_too() -> None:
    rng = np.random.default_rng(5)
    n = rng.integers(900, 1100, 40)
    k = rng.binomial(n, np.where(np.arange(40) < 20, 0.05, 0.15))
    fit = laney_p(k[:20], n[:20])
    chart = p_chart(k, n)
    np.testing.assert_allclose(chart.centre, fit.centre)
    np.testing.assert_allclose(chart.upper[:20], fit.upper)
    strong = {i for s in chart.signals if s.rule == "outside" for i in s.points}
    assert strong >= set(range(22, 40))
    events = u_chart(k, n / 1000)
    assert events.centre[0] == pytest.approx(laney_u(k[:20], n[:20] / 1000).centre)


def test_days_between_rare_events() -> None:
    # Gaps whose 3.6th roots are 2, 3, 2, 3 ...: centre 2.5, mean range 1, limits 2.5 +- 2.66.
    gaps = np.tile([2.0, 3.0], 6) ** 3.6
    days = np.concatenate(([100.0], 100 + np.cumsum(gaps)))
    chart = days_between(days[::-1])
    np.testing.assert_allclose(chart.values, gaps)
    np.testing.assert_allclose(chart.centre, 2.5**3.6)
    np.testing.assert_allclose(chart.upper, 5.16**3.6)
    np.testing.assert_allclose(chart.lower, 0)
    assert chart.signals == ()
    assert len(days_between(days, until=days[-1] + 5.1**3.6).values) == 12
    open_gap = days_between(days, until=days[-1] + 5.2**3.6)
    assert open_gap.signals == (Signal("outside", "strong", "up", (12,)),)
    assert open_gap.phases[0].stop == 13


def test_days_between_seldom_cries_wolf() -> None:
    # Exponential gaps, the chart's own assumption: few points beyond limits made from 20 gaps.
    rng = np.random.default_rng(2)
    days = np.cumsum(rng.exponential(30, (300, 60)), axis=1)
    strong = sum(s.strength == "strong" for row in days for s in days_between(row).signals)
    assert strong / (300 * 59) < 0.01


def test_days_between_few_events() -> None:
    assert days_between([]).signals == ()
    assert len(days_between([5.0, np.nan]).values) == 0
    two = days_between([5.0, 9.0], until=500)
    assert list(two.values) == [4.0]
    assert np.isnan(two.upper).all()
    same_day = days_between([5.0, 5.0, 5.0])
    assert (same_day.upper == 0).all()
    assert same_day.signals == ()


def test_direction_decides_between_improvement_and_concern() -> None:
    assert verdict("up", "higher") == "improvement"
    assert verdict("down", "higher") == "concern"
    assert verdict("up", "lower") == "concern"
    assert verdict("down", "lower") == "improvement"
    assert verdict("up", "neither") == "change"
