"""How many rare events chance gives in a period, against numbers worked out by hand."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest

from metrics.stats.rare import TAIL, most_by_chance


@pytest.mark.parametrize(
    ("events", "periods", "most"),
    [
        # None in 20 weeks: k in the next have the chance (1/21)^k. 0.0476, 0.0023, 0.0001.
        (0, 20, 2),
        # None in 12: 0.0769, 0.0059, 0.00046.
        (0, 12, 2),
        # None in one: (1/2)^k falls under 0.00135 at k = 10 (0.00098).
        (0, 1, 9),
    ],
)
def test_none_so_far(events: int, periods: int, most: int) -> None:
    assert most_by_chance(events, periods) == most


@pytest.mark.parametrize("events", [1, 3, 10, 19, 200])
@pytest.mark.parametrize("periods", [6, 20])
def test_the_limit_is_the_last_count_that_the_binomial_allows(events: int, periods: int) -> None:
    most = most_by_chance(events, periods)
    assert at_least(most, events + most, periods) >= TAIL
    assert at_least(most + 1, events + most + 1, periods) < TAIL


def at_least(k: int, n: int, periods: int) -> Fraction:
    """P(X >= k) of n events that fall into any of `periods` + 1 periods, in exact fractions."""
    into = Fraction(1, periods + 1)
    return sum(comb(n, i) * into**i * (1 - into) ** (n - i) for i in range(k, n + 1)) + Fraction(0)


def test_it_is_close_to_three_sigma_where_the_rate_is_well_known() -> None:
    """10,000 periods of mean 4: Poisson(4) has P(X >= 12) = 0.0009 and P(X >= 11) = 0.0028."""
    assert most_by_chance(40_000, 10_000) == 11


def test_no_periods_are_refused() -> None:
    with pytest.raises(ValueError, match="0 in 0"):
        most_by_chance(0, 0)
