"""How often each thing of the browser is measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Effort:
    """How much is clicked: more of it makes the percentiles steadier.

    `paints` is how often each page is opened, `tours` how often `filters` are gone through, of each
    at most `picks` members; `sessions` are the numbers of people who click at once, tried in this
    order, each making `clicks` of them after thinking for between the two seconds of `think`.
    """

    paints: int
    tours: int
    filters: tuple[str, ...]
    picks: int
    sessions: tuple[int, ...]
    clicks: int
    think: tuple[float, float]


FULL = Effort(
    paints=7,
    tours=2,
    filters=("region", "team", "category", "priority"),
    picks=5,
    sessions=(10, 20, 30, 45, 60, 80, 100),
    clicks=4,
    think=(5.0, 15.0),
)
BRIEF = Effort(
    paints=1, tours=1, filters=("region",), picks=2, sessions=(2,), clicks=1, think=(0.0, 0.1)
)
BRIEF_BELOW = 20_000  # so few tickets say nothing of time: what runs is only shown to run


def effort_for(count: int) -> Effort:
    """Return how much to measure with `count` tickets."""
    return BRIEF if count < BRIEF_BELOW else FULL
