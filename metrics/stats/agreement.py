"""Do two raters agree beyond chance: Cohen's kappa, plain or with quadratic weights.

Sources: J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological
Measurement 20 (1960), and "Weighted kappa", Psychological Bulletin 70 (1968); J. L. Fleiss, J.
Cohen and B. S. Everitt, "Large sample standard errors of kappa and weighted kappa", Psychological
Bulletin 72 (1969).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from metrics.stats.arrays import FloatArray, floats, same_length
from metrics.stats.intervals import Z_95


@dataclass(frozen=True)
class Agreement:
    """How far two raters agree: `kappa` is 1 for always, 0 for as often as chance.

    `observed` and `by_chance` are the (weighted) agreements. `low` and `high` are the 95 %
    interval. All but `n` are nan without a pair; kappa is nan where chance agreement is 1.
    """

    kappa: float
    low: float
    high: float
    observed: float
    by_chance: float
    n: int


def kappa(
    first: ArrayLike, second: ArrayLike, weights: Literal["plain", "quadratic"] = "plain"
) -> Agreement:
    """Return Cohen's kappa of two raters' verdicts on the same cases.

    Plain, for pass or fail or any names: a case counts as agreed or not. Quadratic, for scores
    (numbers): a disagreement costs the square of its size, over the square of the largest size
    among the scores given. Cases that either left out (nan, None or "") do not count. ValueError
    where the two differ in length.
    """
    given = [np.atleast_1d(np.asarray(rater, dtype=object)) for rater in (first, second)]
    same_length(first=given[0], second=given[1])
    both = [
        (a, b)
        for a, b in zip(*given, strict=True)
        if not any(x is None or x == "" or x != x for x in (a, b))  # noqa: PLR0124 only nan differs
    ]
    if not both:
        return Agreement(np.nan, np.nan, np.nan, np.nan, np.nan, 0)
    levels = sorted({x for pair in both for x in pair}, key=str)
    place = {level: i for i, level in enumerate(levels)}
    table = np.zeros((len(levels), len(levels)))
    for a, b in both:
        table[place[a], place[b]] += 1
    return _of_table(table, _weights(levels, weights))


def kappa_of_counts(
    both: float, first_only: float, second_only: float, neither: float
) -> Agreement:
    """Return Cohen's plain kappa of two raters who said yes or no, from their counts.

    Cases to which both said yes, only the first, only the second, neither.
    """
    table = floats([[both, first_only], [second_only, neither]])
    if not table.sum():
        return Agreement(np.nan, np.nan, np.nan, np.nan, np.nan, 0)
    return _of_table(table, np.eye(2))


def _weights(levels: list[object], weights: str) -> FloatArray:
    if weights == "plain":
        return np.eye(len(levels))
    if weights != "quadratic":
        raise ValueError(f"weights must be plain or quadratic, got {weights!r}")
    apart = np.subtract.outer(floats(levels), floats(levels)) ** 2
    return floats(1 - apart / max(float(apart.max()), np.finfo(float).tiny))


def _of_table(table: FloatArray, weights: FloatArray) -> Agreement:
    n = table.sum()
    shares = table / n
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    observed = float((weights * shares).sum())
    by_chance = float(rows @ weights @ columns)
    if by_chance >= 1 - 1e-12:
        return Agreement(np.nan, np.nan, np.nan, observed, by_chance, int(n))
    value = (observed - by_chance) / (1 - by_chance)
    means = (weights @ columns)[:, None] + (rows @ weights)[None, :]
    spread = (shares * (weights - means * (1 - value)) ** 2).sum()
    variance = (spread - (value - by_chance * (1 - value)) ** 2) / (n * (1 - by_chance) ** 2)
    reach = Z_95 * np.sqrt(max(float(variance), 0.0))
    return Agreement(
        value, max(value - reach, -1.0), min(value + reach, 1.0), observed, by_chance, int(n)
    )
