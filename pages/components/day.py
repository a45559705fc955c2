"""The reporting day of the as-of: its numbers so far, as cards, and how they are asked for."""

from __future__ import annotations

from metrics import Period, Point, Query
from metrics.periods import DAY
from pages.components import ask, cards, fmt
from pages.components.cards import Card
from pages.components.dom import Node, el
from pages.components.frame import View

# In the order in which they are shown; those that the catalogue lacks are left out.
NUMBERS = (
    "tickets_created",
    "tickets_solved",
    "backlog",
    "first_response_p50",
    "source_sla_adherence",
)
SHOWN = (*NUMBERS, "open_stops")


def metrics() -> tuple[str, ...]:
    """Return the metrics that the page shows."""
    known = ask.store().catalogue.metrics
    return tuple(name for name in SHOWN if name in known)


def period(view: View) -> Period:
    """Return the reporting day of the as-of."""
    return Period(view.snapshot.today, view.snapshot.today + DAY, "day")


def said(view: View) -> str:
    """Return that day in words: ``today, 22 Nov 2026, until 17:54 Taipei``."""
    zone, today = view.snapshot.timezone, view.snapshot.today
    until = fmt.clock(view.snapshot.as_of, zone, today)
    return f"today, {fmt.day(today)}, until {until} {fmt.place(zone)}"


def asked(view: View, metric: str, by: tuple[str, ...] = ()) -> Query:
    """Return the question for `metric` today, narrowed by those filters that it knows."""
    today = view.snapshot.today
    return Query(
        metric,
        by=by,
        start=today,
        end=today,
        where=view.narrowed(metric)[0],
        scope=view.scope,
        snapshot=view.snapshot.number,
    )


def standing(view: View, metric: str) -> Query:
    """Return the question for what `metric` counts as of now, whenever it began."""
    where = view.narrowed(metric)[0]
    return Query(metric, where=where, scope=view.scope, snapshot=view.snapshot.number)


def answered(view: View, metric: str) -> Point | None:
    """Return today's number, None where the catalogue has no such metric."""
    if metric not in view.metrics:
        return None
    points = view.store.query(asked(view, metric)).points
    return points[0] if points else None


def everyone(view: View, metric: str) -> str:
    """Return which filters do not narrow `metric`: ``of every defect``; empty where all do."""
    lacks = view.narrowed(metric)[1]
    return f"of every {ask.joined(lacks)}" if lacks else ""


def section(view: View, title: str, count: int | None, metric: str) -> Node:
    """Return the title of a section whose `count` opens what is behind `metric`."""
    says = everyone(view, metric)
    number = None
    if count is not None:
        number = el(
            "button",
            "link value",
            fmt.number(count),
            do="open",
            key=metric,
            title="The rows behind this number",
            aria_expanded="true" if view.state.metric == metric else "false",
        )
    note = el("span", "muted", says) if says else None
    return el("div", "section", el("h2", "", title), number, note)


def draw_numbers(view: View) -> None:
    """Draw the day's numbers."""
    shown = [
        Card(view.metric(name), point, (everyone(view, name),))
        for name in NUMBERS
        if (point := answered(view, name)) is not None
    ]
    cards.draw_cards(view, "numbers", shown, period(view), said(view))
