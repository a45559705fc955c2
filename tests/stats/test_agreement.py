from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.inter_rater import cohens_kappa

from metrics.stats.agreement import kappa, kappa_of_counts


def _pairs(table: list[list[int]]) -> tuple[list[int], list[int]]:
    cells = [(i, j) for i, r in enumerate(table) for j, times in enumerate(r) for _ in range(times)]
    return [i for i, _ in cells], [j for _, j in cells]


def test_the_usual_example() -> None:
    # 50 grant proposals, two readers, yes or no: 20 both yes, 15 both no, 5 and 10 apart.
    found = kappa(
        ["yes"] * 25 + ["no"] * 25, ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    )
    assert found.observed == pytest.approx(0.7)
    assert found.by_chance == pytest.approx(0.5)
    assert found.kappa == pytest.approx(0.4)
    assert found.n == 50


@pytest.mark.parametrize("weights", ["plain", "quadratic"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_kappa_and_its_interval_agree_with_statsmodels(weights: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    table = rng.integers(1, 15, (4, 4)) + 20 * np.eye(4, dtype=int)
    found = kappa(*_pairs(table.tolist()), weights)  # type: ignore[arg-type]
    theirs = cohens_kappa(table, wt=None if weights == "plain" else "quadratic")
    assert found.kappa == pytest.approx(theirs.kappa)
    assert found.low == pytest.approx(theirs.kappa_low, abs=1e-6)
    assert found.high == pytest.approx(theirs.kappa_upp, abs=1e-6)


def test_four_counts_say_the_same_as_the_verdicts() -> None:
    assert kappa_of_counts(20, 5, 10, 15) == kappa(*_pairs([[20, 5], [10, 15]]))
    assert np.isnan(kappa_of_counts(7, 0, 0, 0).kappa)
    assert kappa_of_counts(0, 0, 0, 0).n == 0


def test_quadratic_weights_go_by_the_scores_not_by_their_rank() -> None:
    # Scores 0, 50, 100 that nobody gave in between count as far apart as they are.
    near = kappa([0, 10, 100, 100], [10, 0, 100, 100], "quadratic")
    far = kappa([0, 90, 100, 100], [90, 0, 100, 100], "quadratic")
    assert near.kappa > 0.95
    assert far.kappa < 0.2
    # By hand: w = 1 - (difference / 100)^2; observed 1 - 2 x 0.01 / 4; by chance over all 16
    # pairs: 2 x 0.01 + 8 x (1 or 0.81, half each) of 16 apart.
    assert near.observed == pytest.approx(1 - 0.02 / 4)
    assert near.by_chance == pytest.approx(1 - (2 * 0.01 + 4 * 1.0 + 4 * 0.81) / 16)


def test_undefined_where_chance_alone_always_agrees() -> None:
    found = kappa(["pass"] * 5, ["pass"] * 5)
    assert np.isnan([found.kappa, found.low, found.high]).all()
    assert (found.observed, found.by_chance, found.n) == (1, 1, 5)
    assert np.isnan(kappa([3, 3], [3, 3], "quadratic").kappa)


def test_one_rater_with_one_verdict_agrees_no_more_than_chance() -> None:
    assert kappa(["pass"] * 4, ["pass", "fail", "pass", "fail"]).kappa == 0


def test_cases_without_both_verdicts_do_not_count() -> None:
    found = kappa([1.0, None, 0.0, np.nan, 1.0], [1.0, 1.0, 0.0, 0.0, ""])
    assert found.n == 2
    assert found.kappa == 1
    empty = kappa([], [])
    assert empty.n == 0
    assert np.isnan(empty.kappa)
    assert kappa(np.array([True, False]), [True, False]).kappa == 1


def test_refusals() -> None:
    with pytest.raises(ValueError, match="one length"):
        kappa([1], [1, 2])
    with pytest.raises(ValueError, match="plain or quadratic"):
        kappa([1, 2], [1, 2], "linear")  # type: ignore[arg-type]


def test_the_interval_covers_as_often_as_it_says() -> None:
    # Two raters see the truth (one half) and report it wrong one time in ten: kappa = 0.64.
    rng = np.random.default_rng(4)
    hits = 0
    for _ in range(400):
        truth = rng.random(200) < 0.5
        a, b = (truth ^ (rng.random(200) < 0.1) for _ in range(2))
        found = kappa(a, b)
        hits += found.low <= 0.64 <= found.high
    assert hits / 400 == pytest.approx(0.95, abs=0.03)
