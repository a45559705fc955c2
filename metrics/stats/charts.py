"""Whole control charts: limits from each phase's baseline, and the signals within each phase.

`xmr_chart` for single values, `p_chart` for shares of large counts, `u_chart` for events per
exposure, `days_between` for rare events.

Sources: D. B. Laney, "Improved control charts for attributes", Quality Engineering 14 (2002): p'
and u' charts; L. S. Nelson, "A control chart for parts-per-million nonconforming items", Journal
of Quality Technology 26 (1994): time between events raised to 1 / 3.6, which makes exponential
gaps nearly normal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from metrics.stats.arrays import FloatArray, floats, ratio, row, same_length
from metrics.stats.phases import Phase, baseline
from metrics.stats.spc import Direction, Signal, signals, xmr

D2 = 1.128  # mean range of two normal values, in standard deviations
NELSON = 1 / 3.6


@dataclass(frozen=True)
class RateLimits:
    """Limits of a p' or u' chart: `lower` and `upper` one a point, clipped to what is possible.

    `sigma_z` is how much more the rates vary from period to period than chance within a period
    would make them (1: no more; it may be less). nan where fewer than two points say.
    """

    values: FloatArray
    centre: float
    lower: FloatArray
    upper: FloatArray
    sigma_z: float


@dataclass(frozen=True)
class Chart:
    """A drawn chart: a value and its limits a point, the phases, and the signals, oldest first.

    A missing point is nan in `values`, and in the limits too where they depend on its size.
    Points of signals are indexes of `values`.
    """

    values: FloatArray
    centre: FloatArray
    lower: FloatArray
    upper: FloatArray
    phases: tuple[Phase, ...]
    signals: tuple[Signal, ...]


def laney_p(k: ArrayLike, n: ArrayLike, fitted: int | None = None) -> RateLimits:
    """Return p' limits for shares `k` / `n`: pbar +- 3 s_i sigma_z, clipped to 0 to 1.

    s_i is the binomial standard deviation of point i; z_i = (p_i - pbar) / s_i; sigma_z =
    mean |z_i - z_(i-1)| / 1.128, with no floor at 1 and no screening. `fitted`: only the points
    before this index make the centre and sigma_z. A point without `n` is missing. Where pbar is 0
    or 1, s_i is 0 and so is the width.
    """

    def spread(centre: float, size: FloatArray) -> FloatArray:
        return np.sqrt(ratio(centre * max(1 - centre, 0.0), size))

    return _laney(k, n, fitted, spread, ceiling=1.0)


def laney_u(k: ArrayLike, exposure: ArrayLike, fitted: int | None = None) -> RateLimits:
    """Return u' limits for rates `k` / `exposure`: as p', with the Poisson's s_i, clipped at 0."""

    def spread(centre: float, size: FloatArray) -> FloatArray:
        return np.sqrt(ratio(centre, size))

    return _laney(k, exposure, fitted, spread, ceiling=np.inf)


def xmr_chart(values: ArrayLike, phases: Sequence[Phase] | None = None) -> Chart:
    """Return the XmR chart of `values`; one phase where none are given (see `phases.phases`)."""
    values = row(values)

    def limits(phase: Phase) -> tuple[float, FloatArray, FloatArray]:
        fit = xmr(values[phase.start : phase.fitted])
        return fit.centre, floats(fit.lower), floats(fit.upper)

    return _chart(values, phases, limits)


def p_chart(k: ArrayLike, n: ArrayLike, phases: Sequence[Phase] | None = None) -> Chart:
    """Return the p' chart of shares `k` / `n`."""
    return _rate_chart(laney_p, row(k, "k"), row(n, "n"), phases)


def u_chart(k: ArrayLike, exposure: ArrayLike, phases: Sequence[Phase] | None = None) -> Chart:
    """Return the u' chart of rates `k` / `exposure`."""
    return _rate_chart(laney_u, row(k, "k"), row(exposure, "exposure"), phases)


def days_between(days: ArrayLike, until: float | None = None) -> Chart:
    """Return the chart of the days between rare events: one point an event, from the second on.

    `days` are the days of the events, as numbers, in any order. Long gaps are "up": fewer events.
    Limits and rules work on gap ** (1 / 3.6) and are given back in days; the lower one is
    clipped at 0. `until`, when given, adds the gap that is still open as a last point if it is
    already longer than the upper limit (shorter, it says nothing yet).
    """
    times = row(days, "days")
    times = np.sort(times[~np.isnan(times)])
    gaps = np.diff(times)
    phase = baseline(gaps)
    fit = xmr(gaps[: phase.fitted] ** NELSON)
    if until is not None and len(gaps) and (until - times[-1]) > max(fit.upper, 0) ** (1 / NELSON):
        gaps = np.append(gaps, until - times[-1])
        phase = replace(phase, stop=len(gaps))
    lower = max(fit.lower, 0.0) if fit.n > 1 else np.nan
    found = signals(gaps**NELSON, fit.centre, lower, fit.upper)
    centre, low, high = (
        np.full(len(gaps), line) ** (1 / NELSON) for line in (fit.centre, lower, fit.upper)
    )
    return Chart(gaps, centre, low, high, (phase,), tuple(found))


def verdict(direction: Direction, better: str) -> str:
    """Tell whether a signal is an improvement, a concern, or just a change (`better` neither)."""
    if better not in {"higher", "lower"}:
        return "change"
    return "improvement" if (direction == "up") == (better == "higher") else "concern"


def _laney(
    k: ArrayLike,
    size: ArrayLike,
    fitted: int | None,
    spread: Callable[[float, FloatArray], FloatArray],
    ceiling: float,
) -> RateLimits:
    k, size = row(k, "k"), row(size, "size")
    same_length(k=k, size=size)
    values = np.where(size > 0, ratio(k, size), np.nan)
    present = ~np.isnan(values)
    first = np.flatnonzero(present[:fitted])
    centre = float(ratio(k[first].sum(), size[first].sum()))
    width = np.where(present, spread(centre, np.where(present, size, np.nan)), np.nan)
    z = np.where(width[first] > 0, ratio(values[first] - centre, width[first]), 0.0)
    sigma_z = float(np.abs(np.diff(z)).mean() / D2) if len(first) > 1 else np.nan
    lower = np.maximum(centre - 3 * width * sigma_z, 0.0)
    upper = np.minimum(centre + 3 * width * sigma_z, ceiling)
    return RateLimits(values, centre, lower, upper, sigma_z)


def _rate_chart(
    fit: Callable[[FloatArray, FloatArray, int], RateLimits],
    k: FloatArray,
    size: FloatArray,
    phases: Sequence[Phase] | None,
) -> Chart:
    same_length(k=k, size=size)

    def limits(phase: Phase) -> tuple[float, FloatArray, FloatArray]:
        part = slice(phase.start, phase.stop)
        found = fit(k[part], size[part], phase.fitted - phase.start)
        return found.centre, found.lower, found.upper

    return _chart(np.where(size > 0, ratio(k, size), np.nan), phases, limits)


def _chart(
    values: FloatArray,
    phases: Sequence[Phase] | None,
    limits: Callable[[Phase], tuple[float, FloatArray, FloatArray]],
) -> Chart:
    phases = (baseline(values),) if phases is None else tuple(phases)
    centre, lower, upper = (np.full(len(values), np.nan) for _ in range(3))
    found: list[Signal] = []
    for phase in phases:
        part = slice(phase.start, phase.stop)
        centre[part], lower[part], upper[part] = limits(phase)
        found += [
            replace(signal, points=tuple(i + phase.start for i in signal.points))
            for signal in signals(values[part], centre[part], lower[part], upper[part])
        ]
    return Chart(values, centre, lower, upper, phases, tuple(found))
