"""A case's clocks drawn from their ledgers: what counted, what did not, when it was due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from metrics.language import mark, tr
from metrics.periods import DAY
from metrics.sla.ledger import Interval, Ledger
from pages.components import fmt
from pages.components.dom import Node, el
from pages.components.frame import View

LANES = 24
TICKS = 8
LAST_TICK = 0.9  # beyond it a day's name has no room
_LEGEND = (
    ("active", mark("counted")),
    ("late", mark("counted beyond the target")),
    ("paused", mark("paused")),
    ("closed", mark("closed, or not counted")),
)


@dataclass(frozen=True)
class Axis:
    """The instants from the first start to the last end that is drawn."""

    start: dt.datetime
    end: dt.datetime

    def at(self, instant: dt.datetime) -> float:
        """Return where an instant lies, from 0 to 1."""
        long = (self.end - self.start).total_seconds() or 1.0
        return min(max((instant - self.start).total_seconds() / long, 0.0), 1.0)


def axis(ledgers: Sequence[Ledger], as_of: dt.datetime) -> Axis:
    """Return the axis of `ledgers`: it reaches to what is still to come due."""
    starts = [one.clock["started_at"] for one in ledgers]
    ends = [one.clock["stopped_at"] or as_of for one in ledgers]
    ends += [one.clock["due_at"] for one in ledgers if one.clock["due_at"] and not _stopped(one)]
    return Axis(min(starts), max(*ends, min(starts) + dt.timedelta(minutes=1)))


def lanes(view: View, ledgers: Sequence[Ledger]) -> Node:
    """Return the timeline: a lane a clock, days on the axis, the legend."""
    line = axis(ledgers, view.snapshot.as_of)
    rows = [_lane(view, one, line) for one in ledgers[:LANES]]
    keys = [el("span", "", el("span", f"key {css}"), tr(says)) for css, says in _LEGEND]
    legend = el("p", "legend muted", *keys, el("span", "", el("span", "key due"), tr("due")))
    return el("div", "timeline", *rows, days(view, line), legend)


def verdict(one: Ledger) -> tuple[str, str]:
    """Return what became of a clock, in words, and the tone in which to say it."""
    clock = one.clock
    used, target = fmt.duration(clock["active_s"]), fmt.duration(clock["target_s"])
    if clock["void_reason"]:
        return tr("does not count: {void_reason}", void_reason=clock["void_reason"]), "muted"
    if clock["missed"]:
        so_far = "" if _stopped(one) else tr(" so far")
        return tr(
            "▼ missed, late by {overshoot_s}{so_far}",
            overshoot_s=fmt.duration(clock["overshoot_s"]),
            so_far=so_far,
        ), "worse"
    if clock["met"]:
        return tr("✓ kept, {used} of {target}", used=used, target=target), "better"
    still = tr(" (paused)") if clock["state"] == "paused" else ""
    tone = "caution" if clock["at_risk"] else ""
    return tr(
        "{left_s} left of {target}{still}",
        left_s=fmt.duration(clock["left_s"]),
        target=target,
        still=still,
    ), tone


def named(one: Ledger) -> str:
    """Return a clock's promise in words, with its cycle beyond the first."""
    cycle = tr(" no. {cycle}", cycle=one.clock["cycle"]) if one.clock["cycle"] > 1 else ""
    return f"{fmt.words(one.clock['target'])}{cycle}"


def _stopped(one: Ledger) -> bool:
    return one.clock["stopped_at"] is not None


def _lane(view: View, one: Ledger, line: Axis) -> Node:
    parts = [part for interval in one.intervals for part in _parts(view, one, interval, line)]
    due = one.clock["due_at"]
    if due is not None:
        says = tr("due {moment}", moment=fmt.moment(due, view.snapshot.timezone))
        parts.append(el("div", "due", title=says, **{"var-at": percent(line.at(due))}))
    says, tone = verdict(one)
    policy = tr(
        "{policy}, in force from {policy_version}",
        policy=one.clock["policy"],
        policy_version=one.clock["policy_version"],
    )
    return el(
        "div",
        "lane",
        el(
            "span",
            "name",
            named(one),
            title=tr(
                "{policy}; calendar {calendar}", policy=policy, calendar=one.clock["calendar"]
            ),
        ),
        el("div", "track", *parts),
        el("span", f"says {tone}", says),
    )


def _parts(view: View, one: Ledger, interval: Interval, line: Axis) -> list[Node]:
    """Return the blocks of an interval: itself, and in it the business time that counted."""
    says = _told(view, interval)
    if interval.state == "paused":
        return [block("paused", interval.from_at, interval.until_at, line, says)]
    decided = one.clock["decided_at"]
    late = bool(one.clock["missed"]) and decided is not None and interval.from_at >= decided
    found = [block("closed", interval.from_at, interval.until_at, line, says)]
    for opened, closed in one.open_hours:
        start, end = max(opened, interval.from_at), min(closed, interval.until_at)
        if start < end:
            found.append(block("late" if late else "active", start, end, line, says))
    return found


def block(css: str, start: dt.datetime, end: dt.datetime, line: Axis, says: str) -> Node:
    """Return a stretch of time on a lane; `says` is what it is, on hovering."""
    at, to = line.at(start), line.at(end)
    place = {"var-at": percent(at), "var-long": percent(to - at)}
    return el("div", f"block {css}", title=says, **place)


def _told(view: View, interval: Interval) -> str:
    zone = view.snapshot.timezone
    span = tr(
        "{moment} to {moment2}",
        moment=fmt.moment(interval.from_at, zone),
        moment2=fmt.moment(interval.until_at, zone),
    )
    return tr(
        "{span}: {why}; {business_s} of business time",
        span=span,
        why=tr(interval.why),
        business_s=fmt.duration(interval.business_s),
    )


def days(view: View, line: Axis) -> Node:
    """Mark midnights of the reporting zone, no more of them than there is room for."""
    zone = view.snapshot.zone
    day = line.start.astimezone(zone).date() + DAY
    last = line.end.astimezone(zone).date()
    step = max(((last - day).days + 1) // TICKS + 1, 1)
    marks = []
    while day <= last:
        at = line.at(dt.datetime(day.year, day.month, day.day, tzinfo=zone))
        if at <= LAST_TICK:
            marks.append(el("span", "tick", fmt.day_short(day), **{"var-at": percent(at)}))
        day += step * DAY
    first = line.start.astimezone(zone)
    name = el(
        "span",
        "name muted",
        tr(
            "from {day_short} {first}",
            day_short=fmt.day_short(first.date()),
            first=format(first, "%H:%M"),
        ),
    )
    return el("div", "lane days", name, el("div", "track axis", *marks), el("span", "says", ""))


def percent(share: float) -> str:
    """Return a share of the axis as the stylesheet takes it."""
    return f"{share * 100:.2f}%"
