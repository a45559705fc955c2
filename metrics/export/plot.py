"""The 6-12 chart as shapes with places: whoever draws them turns them into SVG, or into a PDF.

The last 6 weeks on the left, a gap, the last 12 months on the right on an axis of their own; the
prior year lighter, the target as marks without a line, a partial period hollow (METRICS 8, 0.4).
Places are points, y grows downwards.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from metrics import fmt
from metrics.model import Metric
from metrics.review import MetricReview
from metrics.review_series import ReviewPoint

Role = Literal["ink", "muted", "line", "now", "before", "ground"]
Anchor = Literal["start", "middle", "end"]
LEFT, BETWEEN, TOP, BOTTOM, RIGHT = 46.0, 52.0, 16.0, 18.0, 8.0
WEEKS_SHARE = 0.36
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Line:
    """A line through `points`; `dashed` for the year before."""

    points: tuple[tuple[float, float], ...]
    role: Role
    width: float
    dashed: bool = False


@dataclass(frozen=True)
class Dot:
    """A point of a series; `hollow` for a partial period."""

    x: float
    y: float
    radius: float
    role: Role
    hollow: bool = False


@dataclass(frozen=True)
class Word:
    """A text whose baseline begins, is centred, or ends at a place."""

    x: float
    y: float
    text: str
    anchor: Anchor
    role: Role
    size: float
    bold: bool = False


Shape = Line | Dot | Word


@dataclass(frozen=True)
class _Axis:
    """Turns values into heights between `top` and `bottom`."""

    low: float
    high: float
    top: float
    bottom: float

    def at(self, value: float) -> float:
        return self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top)


def six_twelve(
    answer: MetricReview, currency: str, width: float, height: float
) -> tuple[Shape, ...]:
    """Return the chart of `answer` in a box of `width` x `height` points."""
    weeks = (width - LEFT - BETWEEN - RIGHT) * WEEKS_SHARE
    months = (width - LEFT - BETWEEN - RIGHT) - weeks
    return (
        *_half(answer, answer.weeks, answer.weeks_prior, LEFT, weeks, height, currency, _weeks),
        *_half(
            answer, answer.months, answer.months_prior, LEFT + weeks + BETWEEN, months, height,
            currency, _months,
        ),
    )  # fmt: skip


def _half(
    answer: MetricReview,
    now: Sequence[ReviewPoint],
    before: Sequence[ReviewPoint],
    left: float,
    width: float,
    height: float,
    currency: str,
    names: Callable[[Sequence[dt.date]], list[str]],
) -> list[Shape]:
    shapes: list[Shape] = []
    metric, bottom = answer.metric, height - BOTTOM
    step = width / len(now)
    places = [left + (n + 0.5) * step for n in range(len(now))]
    axis, ticks = _axis(metric, answer.target, now, before, bottom)
    for tick in ticks:
        y = axis.at(tick)
        shapes.append(Line(((left, y), (left + width, y)), "line", 0.5))
        written = _tick(metric, tick, ticks)
        shapes.append(Word(left - 4, y + 2.6, written, "end", "muted", 7.5))
    shapes.append(Line(((left, bottom), (left + width, bottom)), "line", 0.9))
    labels = names([point.start for point in now])
    shapes += [
        Word(x, bottom + 11, name, "middle", "muted", 7.5)
        for x, name in zip(places, labels, strict=True)
    ]
    shapes += _series(places, before, axis, "before")
    shapes += _series(places, now, axis, "now")
    if answer.target is not None and ticks:
        y = axis.at(answer.target)
        reach = min(step * 0.32, 7.0)
        shapes += [Line(((x - reach, y), (x + reach, y)), "ink", 1.3) for x in places]
    shapes += _last(places, now, axis, metric, currency)
    missing = [n for n, point in enumerate(now) if point.value is None]
    if missing:
        middle = (places[missing[0]] + places[missing[-1]]) / 2
        shapes.append(Word(middle, (TOP + bottom) / 2, fmt.NA, "middle", "muted", 7.5))
    return shapes


def _series(
    places: Sequence[float], points: Sequence[ReviewPoint], axis: _Axis, role: Role
) -> list[Shape]:
    """Draw a series; a number that is not known leaves a gap."""
    now, shapes, run = role == "now", [], list[tuple[float, float]]()
    marks: list[Shape] = []
    for x, point in zip((*places, None), (*points, None), strict=True):
        if x is None or point is None or point.value is None:
            if len(run) > 1:
                shapes.append(Line(tuple(run), role, 1.6 if now else 1.0, dashed=not now))
            run = []
            continue
        y = axis.at(point.value)
        run.append((x, y))
        marks.append(Dot(x, y, 2.6 if now else 1.6, role, hollow=now and point.partial))
    return [*shapes, *marks]


def _last(
    places: Sequence[float],
    points: Sequence[ReviewPoint],
    axis: _Axis,
    metric: Metric,
    currency: str,
) -> list[Shape]:
    """Write the last number where the line into its point is not."""
    known = [n for n, point in enumerate(points) if point.value is not None]
    if not known:
        return []
    values = [points[n].value or 0.0 for n in known[-2:]]
    below = len(values) == 2 and values[1] < values[0]
    y = axis.at(values[-1]) + (11 if below else -6)
    text = fmt.value(metric, values[-1], currency)
    at_edge = known[-1] == len(points) - 1
    x = places[known[-1]] + (places[1] - places[0]) * (0.5 if at_edge else 0)
    return [Word(x, y, text, "end" if at_edge else "middle", "ink", 8.5, bold=True)]


def _axis(
    metric: Metric,
    target: float | None,
    now: Sequence[ReviewPoint],
    before: Sequence[ReviewPoint],
    bottom: float,
) -> tuple[_Axis, list[float]]:
    known = [p.value for p in (*now, *before) if p.value is not None]
    if not known:
        return _Axis(0.0, 1.0, TOP, bottom), []
    known += [target] if target is not None else []
    low, high = min(known), max(known)
    room = (high - low) * 0.2 or abs(high) * 0.1 or 1.0
    axis = _Axis(low - room, high + room, TOP, bottom)
    return axis, _ticks(axis.low, axis.high)


def _ticks(low: float, high: float, wanted: int = 4) -> list[float]:
    """Return round numbers between `low` and `high`, about `wanted` of them."""
    rough = (high - low) / wanted
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * one for one in STEPS if power * one >= rough)
    first = math.ceil(low / step)
    return [n * step for n in range(first, math.floor(high / step) + 1)]


def _tick(metric: Metric, tick: float, ticks: Sequence[float]) -> str:
    shown = [one * (100 if metric.unit == "percent" else 1) for one in (tick, *ticks[:2])]
    step = shown[-1] - shown[-2] if len(ticks) > 1 else 1.0
    decimals = max(0, -math.floor(math.log10(abs(step)) + 1e-9)) if step else 0
    decimals += not math.isclose(step * 10**decimals, round(step * 10**decimals))
    return fmt.number(shown[0], decimals) + ("%" if metric.unit == "percent" else "")


def _weeks(starts: Sequence[dt.date]) -> list[str]:
    before = [None, *(start.month for start in starts)]
    return [
        str(start.day) if start.month == month else fmt.day_short(start)
        for start, month in zip(starts, before, strict=False)
    ]


def _months(starts: Sequence[dt.date]) -> list[str]:
    return [fmt.month(start) for start in starts]
