"""Counts of rare events: how many of them in one period chance alone would give.

A control chart of single values needs a spread to make limits from. Where most periods have no
event its limits collapse towards zero, and every event looks like news.

Source: J. Przyborowski and H. Wilenski, "Homogeneity of results in testing samples from Poisson
series", Biometrika 31 (1940): given all events of two spans, those of one are binomial by length.
"""

from __future__ import annotations

from scipy import stats

TAIL = 0.00135  # what a Shewhart chart leaves beyond one limit of 3 sigma


def most_by_chance(events: int, periods: int, tail: float = TAIL) -> int:
    """Return the largest count of one more period that is no signal after `events` in `periods`.

    A count k above it has P(X >= k) < `tail`, where X is binomial: `events` + k events, each of
    which falls into the new one of `periods` + 1 periods with chance 1 / (`periods` + 1). The
    fewer periods were seen, the more is allowed: their rate is known the less.
    """
    if events < 0 or periods < 1:
        raise ValueError(f"no count of events in periods: {events} in {periods}")
    most = 0
    while stats.binom.sf(most, events + most + 1, 1 / (periods + 1)) >= tail:  # P(X >= most + 1)
        most += 1
    return most
