"""Signal or noise: what makes an exception, and what must not."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from metrics import Box, Metric, MetricReview, Point, ReviewLimits, ReviewPoint, ReviewSignal
from metrics.export.words import headline
from metrics.judge import Judged, false_alarms, from_target, judge
from metrics.model import Measure
from pages.components.board import answer_line

WEEK = dt.date(2026, 3, 23)
MEASURE = Measure("tickets", "created_at", "count")
LIMITS = ReviewLimits(0.9, 0.8, 0.98, 20, "locked")
STRONG = ReviewSignal("outside", "strong", "concern")


def point(value: float | None, n: float | None = 100.0, **more: Any) -> ReviewPoint:
    fields = {"partial": False, "blank": value is None, "reason": None, **more}
    return ReviewPoint(WEEK, value, None if value is None else value * (n or 0), n, **fields)


def reviewed(
    value: float | None = 0.9,
    signals: tuple[ReviewSignal, ...] = (),
    target: float | None = None,
    better: str = "higher",
    limits: ReviewLimits | None = LIMITS,
    last: ReviewPoint | None = None,
    label: str = "Kept",
) -> MetricReview:
    metric = Metric(
        "kept", label, "?", "ratio", "tickets", "created_at", "percent", better, MEASURE,
        over=MEASURE, interval="binomial", min_n=20, target=target,
    )  # type: ignore[arg-type]  # fmt: skip
    weeks = (*[point(0.9)] * 5, last or point(value))
    box = Box(value, -0.05, None, value, None, value, None, value, None)
    return MetricReview(metric, "me", weeks, weeks, weeks, weeks, box, target, signals, limits)


def full(low: float, high: float) -> Point:
    return Point((), None, 0.9, 90, 100, low, high, 100, 0, partial=False)


def judged(answer: MetricReview, week: Point | None = None) -> Judged:
    return judge(answer, week, "TWD")


def test_only_a_strong_signal_forces_an_explanation() -> None:
    assert judged(reviewed(signals=(STRONG,))).kind == "exception"
    for rule, strength in (("near", "moderate"), ("run", "weak")):
        one = judged(reviewed(signals=(ReviewSignal(rule, strength, "concern"),)))  # type: ignore[arg-type]
        assert one.kind == "usual"
        assert one.remark.startswith(strength)


@pytest.mark.parametrize(
    ("direction", "value", "mark", "tone"),
    [
        ("concern", 0.7, "▼ worse", "worse"),
        ("improvement", 0.99, "▲ better", "better"),
        ("change", 0.99, "▲ changed", "neutral"),
    ],
)
def test_a_signal_says_where_it_went_and_whether_that_is_good(
    direction: str, value: float, mark: str, tone: str
) -> None:
    one = judged(reviewed(value, (ReviewSignal("outside", "strong", direction),)))  # type: ignore[arg-type]
    assert (one.mark, one.tone) == (mark, tone)


def test_an_exception_has_one_verdict_and_says_how_long_it_lasts() -> None:
    """A share that fell out of its range and recovers a little: worse than usual, up on last week.

    Whoever read "worse" and "better" of the same number would ask which it is.
    """
    answer = reviewed(0.7, (STRONG,))
    weeks = (*[point(0.9)] * 3, point(0.75), point(0.65), point(0.7))
    box = Box(**{**vars(answer.box), "wow": 0.05})
    one = judged(MetricReview(**{**vars(answer), "weeks": weeks, "box": box}))
    assert one.why == (
        "Below its usual range (80.0\u202f% to 98.0\u202f%) for 3 weeks now: worse than usual.",
    )
    assert headline(one, "TWD").endswith("· +5.0\u202fpp against the week before")
    alone = judged(reviewed(0.7, (STRONG,)))
    assert alone.why == ("Below its usual range (80.0\u202f% to 98.0\u202f%): worse than usual.",)


def test_a_target_is_missed_only_beyond_noise() -> None:
    answer = reviewed(0.9, target=0.95)
    assert judged(answer, full(0.83, 0.94)).mark == "✕ missed"
    assert judged(answer, full(0.83, 0.95)).kind == "usual"  # the interval reaches the target
    assert judged(reviewed(0.96, target=0.95), full(0.9, 0.99)).kind == "usual"


def test_where_lower_is_better_the_interval_must_lie_above() -> None:
    answer = reviewed(0.1, target=0.05, better="lower")
    assert judged(answer, full(0.06, 0.2)).kind == "exception"
    assert judged(answer, full(0.05, 0.2)).kind == "usual"


def test_without_an_interval_the_limits_say_whether_the_target_is_in_reach() -> None:
    out_of_reach = judged(reviewed(0.9, target=0.99))
    assert out_of_reach.kind == "exception"
    assert "does not reach" in out_of_reach.why[0]
    assert judged(reviewed(0.9, target=0.95)).kind == "usual"  # hit or miss: chance decides


def test_a_metric_without_a_direction_misses_no_target() -> None:
    assert judged(reviewed(0.1, target=0.5, better="neither"), full(0, 0.2)).kind == "usual"


def test_too_few_or_unfinished_is_never_an_exception() -> None:
    few = reviewed(0.1, (STRONG,), 0.95, last=point(0.1, 5.0))
    assert judged(few, full(0.0, 0.5)).kind == "usual"
    assert judged(few).low_n
    partial = reviewed(0.1, (STRONG,), 0.95, last=point(0.1, partial=True))
    assert judged(partial, full(0.0, 0.5)).remark == "not over yet, not compared"


def test_a_lost_number_is_news_and_one_that_never_was_is_not() -> None:
    lost = point(None, None, reason="tickets has no rows for 2026-03-25")
    one = judged(reviewed(None, last=lost))
    assert one.kind == "exception"
    assert one.why == ("n/a – tickets has no rows for 2026-03-25",)
    never = MetricReview(**{**vars(reviewed(None)), "weeks": (lost,), "months": (lost,)})
    assert judged(never).kind == "absent"


def test_what_chance_alone_would_do_is_said() -> None:
    """0.27 % of weeks fall outside 3 sigma; a met target seems missed in 2.5 % of them."""
    assert "about one exception in 37 weeks" in false_alarms([judged(reviewed())] * 10)
    with_target = judged(reviewed(0.96, target=0.95), full(0.9, 0.99))
    assert "With 1 metric judged" in false_alarms([with_target])
    assert "about one exception in 36 weeks" in false_alarms([with_target])
    assert false_alarms([judged(reviewed(limits=None))]).startswith("No metric has history enough")


def test_the_distance_from_a_target_is_a_difference_of_rates() -> None:
    assert from_target(judged(reviewed(0.9, target=0.95))) == pytest.approx(-0.05)
    assert from_target(judged(reviewed(0.9))) is None


def test_the_answer_names_exceptions_and_counts_the_rest() -> None:
    bad = judged(reviewed(0.7, (STRONG,), label="A"))
    usual = judged(reviewed(label="B"))

    def said(exceptions: int, others: int, absent: int = 0) -> str:
        return " ".join(answer_line([bad] * exceptions, [usual] * others, absent).text().split())

    assert said(0, 0) == "No metric has a number for this week."
    assert said(0, 3) == "Nothing to see: all 3 metrics are within normal variation."
    assert said(0, 3, absent=1).endswith("within normal variation. 1 more has no number.")
    assert said(0, 3, absent=4).endswith("within normal variation. 4 more have no number.")
    assert said(1, 1).endswith("needs a word: A . The other is within normal variation.")
    assert said(2, 0) == "2 of 2 metrics need a word: A · A ."
    assert "· 5 more" in said(9, 2)
