"""The first lines of Today: what to save first, what is lost, and what the day comes to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from metrics import Point
from metrics.language import mark, tr, tr_n
from pages.components import ask, clocks, day, fmt, missed
from pages.components.dom import Node, draw, el
from pages.components.frame import View
from pages.components.said import parts

STALE_S = 6 * 3600
Words = list[Node | str]


def draw_brief(view: View) -> None:
    """Draw what a lead must know before anything else."""
    promises = [*_at_risk(view), *_missed(view)]
    lines = [el("p", "answer", *words) for words in (promises, _work(view)) if words]
    draw(
        *lines[:1], *(el("p", "", *line.children) for line in lines[1:]), _when(view), key="answer"
    )


def _at_risk(view: View) -> Words:
    if clocks.RUNNING not in view.metrics:
        return []
    rows = clocks.running(view).named
    if not rows:
        return []
    point = view.store.query(day.asked(view, clocks.AT_RISK)).points[0]
    first, number = rows[0], int(point.value or 0)
    zone = ask.zone(view.snapshot)
    left, case = fmt.duration(first["left_s"]), clocks.case_of(first)
    if not number:
        return parts(
            tr("No promise is at risk; the next to run out is that of {case}, with {left} left. "),
            case=case,
            left=left,
        )
    at_risk = tr_n("{n} promise is at risk", "{n} promises are at risk", number)
    said, due = tr("{at_risk}, first that of {case}: {left} left. "), ""
    if first["due_at"]:
        said = tr("{at_risk}, first that of {case}: {left} left, due {due}. ")
        due = f"{clocks.near(view, first['due_at'], zone)} {fmt.place(zone)}"
    return parts(said, at_risk=el("b", "", at_risk), case=case, left=left, due=due)


def _missed(view: View) -> Words:
    point = day.answered(view, missed.MISSED)
    if point is None or point.value is None or not clocks.promised(view):
        return []
    if not point.value:
        return [tr("None was missed today.")]
    said = tr_n("{n} was missed today", "{n} were missed today", int(point.value))
    return [el("b", "", said), missed.where(view)]


def _work(view: View) -> Words:
    names = ("arrivals", "solves", "backlog")
    came, left, open_ = (day.answered(view, name) for name in names)
    if came is None or left is None or open_ is None:
        return []
    unknown = _unknown((came, left, open_))
    if unknown:
        return [tr("The day's work is not known: {unknown}.", unknown=unknown)]
    if not (came.value or left.value or open_.value):
        return [tr("Nothing came in today, and no case is unsolved.")]
    return [
        *parts(tr("{n} came in today, "), n=_bold(came)),
        *parts(
            tr_n("{n} was solved; ", "{n} were solved; ", int(left.value or 0), n="{n}"),
            n=_bold(left),
        ),
        *parts(
            tr_n("{n} is unsolved.", "{n} are unsolved.", int(open_.value or 0), n="{n}"),
            n=_bold(open_),
        ),
    ]


def _bold(point: Point) -> Node:
    return el("b", "", fmt.number(point.value or 0))


def _unknown(points: Sequence[Point]) -> str:
    return next((tr(p.reason or mark("no data")) for p in points if p.value is None), "")


def _when(view: View) -> Node:
    """Say which day today is, and how long ago its data ended where that is no longer news."""
    as_of = view.snapshot.as_of
    local = as_of.astimezone(view.snapshot.zone)
    said = f"{fmt.weekday(local.date())} {fmt.moment(as_of, view.snapshot.timezone)}"
    behind = (dt.datetime.now(dt.UTC) - as_of).total_seconds()
    stale = (
        el("span", "caution", tr(" {behind} ago.", behind=fmt.age(behind)))
        if behind > STALE_S
        else None
    )
    return el("p", "muted", tr("Today as of {said}, where the data ends.", said=said), stale)
