"""The first lines of Today: what to save first, what is lost, and what the day comes to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from metrics import Point
from pages.components import ask, clocks, day, fmt, missed
from pages.components.dom import Node, draw, el
from pages.components.frame import View

STALE_S = 6 * 3600
Words = list[Node | str]


def draw_brief(view: View) -> None:
    """Draw what a lead must know before anything else."""
    promises = [*_at_risk(view), *_missed(view)]
    lines = [el("p", "answer", *words) for words in (promises, _work(view)) if words]
    draw(*lines[:1], *(el("p", "", *line.children) for line in lines[1:]), _when(view),
         key="answer")  # fmt: skip


def _at_risk(view: View) -> Words:
    if clocks.RUNNING not in view.metrics:
        return []
    rows = clocks.as_dicts(clocks.running(view))
    if not rows:
        return []
    point = view.store.query(day.asked(view, clocks.AT_RISK)).points[0]
    first, number = rows[0], int(point.value or 0)
    zone = ask.zone(view.snapshot)
    left, case = fmt.duration(first["left_s"]), clocks.case_of(first)
    if not number:
        return ["No promise is at risk; the next to run out is that of ", case,
                f", with {left} left. "]  # fmt: skip
    noun = "promise is" if number == 1 else "promises are"
    due = first["due_at"]
    until = f", due {clocks.near(view, due, zone)} {fmt.place(zone)}" if due else ""
    return [el("b", "", f"{fmt.number(number)} {noun} at risk"), ", first that of ", case,
            f": {left} left{until}. "]  # fmt: skip


def _missed(view: View) -> Words:
    point = day.answered(view, missed.MISSED)
    if point is None or point.value is None or not clocks.promised(view):
        return []
    if not point.value:
        return ["None was missed today."]
    verb = "was" if point.value == 1 else "were"
    return [el("b", "", f"{fmt.number(point.value)} {verb} missed today"), missed.where(view)]


def _work(view: View) -> Words:
    names = ("arrivals", "solves", "backlog")
    came, left, open_ = (day.answered(view, name) for name in names)
    if came is None or left is None or open_ is None:
        return []
    unknown = _unknown((came, left, open_))
    if unknown:
        return [f"The day's work is not known: {unknown}."]
    if not (came.value or left.value or open_.value):
        return ["Nothing came in today, and no case is unsolved."]
    return [
        el("b", "", fmt.number(came.value or 0)),
        " came in today, ",
        el("b", "", fmt.number(left.value or 0)),
        f" {'was' if left.value == 1 else 'were'} solved; ",
        el("b", "", fmt.number(open_.value or 0)),
        f" {'is' if open_.value == 1 else 'are'} unsolved.",
    ]


def _unknown(points: Sequence[Point]) -> str:
    return next((point.reason or "no data" for point in points if point.value is None), "")


def _when(view: View) -> Node:
    """Say which day today is, and how long ago its data ended where that is no longer news."""
    as_of = view.snapshot.as_of
    local = as_of.astimezone(view.snapshot.zone)
    said = f"{local:%A} {fmt.day(local.date())} {local:%H:%M} {fmt.place(view.snapshot.timezone)}"
    behind = (dt.datetime.now(dt.UTC) - as_of).total_seconds()
    stale = el("span", "caution", f" {fmt.age(behind)} ago.") if behind > STALE_S else None
    return el("p", "muted", f"Today as of {said}, where the data ends.", stale)
