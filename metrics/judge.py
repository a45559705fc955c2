"""Sorts a reviewed metric into exception, usual or absent, and says why: no drawing here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from metrics import fmt
from metrics.engine import Store
from metrics.language import mark, tr, tr_n
from metrics.model import EVERYTHING, Metric, Point, Query, Scope, Where
from metrics.review import MetricReview, Review
from metrics.review_signals import ReviewLimits, ReviewSignal
from metrics.stats.spc import assurance

Kind = Literal["exception", "usual", "absent"]
Tone = Literal["worse", "better", "caution", "neutral"]

# What chance alone does to a metric in a week: a point outside limits of 3 sigma, and a 95 %
# interval that lies wholly on the wrong side of a target that is met exactly.
OUTSIDE_BY_CHANCE = 0.0027
MISSED_BY_CHANCE = 0.025

_TONES: dict[str, Tone] = {"concern": "worse", "improvement": "better", "change": "neutral"}
_WORDS = {
    "concern": mark("worse"),
    "improvement": mark("better"),
    "change": mark("changed"),
}
_SIGNS = {"near": mark("3 of 4 weeks near a limit"), "run": mark("8 or more weeks on one side")}


_STRENGTHS = {
    "strong": mark("strong sign: {sign}"),
    "moderate": mark("moderate sign: {sign}"),
    "weak": mark("weak sign: {sign}"),
}


@dataclass(frozen=True)
class Judged:
    """A metric of the review and what to make of its last week.

    `mark` is the word (and arrow) that heads an exception, `why` are the sentences that explain
    it, `remark` what the quiet table says beside the label. `n` is what the number rests on.
    """

    answer: MetricReview
    kind: Kind
    mark: str
    tone: Tone
    why: tuple[str, ...]
    remark: str
    n: float | None
    low_n: bool
    chance: float  # how many false alarms to expect of it in a week
    aim: float | None = None  # of an exception: the centre that it left, or the target it misses

    @property
    def metric(self) -> Metric:
        """The metric's definition."""
        return self.answer.metric

    @property
    def value(self) -> float | None:
        """The last week's value."""
        return self.answer.weeks[-1].value


def judge_review(
    store: Store, found: Review, where: Where = (), scope: Scope = EVERYTHING
) -> tuple[Judged, ...]:
    """Judge every metric of `found`, a review within `where` and `scope`, in its order."""
    with store.pinned(found.snapshot) as snapshot:
        return tuple(
            judge(answer, _in_full(store, found, answer, where, scope), snapshot.currency)
            for answer in found.metrics.values()
        )


def _in_full(
    store: Store, found: Review, answer: MetricReview, where: Where, scope: Scope
) -> Point | None:
    """Ask for the week's interval, or the n of a percentile, where judging needs it."""
    metric = answer.metric
    if answer.weeks[-1].value is None:
        return None
    measured = metric.kind in ("percentile", "stock_age")
    if not measured and (answer.target is None or metric.interval == "none"):
        return None
    start = found.week_start
    query = Query(
        metric.name,
        start=start,
        end=start + dt.timedelta(days=6),
        where=where,
        scope=scope,
        snapshot=found.snapshot,
    )
    points = store.query(query).points
    return points[0] if points else None


def judge(answer: MetricReview, week: Point | None, currency: str) -> Judged:
    """Judge the last week of `answer`; `week` is its answer in full where it was asked for.

    An exception is a strong signal, a target missed beyond noise, or a number that is there in
    other weeks and cannot be known in this one. Too few cases, and a week that is not over, are
    never one.
    """
    last = answer.weeks[-1]
    n = last.denominator if last.denominator is not None else week.n if week else None
    low_n = n is not None and n < answer.metric.min_n
    if last.value is None:
        return _without(answer, n)
    if last.partial:
        return _usual(answer, n, low_n, tr("not over yet, not compared"), chance=0.0)
    if low_n:
        few = tr(
            "too few: n {number} of at least {min_n}",
            number=fmt.number(n or 0),
            min_n=answer.metric.min_n,
        )
        return _usual(answer, n, low_n, few, chance=0.0)
    strong = [signal for signal in answer.signals if signal.strength == "strong"]
    missed = _missed(answer, week, currency)
    tested = answer.target is not None and answer.metric.better != "neither"
    chance = OUTSIDE_BY_CHANCE * (answer.limits is not None) + MISSED_BY_CHANCE * tested
    if strong:
        why = [_outside(answer, strong[0], currency), *([missed] if missed else [])]
        centre = answer.limits.centre if answer.limits else None
        return _exception(answer, n, *_signal_mark(answer, strong[0]), why, chance, centre)
    if missed:
        return _exception(answer, n, tr("✕ missed"), "worse", [missed], chance, answer.target)
    return _usual(answer, n, low_n, _weak(answer.signals), chance)


def from_target(one: Judged) -> float | None:
    """Return how the last week differs from its target: as a change from it would."""
    target, value = one.answer.target, one.value
    if target is None or value is None:
        return None
    if one.metric.is_rate:
        return value - target
    return None if target == 0 else (value - target) / target


def false_alarms(judged: Sequence[Judged]) -> str:
    """Say how many exceptions chance alone would give, for all that was judged."""
    tested = [one for one in judged if one.chance > 0]
    expected = sum(one.chance for one in tested)
    if not tested:
        return tr("No metric has history enough to be judged.")
    weeks = round(1 / expected)
    often = (
        tr_n("one exception in {n} week", "one exception in {n} weeks", weeks)
        if weeks > 1
        else tr("one exception a week")
    )
    return tr_n(
        "With {n} metric judged, chance alone would give about {often}.",
        "With {n} metrics judged, chance alone would give about {often}.",
        len(tested),
        often=often,
    )


def _without(answer: MetricReview, n: float | None) -> Judged:
    reason = answer.weeks[-1].reason or tr("not known")
    known = any(point.value is not None for point in (*answer.weeks, *answer.months))
    says = tr("n/a – {reason}", reason=tr(reason))
    if known and answer.weeks[-1].blank:
        return Judged(answer, "exception", tr("– no data"), "caution", (says,), says, n, False, 0.0)
    return Judged(answer, "absent", "", "neutral", (says,), says, n, False, 0.0)


def _exception(
    answer: MetricReview,
    n: float | None,
    mark: str,
    tone: Tone,
    why: list[str],
    chance: float,
    aim: float | None,
) -> Judged:
    return Judged(answer, "exception", mark, tone, tuple(why), "", n, False, chance, aim)


def _usual(
    answer: MetricReview, n: float | None, low_n: bool, remark: str, chance: float
) -> Judged:
    return Judged(answer, "usual", "", "neutral", (), remark, n, low_n, chance)


def _signal_mark(answer: MetricReview, signal: ReviewSignal) -> tuple[str, Tone]:
    centre = answer.limits.centre if answer.limits else 0.0
    arrow = "▲" if (answer.weeks[-1].value or 0.0) > centre else "▼"
    return f"{arrow} {tr(_WORDS[signal.direction])}", _TONES[signal.direction]


def _outside(answer: MetricReview, signal: ReviewSignal, currency: str) -> str:
    """Say how the week lies to what is usual, since when, and whether that is for the worse.

    Its change against one other week is said elsewhere, without a verdict: a number may fall from
    last week's and still be far above what it ever was.
    """
    kind = {
        "concern": tr("worse than usual"),
        "improvement": tr("better than usual"),
        "change": tr("a change"),
    }[signal.direction]
    limits = answer.limits
    if limits is None:
        return tr("Outside its usual range: {kind}.", kind=kind)
    above = (answer.weeks[-1].value or 0.0) > limits.centre
    weeks = _weeks_outside(answer, limits, above)
    told = {
        "usual": usual_range(answer, limits, currency),
        "trial": tr(", limits still on trial") if limits.state == "trial" else "",
        "lasts": tr(" for {weeks} weeks now", weeks=weeks) if weeks > 1 else "",
        "kind": kind,
    }
    if above:
        return tr("Above its usual range ({usual}){trial}{lasts}: {kind}.", **told)
    return tr("Below its usual range ({usual}){trial}{lasts}: {kind}.", **told)


def _weeks_outside(answer: MetricReview, limits: ReviewLimits, above: bool) -> int:
    """Return how many weeks in a row, the last among them, lie beyond the same limit."""
    number = 0
    for point in reversed(answer.weeks):
        if point.value is None or point.partial:
            break
        if not (point.value > limits.upper if above else point.value < limits.lower):
            break
        number += 1
    return number


def usual_range(answer: MetricReview, limits: ReviewLimits, currency: str) -> str:
    """Return the limits in words; one beyond what is possible is none."""
    last = fmt.value(answer.metric, answer.weeks[-1].value, currency)

    def written(end: float) -> str:
        text = fmt.value(answer.metric, end, currency)
        return text if text != last else fmt.value(answer.metric, end, currency, finer=1)

    lower, upper = written(limits.lower), written(limits.upper)
    if answer.metric.unit == "percent" and limits.upper >= 1:
        return tr("{lower} and more", lower=lower) if limits.lower > 0 else tr("anything")
    return (
        tr("{lower} to {upper}", lower=lower, upper=upper)
        if limits.lower > 0
        else tr("up to {upper}", upper=upper)
    )


def _missed(answer: MetricReview, week: Point | None, currency: str) -> str:
    """Return how the target is missed beyond noise; empty when it is not."""
    target, value, metric = answer.target, answer.weeks[-1].value, answer.metric
    if target is None or value is None or metric.better == "neither":
        return ""
    higher = metric.better == "higher"
    if value >= target if higher else value <= target:
        return ""
    aim = fmt.value(metric, target, currency)
    if week is not None and week.low is not None and week.high is not None:
        beyond = week.high < target if higher else week.low > target
        low, high = (fmt.value(metric, end, currency) for end in (week.low, week.high))
        said = mark("Misses its target of {target} beyond noise (95 % interval {low} to {high}).")
        return tr(said, target=aim, low=low, high=high) if beyond else ""
    limits = answer.limits
    if limits and assurance(target, metric.better, limits.lower, limits.upper) == "not capable":
        return tr(
            "Misses its target of {target}, which its usual range ({usual}) does not reach.",
            target=aim,
            usual=usual_range(answer, limits, currency),
        )
    return ""


def _weak(signals: Sequence[ReviewSignal]) -> str:
    for signal in signals:
        if signal.rule in _SIGNS:
            sign = tr(_SIGNS[signal.rule])
            if signal.direction == "change":
                return tr(_STRENGTHS[signal.strength], sign=sign)
            said = tr("{sign}, {direction}", sign=sign, direction=tr(_WORDS[signal.direction]))
            return tr(_STRENGTHS[signal.strength], sign=said)
    return ""
