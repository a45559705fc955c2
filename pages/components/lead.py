"""The answer to a topic's question in a few sentences, each number leading to what it counts.

A sentence is said only when all its numbers are known: what cannot be known has its reason in the
board below. A click on a number opens it in Explore, over the same weeks, with its rows.
"""

from __future__ import annotations

from typing import get_args

from metrics import Period, Point
from metrics.language import tr
from metrics.model import Rows
from metrics.periods import DAY, WEEK
from pages.components import fmt, links, session
from pages.components.dom import Node, draw, el
from pages.components.frame import View
from pages.components.said import parts
from pages.components.state import Length

PROMISE = "target"  # the dimension
Words = list[Node | str]


class Lead:
    """The sentences of one topic over the `weeks` that end with the view's week."""

    def __init__(self, view: View, weeks: int) -> None:
        self.view = view
        self.length = f"{weeks}w"
        assert self.length in get_args(Length)  # noqa: S101  Explore must know it
        self.period = Period(view.week - (weeks - 1) * WEEK, view.week + WEEK, "week")
        self._words: Words = []

    def point(self, metric: str, promise: str | None = None) -> Point | None:
        """Return the number of `metric` over the weeks, or that of one `promise`; None: unknown."""
        if metric not in self.view.catalogue.metrics:
            return None
        by = (PROMISE,) if promise else ()
        points = self.view.store.query(self.view.query(metric, self.period, by)).points
        meant = [one for one in points if not promise or one.members == (promise,)]
        return meant[0] if meant and meant[0].value is not None else None

    def standing(self, metric: str, most: int = 1, order: tuple[str, ...] = ()) -> Rows | None:
        """Return what stands at the as-of, whichever week is looked at; None where unknown.

        `most` is how many of its rows are wanted, 0 all.
        """
        if metric not in self.view.catalogue.metrics:
            return None
        query = self.view.query(metric, None)
        points = self.view.store.query(query).points
        if not points or points[0].value is None:
            return None
        return self.view.store.rows(query, most, order=order)

    def number(self, metric: str, promise: str | None = None) -> Node | None:
        """Return the way to `metric` under its value; None where that is not known."""
        point = self.point(metric, promise)
        if point is None:
            return None
        told = self.view.metric(metric)
        says = fmt.value(told, point.value, self.view.currency)
        key = f"{metric} {promise}" if promise else metric
        button = el("button", "link value", says, do="explore", key=key, title=told.question)
        few = point.n < told.min_n
        n = fmt.count(point.n) if told.kind == "ratio" or few else ""
        if few:
            n = tr("{n}, too few to judge", n=n)
        return el("span", "", button, el("span", "muted", f" ({n})")) if n else button

    def say(self, message: str, **values: Node | str | None) -> None:
        """Add a translated sentence, unless one of its `values` is not known."""
        known = {name: value for name, value in values.items() if value is not None}
        if len(known) == len(values):
            self._words += [*parts(message, **known), " "]

    def draw(self) -> None:
        """Draw what was said, and over which days; nothing where nothing is known."""
        if not self._words:
            return
        days = tr(
            "In {weeks} weeks, {start} to {end}",
            weeks=self.length.removesuffix("w"),
            start=fmt.day(self.period.start),
            end=fmt.day(self.period.end - DAY),
        )
        draw(
            el("p", "answer", *self._words),
            el("p", "muted small", days),
            key="lead",
            on=self._act,
        )

    def _act(self, do: str, key: str) -> None:
        metric, _, promise = key.partition(" ")
        if do == "explore" and metric in self.view.catalogue.metrics:
            state = session.current().narrowed(PROMISE, [promise] if promise else ())
            session.go("explore", metric=metric, length=self.length, panel="rows",
                       where=state.where)  # fmt: skip
        else:
            links.act(do, key)
