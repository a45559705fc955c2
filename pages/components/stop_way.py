"""The way of one stop-sale on one time axis: its complaints by the day, its stages, its waits."""

from __future__ import annotations

import datetime as dt

from metrics.analysis import Leg, longest
from metrics.language import mark, tr, tr_n
from metrics.model import Query
from metrics.periods import DAY
from metrics.stories.stop import StopStory
from pages.components import fmt
from pages.components.dom import Node, el
from pages.components.frame import View
from pages.components.timeline import Axis, block, days, percent

REPORTED = "complaints_reported"
BEFORE = dt.timedelta(days=28)  # a first complaint long before the pull would leave no room
STAGES = {
    "signal_at": mark("First complaint"),
    "triggered_at": mark("Pulled"),
    "suspended_at": mark("Sale suspended"),
    "cause_found_at": mark("Root cause found"),
    "fixed_at": mark("Fix in place"),
    "verified_at": mark("Fix verified"),
    "resumed_at": mark("Back on sale"),
    "closed_at": mark("Closed"),
}
_AFTER = {
    "signal_at": mark("the first complaint"),
    "triggered_at": mark("the pull"),
    "suspended_at": mark("the suspension"),
    "cause_found_at": mark("the root cause"),
    "fixed_at": mark("the fix"),
    "verified_at": mark("the verification"),
    "resumed_at": mark("the resume"),
}


def axis(story: StopStory, as_of: dt.datetime) -> Axis:
    """Return the axis: from the signal, or as long before the pull as the stop took, to its end."""
    row = story.incident
    pulled = row["triggered_at"]
    ends = [leg.until_at for leg in story.legs] or [as_of]
    end = max(*ends, pulled + DAY)
    first = pulled - max(BEFORE, end - pulled)
    return Axis(max(row["signal_at"] or first, first), end)


def draw_way(view: View, story: StopStory) -> Node:
    """Return the time line: a lane of complaints, and a lane for the way to each stage."""
    line = axis(story, view.snapshot.as_of)
    slowest = longest(story.legs)
    lanes = [_leg(view, leg, line, leg is slowest) for leg in story.legs]
    return el("div", "timeline way", _complaints(view, story, line), *lanes, days(view, line))


def _leg(view: View, leg: Leg, line: Axis, is_longest: bool) -> Node:
    zone, today = view.snapshot.timezone, view.snapshot.today
    start, end = tr(_AFTER[leg.start]), tr(STAGES[leg.end])
    if leg.seconds is None:
        says = tr("before {start}: the times contradict each other", start=start)
        parts = [_mark(leg.until_at, line)]
    elif leg.lasts:
        says = tr("not yet: {age} since {start}", age=fmt.age(leg.seconds), start=start)
        parts = [block("paused", leg.from_at, leg.until_at, line, says)]
    else:
        says = tr(
            "{clock}, {age} after {start}",
            clock=fmt.clock(leg.until_at, zone, today),
            age=fmt.age(leg.seconds),
            start=start,
        )
        css = "late" if is_longest else "active"
        parts = [block(css, leg.from_at, leg.until_at, line, says), _mark(leg.until_at, line)]
    early = el("span", "muted", "◀ ") if leg.from_at < line.start else None
    word = el("b", "worse", tr(" ▲ longest wait")) if is_longest else None
    return el(
        "div",
        "lane",
        el("span", "name", end),
        el("div", "track", *parts),
        el("span", "says", early, says, word),
    )


def _mark(instant: dt.datetime, line: Axis) -> Node:
    return el("div", "due", **{"var-at": percent(line.at(instant))})


def _complaints(view: View, story: StopStory, line: Axis) -> Node | None:
    """Return a bar a day, as high as the day's complaints are against the worst day's."""
    where = story.complaints_where
    if where is None:
        return None
    zone = view.snapshot.zone
    asked = Query(
        REPORTED,
        grain="day",
        start=line.start.astimezone(zone).date(),
        end=line.end.astimezone(zone).date(),
        where=where,
        scope=view.scope,
        snapshot=view.snapshot.number,
    )
    known = [p for p in view.store.query(asked).points if p.value and p.period]
    top = max((p.value or 0 for p in known), default=0)
    bars = []
    for point in known:
        day = point.period or line.start.date()
        start = dt.datetime(day.year, day.month, day.day, tzinfo=zone)
        count = int(point.value or 0)
        says = f"{fmt.day_short(day)}: {tr_n('{n} complaint', '{n} complaints', count)}"
        place = {"var-at": percent(line.at(start)),
                 "var-long": percent(line.at(start + DAY) - line.at(start)),
                 "var-share": percent(count / top)}  # fmt: skip
        bars.append(el("div", "tally", title=says, **place))
    total = int(sum(p.value or 0 for p in known))
    says = tr(
        "{total} on this axis, at most {top} a day", total=fmt.number(total), top=fmt.number(top)
    )
    return el(
        "div",
        "lane",
        el("span", "name", tr("Complaints")),
        el("div", "track high", *bars),
        el("span", "says muted", says),
    )
