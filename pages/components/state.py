"""What a viewer has chosen, as a frozen value, and how it stands in the URL."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, get_args

from metrics.language import later
from metrics.model import QueryError, Where, nearest
from metrics.periods import Calendar, week_named
from pages.components.text import short

Versus = Literal["week", "year", "target"]
Panel = Literal["drivers", "limits", "rows", "definition"]
Part = Literal["all", "hit"]
Length = Literal["1w", "4w", "13w", "26w", "52w"]
Look = Literal["leaderboard", "trend", "pivot", "distribution"]
Step = Literal["day", "week", "month"]
Split = Literal["fix_type", "vendor", "cause_category"]
Params = Mapping[str, Sequence[str]]

UNKNOWN = ""  # how the member "unknown" stands in a URL: ?team=


# What a page can be asked for, beside filters: the names of fields of `State`.
REVIEW = ("week", "versus", "metric", "panel", "by", "span", "part", "page")
WEEKS = (
    "week",
    "length",
    "metric",
    "slot",
    "panel",
    "by",
    "part",
    "page",
)  # a page about a run of weeks
DAY = (
    "metric",
    "slot",
    "panel",
    "by",
    "part",
    "page",
)  # a page about one day: there is none to choose
EXPLORE = (
    "week",
    "length",
    "versus",
    "metric",
    "by",
    "second",
    "look",
    "step",
    "panel",
    "part",
    "page",
)  # any metric by any of its dimensions
RECURRENCE = (*REVIEW, "split")  # what is compared by how long problems stay away
CASE = ("case",)  # the story of one case
STOP = ("stop", "page")  # of one stop-sale, and its complaints as rows
PRODUCT = ("product", "metric", "panel", "part", "page")
VENDOR = ("vendor", "metric", "panel", "part", "page")
TOLD = ("case", "stop", "product", "vendor")  # what a story can be told of
LONGEST_NAME = 200
_PLACE = ("metric", "slot", "panel", "by", "second", "look", "step", "span", "part", "page")


@dataclass(frozen=True)
class State:
    """The choices of one viewer; `week` None is the newest whole week.

    `metric` is the opened metric, `panel` what of it is shown, `by` the dimension of its
    breakdown, `span` the period whose rows are listed (a name of the box of nine, or
    ``grain:start``), `part` whether all rows of it or only those in a ratio's numerator, `page` the
    page of rows from 0. `length` is how many weeks a page about a run of weeks looks at, the last
    of them `week`; `slot` is a part of the opened number, in the page's own words: an hour, a band
    of ages. `look` is how a metric is explored, `second` the dimension that it is cut by beside
    `by`, `step` the grain of its trend, `split` what recurrence is compared by. `case`, `stop`,
    `product` and `vendor` are what a story is told of: the number of the ticket, the stop-sale
    and the product, and the vendor as the dimension names it.
    """

    week: dt.date | None = None
    where: Where = ()
    versus: Versus = "week"
    metric: str | None = None
    panel: Panel = "drivers"
    by: str | None = None
    span: str = "last_week"
    part: Part = "all"
    page: int = 0
    length: Length = "13w"
    slot: str | None = None
    case: str | None = None
    look: Look = "leaderboard"
    second: str | None = None
    step: Step = "week"
    split: Split = "fix_type"
    stop: str | None = None
    product: str | None = None
    vendor: str | None = None

    def members(self, dimension: str) -> tuple[str | None, ...]:
        """Return the members chosen of `dimension`; empty means all."""
        return dict(self.where).get(dimension, ())

    @property
    def weeks(self) -> int:
        """How many weeks `length` is."""
        return int(self.length.removesuffix("w"))

    def narrowed(self, dimension: str, members: Sequence[str | None]) -> State:
        """Return this state with `members` of `dimension` chosen; none lifts the filter."""
        others = tuple(pair for pair in self.where if pair[0] != dimension)
        where = (*others, (dimension, tuple(members))) if members else others
        return replace(self, where=where, page=0)

    def closed(self) -> State:
        """Return this state with nothing opened."""
        return replace(self, **{name: getattr(State, name) for name in _PLACE})


@dataclass(frozen=True)
class Known:
    """What a URL may name: checked, because a link may be old, mistyped or hostile.

    `former` leads from names that metrics had to those they have (``Catalogue.former``).
    """

    calendar: Calendar
    metrics: Collection[str]
    members: Mapping[str, Callable[[], Sequence[str | None]]]
    latest: dt.date
    first: dt.date
    asks: Collection[str] = REVIEW
    former: Mapping[str, str] = field(default_factory=dict)


SPANS = ("last_week", "mtd", "qtd", "ytd")


def to_params(
    state: State, asks: Collection[str] = REVIEW, dimensions: Collection[str] | None = None
) -> dict[str, list[str]]:
    """Return the URL's parameters of `state` on a page that can be asked for `asks`.

    What is left at its default is left out, and so are filters by other than `dimensions`
    (None: any).
    """
    params: dict[str, list[str]] = {}
    if state.week and "week" in asks:
        params["week"] = [state.week.isoformat()]
    for dimension, members in state.where:
        if dimensions is not None and dimension not in dimensions:
            continue
        params[dimension] = [UNKNOWN if member is None else member for member in members]
    for name in asks:
        chosen = getattr(state, name)
        if name != "week" and chosen != getattr(State, name):
            params[name] = [str(chosen)]
    return params


def from_params(
    params: Params, known: Known, before: State | None = None
) -> tuple[State, tuple[str, ...]]:
    """Return the state that `params` name, and a sentence for each that is ignored.

    What this page cannot be asked for stays as it was `before`.
    """
    state, ignored = State(), []
    if before is not None:
        kept = {f.name: getattr(before, f.name) for f in fields(State) if f.name not in known.asks}
        elsewhere = tuple(pair for pair in before.where if pair[0] not in known.members)
        state = replace(state, **kept | {"where": elsewhere})
    for name, values in params.items():
        try:
            if name in known.members:
                state, strangers = _narrowed(state, name, values, known)
                ignored += strangers
            else:
                state = replace(state, **{name: _read(name, values[-1] if values else "", known)})
        except (ValueError, QueryError) as problem:
            ignored.append(problem.args[0])
    return state if state.metric else state.closed(), tuple(ignored)


def _read(name: str, text: str, known: Known) -> Any:
    readers: dict[str, Callable[[], Any]] = {
        "week": lambda: _week(text, known),
        "versus": lambda: _one_of("versus", text, get_args(Versus)),
        "metric": lambda: _metric(text, known),
        "panel": lambda: _one_of("panel", text, get_args(Panel)),
        "by": lambda: _one_of("by", text, known.members),
        "span": lambda: _span(text, known),
        "part": lambda: _one_of("part", text, get_args(Part)),
        "page": lambda: _page(text),
        "length": lambda: _one_of("length", text, get_args(Length)),
        "slot": lambda: _slot(text),
        "look": lambda: _one_of("look", text, get_args(Look)),
        "second": lambda: _one_of("second", text, known.members),
        "step": lambda: _one_of("step", text, get_args(Step)),
        "split": lambda: _one_of("split", text, get_args(Split)),
        **{name: lambda: text[:LONGEST_NAME] or None for name in TOLD},
    }
    if name not in readers or name not in known.asks:
        raise ValueError(
            later("{name} is nothing that this page can be asked for", name=_said(name))
        )
    return readers[name]()


def _narrowed(
    state: State, dimension: str, values: Sequence[str], known: Known
) -> tuple[State, list[str]]:
    loaded = {*known.members[dimension](), None}  # "unknown" can always be asked for
    asked = [None if value == UNKNOWN else value for value in dict.fromkeys(values)]
    state = state.narrowed(dimension, [value for value in asked if value in loaded])
    strangers = [_said(value or "unknown") for value in asked if value not in loaded]
    if not strangers:
        return state, []
    others = len(strangers) - 3
    more = later(" and {n} more", n=others) if others > 0 else ""
    listed = ", ".join(strangers[:3])
    return state, [
        later("{name} {names}{more} is not among what is loaded",
              name=dimension, names=listed, more=more)
    ]  # fmt: skip


def _week(text: str, known: Known) -> dt.date:
    start = week_named(text[:40], known.calendar)
    if not known.first <= start <= known.latest:
        raise ValueError(
            later("week {text} is not among the whole weeks that are loaded", text=_said(text))
        )
    return start


def _metric(text: str, known: Known) -> str:
    now = text if text in known.metrics else known.former.get(text, text)
    return _one_of("metric", now, known.metrics)


def _one_of(name: str, text: str, allowed: Collection[str]) -> str:
    if text not in allowed:
        close = nearest(text[:80], allowed)
        raise ValueError(
            later(
                "{name} {text} does not exist{nearest}", name=name, text=_said(text), nearest=close
            )
        )
    return text


def _span(text: str, known: Known) -> str:
    grain, _, day = text.partition(":")
    if text in SPANS:
        return text
    if grain in {"week", "month"} and re.fullmatch(r"\d{4}-\d\d-\d\d", day, re.ASCII):
        with suppress(ValueError):
            start = dt.date.fromisoformat(day)
            if known.first.year - 2 <= start.year <= known.latest.year:  # a year before is shown
                return f"{grain}:{start.isoformat()}"
    raise ValueError(later("span {text} is no period of the review", text=_said(text)))


def _slot(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9]{1,12}", text, re.ASCII):
        raise ValueError(later("slot {text} is no part of a number", text=_said(text)))
    return text


def _page(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise ValueError(later("page {text} is no page", text=_said(text)))
    return int(text)


def _said(text: str) -> str:
    return f"“{short(text, 60)}”"
