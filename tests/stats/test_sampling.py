from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from metrics.stats.sampling import allocate, sample_size


@pytest.mark.parametrize(
    ("precision", "population", "expected"),
    [  # R. V. Krejcie and D. W. Morgan's and the usual survey tables, 95 %, share one half
        (0.05, None, 385),
        (0.03, None, 1068),
        (0.05, 1_000, 278),
        (0.05, 10_000, 370),
        (0.05, 100_000, 383),
        (0.05, 100, 80),
        (0.1, 50, 34),
    ],
)
def test_sizes_of_the_usual_tables(precision: float, population: int | None, expected: int) -> None:
    assert sample_size(precision, population) == expected


def test_rounded_up_once_at_the_end() -> None:
    # n0 = 384.146; 384.146 / (1 + 383.146 / 1000) = 277.73; from 385 it would be 278.21 -> 279.
    assert sample_size(0.05, 1_000) == 278


def test_a_guess_away_from_one_half_needs_fewer() -> None:
    assert sample_size(0.05, share=0.1) == 139  # 3.841459 x 0.09 / 0.0025 = 138.29
    assert sample_size(0.05, share=0.1) < sample_size(0.05)


def test_never_more_than_there_are_and_never_none() -> None:
    assert sample_size(0.001, 7) == 7
    assert sample_size(0.9) == 2
    assert sample_size(0.99, share=0.01) == 1
    assert sample_size(0.05, 0) == 0
    assert sample_size(0.05, 1) == 1


@pytest.mark.parametrize(("precision", "share"), [(0, 0.5), (1, 0.5), (0.05, 0), (0.05, 1.2)])
def test_refusals(precision: float, share: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        sample_size(precision, share=share)


def test_the_sample_is_as_precise_as_wanted() -> None:
    # 278 of 1,000 cases, half of them bad: within 5 points in about 95 of 100 samples.
    bad = stats.hypergeom(1_000, 500, sample_size(0.05, 1_000))
    n = sample_size(0.05, 1_000)
    k = np.arange(n + 1)
    assert bad.pmf(k)[np.abs(k / n - 0.5) <= 0.05].sum() == pytest.approx(0.95, abs=0.01)


def test_allocation_is_proportional_by_largest_remainder() -> None:
    assert allocate(10, [50, 30, 20]).tolist() == [5, 3, 2]
    assert allocate(10, [5, 3, 3]).tolist() == [4, 3, 3]  # 4.55, 2.73, 2.73
    assert allocate(7, [10, 10, 10]).tolist() == [3, 2, 2]  # a tie: the earlier one


def test_allocation_keeps_minimum_and_maximum() -> None:
    assert allocate(10, [1_000, 1, 1], at_least=2).tolist() == [8, 1, 1]
    assert allocate(20, [100, 10, 10, 10], at_least=5).tolist() == [5, 5, 5, 5]
    assert allocate(10, [100, 10, 10, 10], at_least=5).tolist() == [5, 5, 5, 5]
    assert allocate(100, [5, 3, 3]).tolist() == [5, 3, 3]


def test_allocation_of_little_or_nothing() -> None:
    assert allocate(0, [3, 4]).tolist() == [0, 0]
    assert allocate(5, []).tolist() == []
    assert allocate(5, [0, np.nan, 2]).tolist() == [0, 0, 2]


def test_allocation_always_adds_up() -> None:
    rng = np.random.default_rng(0)
    for _ in range(200):
        strata = rng.integers(0, 60, rng.integers(1, 12))
        size, least = int(rng.integers(0, 200)), int(rng.integers(0, 4))
        given = allocate(size, strata, least)
        floor = np.minimum(strata, least)
        assert given.sum() == min(max(size, floor.sum()), strata.sum())
        assert (given <= strata).all()
        assert (given >= floor).all()
        if least == 0 and strata.sum():
            exact = min(size, strata.sum()) * strata / strata.sum()
            assert (np.abs(given - exact) < 1).all()
