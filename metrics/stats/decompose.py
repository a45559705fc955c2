"""Why a number moved: rate, mix, new and gone segments, which sum exactly to the change.

Source: E. M. Kitagawa, "Components of a difference between two rates", JASA 50 (1955): the
midpoint form, in which rate and mix share their interaction equally. Taking the total rate before
off the mix terms moves nothing in sum, and makes a segment's mix effect read as it should: more
weight on a segment that is worse than the whole makes the whole worse.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from metrics.stats.arrays import FloatArray, floats, ratio, row, same_length


@dataclass(frozen=True)
class Decomposition:
    """The parts of the change from `before` to `after`: one entry a segment.

    `rate`, `mix`, `new` and `gone` add up to `after` - `before`, over parts and segments. A
    segment is new without weight before, gone without weight after. `weight_before` and
    `weight_after` are shares of the denominator. Everything is nan where either whole has no
    denominator.
    """

    before: float
    after: float
    rate: FloatArray
    mix: FloatArray
    new: FloatArray
    gone: FloatArray
    weight_before: FloatArray
    weight_after: FloatArray

    @property
    def change(self) -> float:
        """The whole change."""
        return self.after - self.before

    @property
    def contribution(self) -> FloatArray:
        """Each segment's part of the change."""
        return self.rate + self.mix + self.new + self.gone

    @property
    def weight(self) -> FloatArray:
        """Each segment's mean share of the denominator."""
        return (self.weight_before + self.weight_after) / 2


def decompose(
    of_before: ArrayLike, over_before: ArrayLike, of_after: ArrayLike, over_after: ArrayLike
) -> Decomposition:
    """Split the change of sum(`of`) / sum(`over`) between two periods over segments.

    With w a segment's share of the denominator and r its rate: rate = mean w x change of r; mix =
    (mean r - R0) x change of w; new = w1 (r1 - R0); gone = -w0 (r0 - R0); R0 the total rate
    before. Missing numbers count as 0. A numerator without a denominator (a refund in a week
    without a shipment) goes where its segment goes, so that the sum stays exact; with no
    denominator in either period it counts as rate.
    """
    of = [np.nan_to_num(row(of_before, "of_before")), np.nan_to_num(row(of_after, "of_after"))]
    over = [np.nan_to_num(row(x, "over")) for x in (over_before, over_after)]
    same_length(of_before=of[0], over_before=over[0], of_after=of[1], over_after=over[1])
    before, after = (float(ratio(a.sum(), b.sum())) for a, b in zip(of, over, strict=True))
    part0, part1 = (ratio(a, b.sum()) for a, b in zip(of, over, strict=True))
    w0, w1 = (ratio(b, b.sum()) for b in over)
    r0, r1 = (np.nan_to_num(ratio(a, b)) for a, b in zip(of, over, strict=True))
    was, still = w0 != 0, w1 != 0
    moved = part1 - part0
    zero = np.zeros(len(w0))
    # Undefined wholes make every part nan, also where a branch below says 0.
    zero += 0 * (before + after)
    both = was & still
    return Decomposition(
        before=before,
        after=after,
        rate=np.where(both, (w0 + w1) / 2 * (r1 - r0), np.where(was | still, zero, moved)),
        mix=np.where(both, ((r0 + r1) / 2 - before) * (w1 - w0), zero),
        new=np.where(~was & still, moved - before * w1, zero),
        gone=np.where(was & ~still, moved + before * w0, zero),
        weight_before=w0,
        weight_after=w1,
    )


def decompose_total(before: ArrayLike, after: ArrayLike) -> Decomposition:
    """Split the change of a total over segments: each one's own change.

    Goes where a rate's does: `rate` for a segment in both periods, `new`, `gone`. Weights are
    shares of the totals.
    """
    v0, v1 = np.nan_to_num(row(before, "before")), np.nan_to_num(row(after, "after"))
    same_length(before=v0, after=v1)
    was, still, moved = v0 != 0, v1 != 0, v1 - v0
    return Decomposition(
        before=float(v0.sum()),
        after=float(v1.sum()),
        rate=np.where(was & still, moved, 0.0),
        mix=np.zeros(len(v0)),
        new=np.where(~was & still, moved, 0.0),
        gone=np.where(was & ~still, moved, 0.0),
        weight_before=np.nan_to_num(ratio(v0, floats(v0.sum()))),
        weight_after=np.nan_to_num(ratio(v1, floats(v1.sum()))),
    )
