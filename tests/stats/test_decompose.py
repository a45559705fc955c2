from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.stats.decompose import decompose, decompose_total


def test_by_hand() -> None:
    # Two teams. Before: 90 of 100 and 40 of 100 (R0 = 0.65). After: 76 of 80 and 60 of 120.
    parts = decompose([90, 40], [100, 100], [76, 60], [80, 120])
    assert (parts.before, parts.after) == (0.65, 0.68)
    # rate: mean weights 0.45 and 0.55, changes 0.05 and 0.10
    np.testing.assert_allclose(parts.rate, [0.0225, 0.055])
    # mix: mean rates 0.925 and 0.45 less 0.65, changes of weight -0.1 and +0.1
    np.testing.assert_allclose(parts.mix, [-0.0275, -0.02])
    assert not parts.new.any()
    assert not parts.gone.any()
    assert parts.contribution.sum() == pytest.approx(0.03)


def test_new_and_gone_by_hand() -> None:
    # a stays as it is, b goes, c comes. R0 = (50 + 10) / 200 = 0.3, R1 = (50 + 30) / 150.
    parts = decompose([50, 10, 0], [100, 100, 0], [50, 0, 30], [100, 0, 50])
    np.testing.assert_allclose(parts.gone, [0, -0.5 * (0.1 - 0.3), 0])
    np.testing.assert_allclose(parts.new, [0, 0, (50 / 150) * (0.6 - 0.3)])
    np.testing.assert_allclose(parts.mix, [(0.5 - 0.3) * (100 / 150 - 0.5), 0, 0])
    assert parts.rate.tolist() == [0, 0, 0]
    assert parts.contribution.sum() == pytest.approx(80 / 150 - 0.3)


def test_simpsons_paradox_is_all_mix() -> None:
    # Every team gets better, and the whole gets worse.
    parts = decompose([95, 10], [100, 20], [20, 55], [20, 100])
    assert parts.change < 0
    assert (parts.rate > 0).all()
    assert parts.mix.sum() < parts.change


def test_rate_and_mix_are_the_average_over_both_orders_of_change() -> None:
    # The Shapley value of two factors: move the rates first or the weights first, and average.
    rng = np.random.default_rng(1)
    for _ in range(50):
        over0, over1 = rng.integers(1, 1_000, (2, 6))
        of0, of1 = rng.binomial(over0, 0.3), rng.binomial(over1, 0.5)
        w0, w1, r0, r1 = over0 / over0.sum(), over1 / over1.sum(), of0 / over0, of1 / over1
        rates = ((w0 @ r1 - w0 @ r0) + (w1 @ r1 - w1 @ r0)) / 2
        weights = ((w1 @ r0 - w0 @ r0) + (w1 @ r1 - w0 @ r1)) / 2
        parts = decompose(of0, over0, of1, over1)
        assert parts.rate.sum() == pytest.approx(rates)
        assert parts.mix.sum() == pytest.approx(weights)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(*[st.integers(0, 50)] * 2, *[st.integers(0, 50)] * 2), min_size=1, max_size=8
    )
)
def test_parts_always_sum_to_the_change(rows: list[tuple[int, int, int, int]]) -> None:
    # Any segments: new, gone, without a denominator in one period or both, more than all.
    of0, over0, of1, over1 = np.array(rows, dtype=float).T
    parts = decompose(of0, over0, of1, over1)
    if over0.sum() == 0 or over1.sum() == 0:
        assert np.isnan(parts.contribution).all()
        return
    expected = of1.sum() / over1.sum() - of0.sum() / over0.sum()
    assert parts.contribution.sum() == pytest.approx(expected, abs=1e-9)
    assert parts.change == pytest.approx(expected, abs=1e-12)
    kinds = np.stack([parts.new != 0, parts.gone != 0, (parts.rate != 0) | (parts.mix != 0)])
    assert (kinds.sum(axis=0) <= 1).all()


def test_money_over_exposure_decomposes_too() -> None:
    parts = decompose([1e7, 2e7], [5_000, 1_000], [1.2e7, 2.5e7], [5_500, 900])
    assert parts.contribution.sum() == pytest.approx(3.7e7 / 6_400 - 3e7 / 6_000, rel=1e-12)


def test_nothing_to_divide_by() -> None:
    parts = decompose([0], [0], [5], [10])
    assert np.isnan(parts.before)
    assert np.isnan([parts.change, parts.rate[0], parts.mix[0], parts.new[0]]).all()
    empty = decompose([], [], [], [])
    assert len(empty.contribution) == 0
    assert np.isnan(empty.change)
    with pytest.raises(ValueError, match="one length"):
        decompose([1], [1], [1, 2], [1, 2])


def test_missing_numbers_count_as_nothing() -> None:
    parts = decompose([5, np.nan], [10, np.nan], [5, 3], [10, 10])
    assert parts.new[1] == pytest.approx(0.5 * (0.3 - 0.5))
    assert parts.contribution.sum() == pytest.approx(0.4 - 0.5)


def test_totals() -> None:
    parts = decompose_total([10, 5, 0, 0], [12, 0, 4, 0])
    assert (parts.before, parts.after, parts.change) == (15, 16, 1)
    assert parts.rate.tolist() == [2, 0, 0, 0]
    assert parts.gone.tolist() == [0, -5, 0, 0]
    assert parts.new.tolist() == [0, 0, 4, 0]
    np.testing.assert_allclose(parts.weight_before, [2 / 3, 1 / 3, 0, 0])
    assert decompose_total([0], [0]).weight.tolist() == [0]


def test_a_hundred_thousand_segments_sum_exactly() -> None:
    rng = np.random.default_rng(2)
    over0, over1 = rng.integers(0, 100, (2, 100_000))
    of0, of1 = rng.binomial(over0, 0.1), rng.binomial(over1, 0.12)
    parts = decompose(of0, over0, of1, over1)
    assert parts.contribution.sum() == pytest.approx(parts.change, abs=1e-12)
