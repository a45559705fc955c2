"""Search the cuts of a change for the one that explains most with least, and say it.

A cut is one dimension, or a pair of them, with the change already decomposed over its members
(`decompose`). From each cut the segments are picked that hold more of the change than of the
weight; the cut whose pick explains most, after paying for its weight and for every segment and
extra dimension, comes first.

What a segment explains is its part of the change over the sum of all parts' sizes, so that a cut
whose members move wildly in both directions explains little: that is what noise looks like. Parts
too small to be named are netted against each other first, as noise nets out. Even so: ask only
where the change itself is a signal; a change that is noise has noisy parts, and some cut fits it.

The idea of explanatory power against succinctness is R. Bhagwan et al., "Adtributor: revenue
debugging in advertising systems", NSDI (2014); the price list is our own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from metrics.language import mark, tr, tr_n
from metrics.stats.decompose import Decomposition

FLOOR = 0.01  # a segment with less of the weight is never named
SEGMENT_COSTS = 0.05  # the share of the change that one more segment must add to be worth naming
DIMENSION_COSTS = 0.02
LEAST_SCORE = 0.2  # under this nothing stands out
WORTH_SAYING = 0.005  # of the change: a smaller effect is left out of the sentence
NAMED = 3  # so many segments are named, the others counted
ALIKE = 0.02  # two picks with parts and weights this close say the same

Member = tuple[str | None, ...]


@dataclass(frozen=True)
class Cut:
    """The change over the members of one dimension or of a pair of them."""

    dimensions: tuple[str, ...]
    members: Sequence[Member]
    parts: Decomposition


@dataclass(frozen=True)
class Finding:
    """Segments of one cut that explain a change.

    `explained` is their part of the net change (it may pass 1 where others moved against it),
    `weight` their share of the denominator, `score` what they were ranked by. `rate`, `mix`, `new`
    and `gone` are their effects in the unit of the number. `also` names cuts that say the same.
    """

    dimensions: tuple[str, ...]
    members: tuple[Member, ...]
    explained: float
    weight: float
    score: float
    rate: float
    mix: float
    new: float
    gone: float
    also: tuple[tuple[str, ...], ...] = ()

    @property
    def names(self) -> str:
        """Its segments in words: ``team = Seoul or Busan``, ``team = Seoul and channel = chat``."""
        return _names(self)


# How a segment moved the whole: its own rate, its share, that it is new, that it is gone.
_EFFECTS = {
    "rate": mark("rate {change}"),
    "mix": mark("mix {change}"),
    "new": mark("new {change}"),
    "gone": mark("gone {change}"),
}


def search(cuts: Sequence[Cut], floor: float = FLOOR) -> tuple[Finding, ...]:
    """Return what explains the change, best first; empty where nothing stands out.

    All cuts must be of the same change. Of cuts that say the same (a team and its manager, a pair
    that adds nothing to one of its dimensions) the one with fewer dimensions, then the first
    given, is kept.
    """
    found = [finding for cut in cuts if (finding := _pick(cut, floor)) is not None]
    found.sort(key=lambda finding: -finding.score)
    kept: list[Finding] = []
    for finding in found:
        twin = next((i for i, other in enumerate(kept) if _alike(finding, other)), None)
        if twin is None:
            kept.append(finding)
            continue
        first, second = sorted(
            (kept[twin], finding), key=lambda one: (len(one.dimensions), _place(one, cuts))
        )
        also = (*kept[twin].also, second.dimensions)
        kept[twin] = Finding(**{**vars(first), "also": also})
    return tuple(kept)


def sentence(
    label: str,
    parts: Decomposition,
    findings: Sequence[Finding],
    show: Callable[[float], str],
    show_change: Callable[[float], str],
) -> str:
    """Say in one sentence, with its numbers, how `label` moved and what explains most of it.

    `show` writes a value (``91.2 %``), `show_change` a signed difference (``-3.8 pp``).
    """
    if np.isnan(parts.change):
        return tr(
            "{metric} cannot be compared: one of the two periods has nothing to divide by.",
            metric=label,
        )
    if parts.change == 0:
        return tr("{metric} did not move: {value}.", metric=label, value=show(parts.after))
    head = mark("{metric} rose from {before} to {after}")
    if parts.change < 0:
        head = mark("{metric} fell from {before} to {after}")
    moved = tr(head, metric=label, before=show(parts.before), after=show(parts.after))
    change = show_change(parts.change)
    if not findings:
        return tr("{moved} ({change}); no segment stands out.", moved=moved, change=change)
    best = findings[0]
    effects = [
        tr(word, change=show_change(value))
        for name, word in _EFFECTS.items()
        if abs(value := getattr(best, name)) > WORTH_SAYING * abs(parts.change)
    ]
    return tr_n(
        "{moved}; {names}, {weight} of the volume, explains {share} of the {change} ({effects}).",
        "{moved}; {names}, {weight} of the volume, explain {share} of the {change} ({effects}).",
        len(best.members),
        moved=moved,
        names=best.names,
        weight=f"{best.weight:.0%}",
        share=f"{best.explained:.0%}",
        change=change,
        effects=", ".join(effects),
    )


def _pick(cut: Cut, floor: float) -> Finding | None:
    parts = cut.parts
    small = np.abs(parts.contribution) < SEGMENT_COSTS * abs(parts.change)
    gross = np.abs(parts.contribution[~small]).sum() + abs(parts.contribution[small].sum())
    if not len(cut.members) or not parts.change or not np.isfinite(gross) or gross == 0:
        return None
    sizes = parts.contribution * np.sign(parts.change) / gross
    worth = np.where(parts.weight >= floor, sizes - parts.weight - SEGMENT_COSTS, -1.0)
    order = np.argsort(-worth, kind="stable")
    picked = order[worth[order] > 0]
    score = float(worth[picked].sum()) - DIMENSION_COSTS * (len(cut.dimensions) - 1)
    if not len(picked) or score < LEAST_SCORE:
        return None
    return Finding(
        dimensions=cut.dimensions,
        members=tuple(cut.members[i] for i in picked),
        explained=float(parts.contribution[picked].sum() / parts.change),
        weight=float(parts.weight[picked].sum()),
        score=score,
        rate=float(parts.rate[picked].sum()),
        mix=float(parts.mix[picked].sum()),
        new=float(parts.new[picked].sum()),
        gone=float(parts.gone[picked].sum()),
    )


def _alike(one: Finding, other: Finding) -> bool:
    return abs(one.explained - other.explained) < ALIKE and abs(one.weight - other.weight) < ALIKE


def _place(finding: Finding, cuts: Sequence[Cut]) -> int:
    return next(i for i, cut in enumerate(cuts) if cut.dimensions == finding.dimensions)


def _names(finding: Finding) -> str:
    """Return ``team = Seoul or Busan``, ``team = Seoul and channel = chat``."""
    named, more = finding.members[:NAMED], len(finding.members) - NAMED
    if len(finding.dimensions) == 1:
        said = [member[0] or tr("unknown") for member in named]
        said[0] = f"{finding.dimensions[0]} = {said[0]}"
    else:
        said = [
            tr(" and ").join(
                f"{dimension} = {value or tr('unknown')}"
                for dimension, value in zip(finding.dimensions, member, strict=True)
            )
            for member in named
        ]
    return tr(" or ").join([*said, tr("{more} more", more=more)] if more > 0 else said)
