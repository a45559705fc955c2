"""How long until it comes back: Kaplan-Meier, the log-rank test, the mean cumulative function.

Times are durations since each unit's own start, in one unit of the caller's (usually days).

Sources: E. L. Kaplan and P. Meier, "Nonparametric estimation from incomplete observations", JASA
53 (1958); M. Greenwood (1926) for the variance; J. D. Kalbfleisch and R. L. Prentice, "The
Statistical Analysis of Failure Time Data" (1980) for the log-log band; N. Mantel, "Evaluation of
survival data", Cancer Chemotherapy Reports 50 (1966); J. F. Lawless and C. Nadeau, "Some simple
robust methods for the analysis of recurrent events", Technometrics 37 (1995).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from metrics.stats.arrays import FloatArray, IntArray, floats, row, same_length
from metrics.stats.intervals import Z_95

EQUAL = 1e-9  # survival is a product of fractions: below this a difference is rounding


@dataclass(frozen=True)
class Survival:
    """A Kaplan-Meier curve: one entry a time at which something happened, ascending.

    `survival` holds from that time until the next; before the first it is 1. `low` and `high` are
    the 95 % band, nan where survival is 0. `at_risk` and `events` are the counts at that time.
    `median` is nan where survival never falls to one half.
    """

    times: FloatArray
    survival: FloatArray
    low: FloatArray
    high: FloatArray
    at_risk: IntArray
    events: IntArray
    median: float
    n: int

    def at(self, times: ArrayLike) -> FloatArray:
        """Return survival at `times`; nan before 0 and for a curve without units."""
        times = np.asarray(times, dtype=np.float64)
        steps = np.concatenate(([1.0 if self.n else np.nan], self.survival))
        found = steps[np.searchsorted(self.times, times, side="right")]
        return np.where(times >= 0, found, np.nan)[()]


@dataclass(frozen=True)
class LogRank:
    """A log-rank test: do groups differ? nan where fewer than two groups could have had events.

    `groups` are the distinct groups, ascending; `observed` and `expected` their events.
    """

    chi2: float
    df: int
    p: float
    groups: tuple[Any, ...]
    observed: FloatArray
    expected: FloatArray


@dataclass(frozen=True)
class MeanCumulative:
    """Mean number of events a unit has had by each time at which there was one, ascending.

    `variance` is robust to dependence inside a unit; `low` and `high` are the 95 % band.
    `at_risk` is the number of units still watched at that time. `n` counts the units.
    """

    times: FloatArray
    mean: FloatArray
    variance: FloatArray
    low: FloatArray
    high: FloatArray
    at_risk: IntArray
    n: int

    def at(self, times: ArrayLike) -> FloatArray:
        """Return the mean at `times`; nan before 0 and without units."""
        times = np.asarray(times, dtype=np.float64)
        steps = np.concatenate(([0.0 if self.n else np.nan], self.mean))
        found = steps[np.searchsorted(self.times, times, side="right")]
        return np.where(times >= 0, found, np.nan)[()]


def kaplan_meier(durations: ArrayLike, happened: ArrayLike) -> Survival:
    """Return the Kaplan-Meier curve of `durations`, ended by the event where `happened`.

    The others are censored, and at risk at their own time still. Band: log-log, with Greenwood's
    variance. Median: the first time with survival <= 0.5. Units without a duration (nan) are left
    out. ValueError on a negative duration or rows of different length.
    """
    durations, events = _durations(durations, happened)
    ordered = np.sort(durations)
    times, counts = np.unique(durations[events], return_counts=True)
    at_risk = len(ordered) - np.searchsorted(ordered, times, side="left")
    survival = floats(np.cumprod(1 - counts / at_risk))
    survival[at_risk == counts] = 0.0
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(counts / (at_risk * (at_risk - counts)))
        reach = np.exp(Z_95 * np.sqrt(greenwood) / np.abs(np.log(survival)))
        low = np.where(survival > 0, survival**reach, np.nan)
        high = np.where(survival > 0, survival ** (1 / reach), np.nan)
    halved = np.flatnonzero(survival <= 0.5 + EQUAL)
    return Survival(
        times=times,
        survival=survival,
        low=low,
        high=high,
        at_risk=at_risk,
        events=counts,
        median=float(times[halved[0]]) if len(halved) else np.nan,
        n=len(durations),
    )


def log_rank(durations: ArrayLike, happened: ArrayLike, groups: ArrayLike) -> LogRank:
    """Test whether survival differs between `groups` (one label a unit; at least two).

    Hypergeometric variance, no continuity correction; chi-square with one degree of freedom less
    than there are groups that were at risk at an event. Units without a duration are left out.
    """
    given = row(durations, "durations")
    durations, events = _durations(durations, happened)
    labels = np.asarray(groups)
    same_length(durations=given, groups=labels)
    names, member = np.unique(labels[~np.isnan(given)], return_inverse=True)
    times, slot = np.unique(durations[events], return_inverse=True)
    deaths = np.zeros((len(times), len(names)))
    np.add.at(deaths, (slot, member[events]), 1)
    at_risk = np.empty_like(deaths)
    for group in range(len(names)):
        ordered = np.sort(durations[member == group])
        at_risk[:, group] = len(ordered) - np.searchsorted(ordered, times, side="left")
    died, total = deaths.sum(axis=1), at_risk.sum(axis=1)
    share = at_risk / np.maximum(total, 1)[:, None]
    observed, expected = deaths.sum(axis=0), (died[:, None] * share).sum(axis=0)
    # At a time with one unit left the count is certain and has no variance.
    factor = died * (total - died) / np.maximum(total - 1, 1)
    weighted = share * factor[:, None]
    covariance = np.diag(weighted.sum(axis=0)) - weighted.T @ share
    chi2, df = _quadratic(observed - expected, covariance, expected > 0)
    p = float(special.chdtrc(df, chi2)) if df > 0 else np.nan
    return LogRank(chi2, df, p, tuple(names.tolist()), observed, expected)


def mean_cumulative(unit: ArrayLike, times: ArrayLike, ends: ArrayLike) -> MeanCumulative:
    """Return the mean cumulative function of events that can come back to the same unit.

    `ends` has one entry a unit: how long it was watched; it is at risk up to and including that.
    Event j happened to unit `unit[j]` (an index into `ends`) at `times[j]`; several may share a
    time. An event after its unit's end was not at risk and does not count.

    M(t) is the sum over event times of events / units at risk; its variance is the sum over units
    of the square of (the unit's own share of M, less what the mean unit at risk would have added);
    the band is M exp(+-z sqrt(variance) / M). Units without an end (nan) are left out. ValueError
    on a negative time or on a unit that `ends` does not have.
    """
    ends, times = row(ends, "ends"), row(times, "times")
    owner: IntArray = np.atleast_1d(np.asarray(unit, dtype=np.int64))
    same_length(unit=owner, times=times)
    if len(owner) and (owner.min() < 0 or owner.max() >= len(ends)):
        raise ValueError(f"events name a unit outside 0 to {len(ends) - 1}")
    if (ends < 0).any() or (times < 0).any():
        raise ValueError("times and ends must not be negative")
    counted = times <= ends[owner]
    owner, times = owner[counted], times[counted]
    watched = ends[~np.isnan(ends)]
    moments, slot, counts = np.unique(times, return_inverse=True, return_counts=True)
    at_risk = len(watched) - np.searchsorted(np.sort(watched), moments, side="left")
    mean = np.cumsum(counts / at_risk)
    variance = _robust(owner, slot, ends, moments, weights=1 / at_risk, counts=counts)
    with np.errstate(over="ignore"):
        reach = np.exp(Z_95 * np.sqrt(variance) / mean)
    return MeanCumulative(
        moments, mean, variance, mean / reach, mean * reach, at_risk, len(watched)
    )


def _robust(
    unit: IntArray,
    slot: IntArray,
    ends: FloatArray,
    moments: FloatArray,
    *,
    weights: FloatArray,
    counts: IntArray,
) -> FloatArray:
    """Return the Lawless-Nadeau variance at each moment, without a units x moments table.

    A unit's term is a - h: a the sum of 1 / at risk over its own events so far, h the sum of
    events / at risk ** 2 over all moments so far, both stopping at its end. The sum of squares
    over the units still watched opens into running sums of a and a ** 2; a unit that has left
    keeps its last square. `weights` is 1 / at risk at each moment.
    """
    order = np.lexsort((slot, unit))
    step = weights[slot[order]]
    running = np.cumsum(step)
    first = np.searchsorted(unit[order], unit[order], side="left")
    after = running - (running[first] - step[first])
    sums, squares = np.zeros(len(moments)), np.zeros(len(moments))
    np.add.at(sums, slot[order], step)
    np.add.at(squares, slot[order], after**2 - (after - step) ** 2)
    h = np.cumsum(counts * weights**2)

    watched = np.flatnonzero(~np.isnan(ends))
    own = floats(np.bincount(unit[order], weights=step, minlength=len(ends))[watched])
    left_at = np.searchsorted(moments, ends[watched], side="right")  # the first moment it misses
    last = floats(own - np.concatenate(([0.0], h))[left_at])

    def gone(amount: FloatArray) -> FloatArray:
        total = np.bincount(left_at, weights=amount, minlength=len(moments) + 1)
        return floats(np.cumsum(total)[: len(moments)])

    a = np.cumsum(sums) - gone(own)
    a2 = np.cumsum(squares) - gone(own**2)
    return np.maximum(a2 - 2 * h * a + h**2 / weights + gone(last**2), 0.0)


def _durations(durations: ArrayLike, happened: ArrayLike) -> tuple[FloatArray, NDArray[np.bool_]]:
    durations, events = row(durations, "durations"), np.atleast_1d(np.asarray(happened, dtype=bool))
    same_length(durations=durations, happened=events)
    if (durations < 0).any():
        raise ValueError("durations must not be negative")
    known = ~np.isnan(durations)
    return durations[known], events[known]


def _quadratic(
    difference: FloatArray, covariance: FloatArray, used: NDArray[np.bool_]
) -> tuple[float, int]:
    """Return difference' covariance^- difference over the used groups, and its rank."""
    keep = np.flatnonzero(used)[1:]  # the differences sum to zero: one group is redundant
    if not len(keep):
        return np.nan, 0
    square = covariance[np.ix_(keep, keep)]
    if np.linalg.matrix_rank(square) < len(keep):
        return np.nan, 0
    return float(difference[keep] @ np.linalg.solve(square, difference[keep])), len(keep)
