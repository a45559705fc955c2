"""Control charts of single values (XmR) and the one rule set that tells signals from noise.

Sources: W. A. Shewhart, "Economic Control of Quality of Manufactured Product" (1931); D. J.
Wheeler, "Understanding Variation" (2000), whose scaling factors 2.66 and 3.268 and whose three
detection rules these are.

A missing value (nan: a blank or a partial period) is left out as if it were not there: the range
before and after it is taken between the values on its two sides, and it neither makes nor breaks
a run.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from metrics.stats.arrays import BoolArray, FloatArray, floats, row, same_length

REACH = 2.66  # limits: this many mean moving ranges from the centre (3 / 1.128)
RANGE_REACH = 3.268  # upper range limit, in mean moving ranges
RUN = 8
WINDOW, NEAR = 4, 3

Direction = Literal["up", "down"]
Rule = Literal["outside", "near", "run"]
Strength = Literal["strong", "moderate", "weak"]
Assurance = Literal["capable", "hit or miss", "not capable"]

STRENGTH: dict[Rule, Strength] = {"outside": "strong", "near": "moderate", "run": "weak"}


@dataclass(frozen=True)
class XmrLimits:
    """The limits of an XmR chart, in the unit of its values; nan where too few values say.

    `mr_mean` is the mean moving range after screening and `mr_upper` its upper limit. `screened`
    are the indexes of the values whose moving range (to the value before) was dropped in fitting.
    `n` is the number of values that are not missing.
    """

    centre: float
    lower: float
    upper: float
    mr_mean: float
    mr_upper: float
    screened: tuple[int, ...]
    n: int


@dataclass(frozen=True)
class Signal:
    """A sign that something changed: the rule that saw it and the points that make it."""

    rule: Rule
    strength: Strength
    direction: Direction
    points: tuple[int, ...]


def xmr(values: ArrayLike) -> XmrLimits:
    """Return the limits of `values`, oldest first: mean +- 2.66 x mean moving range.

    The centre is the mean of all values. A moving range strictly above 3.268 times the mean range
    is dropped, once, before the limits are set. Limits are not clipped. Without values everything
    is nan; one value has a centre and no limits; equal values have limits of no width.
    """
    values = row(values)
    at = np.flatnonzero(~np.isnan(values))
    present = values[at]
    if len(present) < 2:
        centre = float(present[0]) if len(present) else math.nan
        return XmrLimits(centre, math.nan, math.nan, math.nan, math.nan, (), len(present))
    centre = math.fsum(present) / len(present)
    ranges = np.abs(np.diff(present))
    mean = math.fsum(ranges) / len(ranges)
    dropped = ranges > RANGE_REACH * mean + _slack(present)
    if dropped.any():
        kept = ranges[~dropped]
        mean = math.fsum(kept) / len(kept)
    return XmrLimits(
        centre=centre,
        lower=centre - REACH * mean,
        upper=centre + REACH * mean,
        mr_mean=mean,
        mr_upper=RANGE_REACH * mean,
        screened=tuple(int(i) for i in at[1:][dropped]),
        n=len(present),
    )


def moving_ranges(values: ArrayLike) -> FloatArray:
    """Return each value's distance from the last value before it that is not missing, else nan."""
    values = row(values)
    result = np.full(len(values), np.nan)
    at = np.flatnonzero(~np.isnan(values))
    result[at[1:]] = np.abs(np.diff(values[at]))
    return result


def signals(
    values: ArrayLike, centre: ArrayLike, lower: ArrayLike, upper: ArrayLike
) -> list[Signal]:
    """Return what is more than noise in `values`, oldest first, in order of rule, then of point.

    `centre`, `lower` and `upper` are one number each, or one a point (p and u charts).

    - outside, strong: a point strictly beyond a limit; one signal a point.
    - near, moderate: at least 3 of 4 points in a row strictly past half way from the centre to a
      limit, on one side. Its points are the near ones; windows that share one are one signal.
    - run, weak: 8 or more points in a row strictly on one side; a point on the centre breaks it.

    A limit that is nan (too few values) makes no signal. Differences of rounding size (1e-10 of
    the largest number) count as equal.
    """
    values = row(values)
    shape = values.shape
    bounds = [np.broadcast_to(floats(line), shape) for line in (centre, lower, upper)]
    same_length(values=values, centre=bounds[0], lower=bounds[1], upper=bounds[2])
    at = np.flatnonzero(~np.isnan(values))
    present, middle, low, high = (line[at] for line in (values, *bounds))
    slack = _slack(present, middle, low, high)
    sides: tuple[tuple[Direction, FloatArray, FloatArray], ...] = (
        ("up", present - middle, high - middle),
        ("down", middle - present, middle - low),
    )
    found = []
    for direction, distance, reach in sides:
        outside = np.flatnonzero(distance > reach + slack)
        groups: dict[Rule, list[list[int]]] = {
            "outside": [[int(i)] for i in outside],
            "near": _crowded(distance > reach / 2 + slack),
            "run": _runs(distance > slack),
        }
        found += [
            Signal(rule, STRENGTH[rule], direction, tuple(int(at[i]) for i in group))
            for rule, groups_of_rule in groups.items()
            for group in groups_of_rule
        ]
    order = list(STRENGTH)
    return sorted(found, key=lambda signal: (order.index(signal.rule), signal.points))


def assurance(target: float | None, better: str, lower: float, upper: float) -> Assurance | None:
    """Tell whether a process with these limits can meet `target` at all.

    `better` is higher, lower or neither. Capable: every value within the limits meets the target
    (one that equals it does). Not capable: none does. Hit or miss: chance decides. None where
    there is no target, no direction or no limit. After the "assurance" icons of NHS England's
    "Making Data Count".
    """
    if target is None or better not in {"higher", "lower"} or math.isnan(lower + upper + target):
        return None
    worst, best = (lower, upper) if better == "higher" else (-upper, -lower)
    aim = target if better == "higher" else -target
    if worst >= aim:
        return "capable"
    return "not capable" if best < aim else "hit or miss"


def _slack(*lines: FloatArray) -> float:
    sizes = [np.max(np.abs(line), initial=0.0, where=np.isfinite(line)) for line in lines]
    return 1e-10 * float(max(sizes))


def _crowded(near: BoolArray) -> list[list[int]]:
    """Return the near points of every window of 4 that has at least 3, joined where they share."""
    groups: list[list[int]] = []
    for start in range(len(near) - WINDOW + 1):
        inside = [i for i in range(start, start + WINDOW) if near[i]]
        if len(inside) < NEAR:
            continue
        if groups and groups[-1][-1] >= inside[0]:
            groups[-1] += [i for i in inside if i > groups[-1][-1]]
        else:
            groups.append(inside)
    return groups


def _runs(side: BoolArray) -> list[list[int]]:
    """Return every longest stretch of 8 or more true in a row."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], side, [False])).astype(np.int8)))
    return [
        list(range(start, end))
        for start, end in zip(edges[::2], edges[1::2], strict=True)
        if end - start >= RUN
    ]
