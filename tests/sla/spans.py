"""Lists of half-open stretches of time, in whole seconds: cut, count, find a second. Nothing else.

Every list is in order, and no two of its stretches touch the same second.
"""

from __future__ import annotations

from collections.abc import Iterable

Span = tuple[int, int]
Spans = list[Span]


def union(spans: Iterable[Span]) -> Spans:
    """Each second once, whatever overlaps; a stretch turned inside out is empty."""
    found: Spans = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def common(one: Spans, other: Spans) -> Spans:
    """The seconds that are in both."""
    found, i, j = [], 0, 0
    while i < len(one) and j < len(other):
        start, end = max(one[i][0], other[j][0]), min(one[i][1], other[j][1])
        if start < end:
            found.append((start, end))
        if one[i][1] < other[j][1]:
            i += 1
        else:
            j += 1
    return found


def seconds(spans: Spans) -> int:
    """How many seconds they hold."""
    return sum(end - start for start, end in spans)


def nth_second(spans: Spans, n: int) -> int | None:
    """The instant at which their n-th second begins, counted from 0; None where there is none."""
    for start, end in spans:
        if n < end - start:
            return start + n
        n -= end - start
    return None


def reached(spans: Spans, n: int) -> int | None:
    """The earliest instant at which n > 0 of their seconds have passed; None where fewer do."""
    last = nth_second(spans, n - 1)
    return None if last is None else last + 1
