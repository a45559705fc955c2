"""The first line of Today: the day and its as-of, and what it comes to, in a sentence."""

from __future__ import annotations

import datetime as dt

from pages.components import day, fmt
from pages.components.dom import Node, draw, el
from pages.components.frame import View

STALE_S = 6 * 3600


def draw_brief(view: View) -> None:
    """Draw what a lead must know before anything else."""
    draw(el("p", "answer", *_work(view)), _when(view), key="answer")


def _when(view: View) -> Node:
    """Say which day today is, and how long ago its data ended where that is no longer news."""
    as_of = view.snapshot.as_of
    local = as_of.astimezone(view.snapshot.zone)
    said = f"{local:%A} {fmt.day(local.date())} {local:%H:%M} {fmt.place(view.snapshot.timezone)}"
    behind = (dt.datetime.now(dt.UTC) - as_of).total_seconds()
    stale = el("span", "caution", f" {fmt.age(behind)} ago.") if behind > STALE_S else None
    return el("p", "muted", f"Today as of {said}, where the data ends.", stale)


def _work(view: View) -> list[Node | str]:
    came, left, open_ = (
        day.answered(view, name) for name in ("tickets_created", "tickets_solved", "backlog")
    )
    if not (came and left and open_):
        return []
    if came.value is None or left.value is None or open_.value is None:
        return [f"The day's work is not known: {came.reason or left.reason or open_.reason}."]
    if not (came.value or left.value or open_.value):
        return ["Nothing came in today, and no case is unsolved."]
    return [
        el("b", "", fmt.number(came.value)),
        " came in today, ",
        el("b", "", fmt.number(left.value)),
        f" {'was' if left.value == 1 else 'were'} solved; ",
        el("b", "", fmt.number(open_.value)),
        f" {'is' if open_.value == 1 else 'are'} unsolved.",
    ]
