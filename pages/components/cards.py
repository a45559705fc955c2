"""Cards: a row of numbers, each with what it is compared with. A click opens what is behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from metrics import Metric, Point
from metrics.language import mark, tr
from pages.components import fmt, opened
from pages.components.dom import Node, draw, el
from pages.components.frame import View


@dataclass(frozen=True)
class Card:
    """One number: `point` is its answer, `notes` what stands under it, quiet or marked."""

    metric: Metric
    point: Point | None
    notes: tuple[Node | str, ...] = ()


def draw_cards(view: View, key: str, cards: Sequence[Card]) -> None:
    """Draw `cards` in a row; who draws them draws below what is behind the one that is open."""
    draw(el("div", "cards", *(_card(view, card) for card in cards)), key=key, on=opened.act)


def _card(view: View, card: Card) -> Node:
    metric, point = card.metric, card.point
    value = point.value if point else None
    few = point is not None and point.n < metric.min_n
    is_open = view.state.metric == metric.name
    notes = [note for note in card.notes if note]
    if point is not None and value is None:
        notes = [tr(point.reason or mark("not known"))]
    elif few and point is not None:
        notes = [tr("too few to judge: n{thin}{number}", thin=fmt.THIN, number=fmt.number(point.n))]
    return el(
        "button",
        " ".join(word for word, on in (("card", True), ("low", few), ("open", is_open)) if on),
        el("span", "name", metric.label),
        el("span", "value", fmt.value(metric, value, view.currency)),
        *(el("span", "note-line", note) for note in notes),
        do="open",
        key=metric.name,
        title=metric.question,
        aria_expanded="true" if is_open else "false",
    )
