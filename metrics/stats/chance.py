"""How many strong signals chance alone would give when many charts are read at once.

The textbook's 0.27 % is for limits that are known. Limits made from at most 20 points miss by some,
and a point that helped to make them pulls them towards itself. The chances below are those of the
newest of n points lying outside, where every point is independent normal noise and the limits are
those of `spc.xmr` on `phases.baseline`; from 400,000 simulated charts a row.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from metrics.stats.arrays import row
from metrics.stats.phases import LOCK_AT

POINTS = (4, 5, 6, 8, 10, 12, 14, 16, 18, LOCK_AT)
CHANCES = (0.0, 0.0043, 0.0099, 0.0112, 0.0105, 0.0097, 0.0087, 0.0082, 0.0079, 0.0070)
AFTER_LOCKING = 0.0134


def false_alarms(points: ArrayLike) -> float:
    """Return the expected number of strong signals at the newest points of charts of pure noise.

    `points`: for each chart the number of points of its newest phase, the newest one included.
    """
    points = np.nan_to_num(row(points, "points"))
    made_by_itself = np.interp(points, POINTS, CHANCES)
    return float(np.where(points > LOCK_AT, AFTER_LOCKING, made_by_itself).sum())
