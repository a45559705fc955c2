"""The first line of Today: the day and its as-of, and what it comes to, in a sentence."""

from __future__ import annotations

from pages.components import day, fmt
from pages.components.dom import Node, draw, el
from pages.components.frame import View


def draw_brief(view: View) -> None:
    """Draw what a lead must know before anything else."""
    parts = [*_work(view)] or ["Nothing came in today."]
    draw(el("p", "answer", *parts), el("p", "muted", f"{_when(view)}."), key="answer")


def _when(view: View) -> str:
    local = view.snapshot.as_of.astimezone(view.snapshot.zone)
    said = f"{local:%A} {fmt.day_short(local.date())} {local:%H:%M}"
    return f"Today as of {said} {fmt.place(view.snapshot.timezone)}, where the data ends"


def _work(view: View) -> list[Node | str]:
    came, left, open_ = (
        day.answered(view, name) for name in ("tickets_created", "tickets_solved", "backlog")
    )
    if not (came and left and open_) or came.value is None:
        return []
    return [
        el("b", "", fmt.number(came.value)),
        " came in today, ",
        el("b", "", fmt.number(left.value or 0)),
        " were solved; ",
        el("b", "", fmt.number(open_.value or 0)),
        " are unsolved.",
    ]
