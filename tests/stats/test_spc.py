from __future__ import annotations

import math

import numpy as np
import pytest

from metrics.stats.spc import Signal, assurance, moving_ranges, signals, xmr

# NIST/SEMATECH e-Handbook of Statistical Methods, section 6.3.2.2 "Individuals Control Charts":
# the flow-rate data and its moving ranges; centre 50.81, mean range 1.8778.
NIST = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]


def test_the_handbooks_example() -> None:
    limits = xmr(NIST)
    assert limits.centre == pytest.approx(50.81)
    assert limits.mr_mean == pytest.approx(1.8778, abs=5e-5)
    assert limits.upper == pytest.approx(55.8041, abs=2e-3)
    assert limits.lower == pytest.approx(45.8159, abs=2e-3)
    assert limits.mr_upper == pytest.approx(3.268 * 1.87778, abs=1e-4)
    assert limits.screened == ()
    assert limits.n == 10


def test_limits_by_hand_and_not_clipped() -> None:
    limits = xmr([1, 3, 1, 3])
    assert (limits.centre, limits.mr_mean) == (2, 2)
    assert limits.lower == pytest.approx(2 - 5.32)
    assert limits.upper == pytest.approx(2 + 5.32)


def test_a_wild_range_is_dropped_once_and_the_centre_keeps_every_point() -> None:
    values = [10, 11, 10, 11, 10, 11, 10, 11, 50]  # ranges 1 x 7 and 39: mean 5.75, 18.8 the bar
    limits = xmr(values)
    assert limits.screened == (8,)
    assert limits.mr_mean == 1
    assert limits.centre == pytest.approx(sum(values) / 9)
    assert limits.upper - limits.centre == pytest.approx(2.66)


def test_ranges_are_screened_once_not_until_none_is_left() -> None:
    # Ranges: 1 x 20, 5, 200. Mean 10.2, bar 33.4: 200 goes. The mean is then 25/21, the bar 3.9,
    # and 5 would go in a second round; it stays.
    values = np.concatenate(([0.0], np.cumsum([(-1.0) ** i for i in range(20)]), [5.0, 205.0]))
    limits = xmr(values)
    assert limits.screened == (22,)
    assert limits.mr_mean == pytest.approx(25 / 21)


def test_a_range_that_equals_the_bar_stays() -> None:
    # n ranges of 1 and one of r, r = 3.268 (n + r) / (n + 1): n = 9 gives r = 29.412 / 6.732.
    r = 3.268 * 9 / (10 - 3.268)
    values = np.concatenate((np.arange(10) % 2, [1 + r]))
    assert xmr(values).screened == ()
    values[-1] += 1e-6
    assert xmr(values).screened == (10,)


def test_missing_values_are_left_out() -> None:
    with_gaps = [np.nan, *NIST[:4], np.nan, np.nan, *NIST[4:], np.nan]
    assert xmr(with_gaps) == xmr(NIST)
    ranges = moving_ranges([np.nan, 1, np.nan, 4, 2])
    np.testing.assert_array_equal(ranges, [np.nan, np.nan, np.nan, 3, 2])
    screened = xmr([0, 1, 0, 1, 0, 1, 0, 1, np.nan, 60]).screened
    assert screened == (9,)


def test_too_few_values_have_no_limits() -> None:
    assert xmr([]).n == 0
    assert math.isnan(xmr([]).centre)
    assert xmr([7]).centre == 7
    assert math.isnan(xmr([7]).lower)
    assert math.isnan(xmr([7]).mr_upper)
    assert signals([7], 7, math.nan, math.nan) == []
    assert signals([], 7, 1, 9) == []
    with pytest.raises(ValueError, match="one row"):
        xmr([[1, 2], [3, 4]])


@pytest.mark.parametrize("value", [0.1, 0.95, 1e-12, 123456.789, 0.0])
def test_equal_values_are_never_news(value: float) -> None:
    values = np.full(29, value)
    limits = xmr(values)
    assert limits.upper == limits.lower == limits.centre == pytest.approx(value)
    assert signals(values, limits.centre, limits.lower, limits.upper) == []


def test_outside_is_strictly_beyond_a_limit() -> None:
    found = signals([0, 3, 0, -3.001, 3.5, 0], 0, -3, 3)
    assert found == [
        Signal("outside", "strong", "down", (3,)),
        Signal("outside", "strong", "up", (4,)),
    ]


def test_a_point_on_a_limit_of_one_point_is_inside_and_limits_may_differ_by_point() -> None:
    found = signals([0.5, 0.5, 0.5], 0.2, [0, 0, 0], [0.4, 0.5, 0.6])
    assert found == [Signal("outside", "strong", "up", (0,))]


def test_three_of_four_past_half_way() -> None:
    # Half way is 1.5: a point on it does not count.
    assert signals([0, 1.5, 1.5, 1.5, 0], 0, -3, 3) == []
    assert signals([0, 1.6, 0, 2, 1.7, 0, 0], 0, -3, 3) == [
        Signal("near", "moderate", "up", (1, 3, 4))
    ]
    assert signals([0, -1.6, -2, -1.7, 0], 0, -3, 3) == [
        Signal("near", "moderate", "down", (1, 2, 3))
    ]
    four = signals([-2, -2, -2, -2], 0, -3, 3)
    assert four == [Signal("near", "moderate", "down", (0, 1, 2, 3))]


def test_near_points_must_be_on_one_side_and_within_four() -> None:
    assert signals([2, -2, 2, -2, 2, 0], 0, -3, 3) == []
    assert signals([2, 0, 2, 0, 2, 0], 0, -3, 3) == []
    assert signals([2, 2, 2], 0, -3, 3) == []  # no four points yet


def test_a_point_outside_is_also_near() -> None:
    found = signals([0, 4, 2, 2, 0], 0, -3, 3)
    assert [signal.rule for signal in found] == ["outside", "near"]
    assert found[1].points == (1, 2, 3)


def test_windows_that_share_a_point_are_one_signal() -> None:
    found = signals([2, 2, 0, 2, 2, 0, 2, 0, 0, 0, 0, 2, 2, 2], 0, -3, 3)
    assert [signal.points for signal in found] == [(0, 1, 3, 4, 6), (11, 12, 13)]


def test_a_run_is_eight_strictly_on_one_side() -> None:
    run = [Signal("run", "weak", "up", tuple(range(8)))]
    assert signals([1] * 7, 0, -3, 3) == []
    assert signals([1] * 8, 0, -3, 3) == run
    assert signals([1] * 4 + [0] + [1] * 4, 0, -3, 3) == []
    assert signals([1] * 4 + [-1] + [1] * 7, 0, -3, 3) == []
    assert signals([0, *[-1] * 10, 1], 0, -3, 3) == [
        Signal("run", "weak", "down", tuple(range(1, 11)))
    ]


def test_a_tie_by_rounding_breaks_a_run() -> None:
    centre = 0.1 + 0.2  # 0.30000000000000004
    assert signals([0.4] * 4 + [0.3] + [0.4] * 4, centre, 0, 1) == []
    assert signals([1] * 4 + [1e-6] + [1] * 4, 0, -3, 3) == [
        Signal("run", "weak", "up", tuple(range(9)))
    ]


def test_missing_points_neither_make_nor_break_a_signal() -> None:
    values = [1, 1, 1, np.nan, 1, 1, 1, 1, np.nan, 1]
    assert signals(values, 0, -3, 3) == [Signal("run", "weak", "up", (0, 1, 2, 4, 5, 6, 7, 9))]
    assert signals([2, np.nan, 2, 0, 2, np.nan], 0, -3, 3) == [
        Signal("near", "moderate", "up", (0, 2, 4))
    ]


def test_without_limits_only_runs_show() -> None:
    found = signals([1] * 8 + [1000], 0, math.nan, math.nan)
    assert [signal.rule for signal in found] == ["run"]


def test_chance_alone_seldom_makes_a_strong_signal() -> None:
    # Normal noise, known limits: 2.7 points in a thousand lie beyond three standard deviations.
    noise = np.random.default_rng(7).normal(size=200_000)
    strong = [s for s in signals(noise, 0, -3, 3) if s.strength == "strong"]
    assert len(strong) / len(noise) == pytest.approx(0.0027, abs=0.0004)
    # Limits from the noise itself: three standard deviations, less what screening takes off.
    limits = xmr(noise)
    assert 2.9 < limits.upper - limits.centre < 3


@pytest.mark.parametrize(
    ("target", "better", "expected"),
    [
        (0.90, "higher", "capable"),
        (0.91, "higher", "capable"),
        (0.95, "higher", "hit or miss"),
        (0.97, "higher", "hit or miss"),
        (0.98, "higher", "not capable"),
        (0.98, "lower", "capable"),
        (0.97, "lower", "capable"),
        (0.95, "lower", "hit or miss"),
        (0.91, "lower", "hit or miss"),
        (0.90, "lower", "not capable"),
        (0.95, "neither", None),
        (None, "higher", None),
    ],
)
def test_whether_the_process_can_meet_its_target(
    target: float | None, better: str, expected: str | None
) -> None:
    assert assurance(target, better, 0.91, 0.97) == expected


def test_no_assurance_without_limits() -> None:
    assert assurance(0.9, "higher", math.nan, math.nan) is None
