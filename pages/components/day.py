"""The reporting day of the as-of: its numbers so far, as cards, and how they are asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from metrics import Period, Point, Query
from metrics.language import tr
from metrics.periods import DAY
from pages.components import ask, cards, fmt, opened
from pages.components.cards import Card
from pages.components.dom import Node, el
from pages.components.frame import View
from pages.components.opened import Slot

# In the order in which they are shown; those that the catalogue lacks are left out.
NUMBERS = (
    "sla_adherence",
    "sla_error_budget_used",
    "sla_burn_rate_7d",
    "source_sla_adherence",
    "first_response_p50",
    "time_to_solve_p50",
    "backlog_age_p90",
    "wip_per_agent",
)
BUDGET = "sla_error_budget_used"
# What runs or stands at the as-of, whenever it began: no day limits it.
STANDING = ("sla_open", "sla_open_at_risk", "sla_burn_rate_7d", "backlog", "open_stops")
SHOWN = (
    "sla_open",
    "sla_open_at_risk",
    "sla_misses",
    *NUMBERS,
    "arrivals",
    "solves",
    "backlog",
    "open_stops",
)


def metrics() -> tuple[str, ...]:
    """Return the metrics that the page shows."""
    known = ask.store().catalogue.metrics
    return tuple(name for name in SHOWN if name in known)


def period(view: View, metric: str = "") -> Period | None:
    """Return the reporting day of the as-of; None for a `metric` that no day limits."""
    if metric in STANDING:
        return None
    return Period(view.snapshot.today, view.snapshot.today + DAY, "day")


def said(view: View) -> str:
    """Return that day in words: ``today, 22 Nov 2026, until 17:54 Taipei``."""
    zone, today = view.snapshot.timezone, view.snapshot.today
    until = fmt.clock(view.snapshot.as_of, zone, today)
    return tr(
        "today, {today}, until {until} {zone}",
        today=fmt.day(today),
        until=until,
        zone=fmt.place(zone),
    )


def asked(view: View, metric: str, by: tuple[str, ...] = ()) -> Query:
    """Return the question for `metric` today, or as of now, narrowed by filters that it knows."""
    return view.query(metric, period(view, metric), by)


def answered(view: View, metric: str) -> Point | None:
    """Return today's number, None where the catalogue has no such metric."""
    if metric not in view.metrics:
        return None
    points = view.store.query(asked(view, metric)).points
    return points[0] if points else None


def called(view: View, dimension: str, member: str | None) -> str:
    """Return what a member of a dimension is called."""
    return ask.called(view.snapshot.number, dimension, member)


def everyone(view: View, metric: str) -> str:
    """Return which filters do not narrow `metric`: ``of every defect``; empty where all do."""
    lacks = view.narrowed(metric)[1]
    return tr("of every {lacks}", lacks=ask.joined(lacks)) if lacks else ""


def section(view: View, title: str, metrics: Mapping[str, str], zone: str = "") -> Node:
    """Return a section's title with its numbers: each opens what is behind it.

    `metrics` are the metrics whose numbers stand there, and the word that follows each; `zone` is
    that of the section's times, for a phone, which has no room for heads of columns.
    """
    parts: list[Node] = []
    for name, word in metrics.items():
        point = view.store.query(asked(view, name)).points[0]
        if point.value is None:
            continue
        number = el("button", "link value", fmt.number(point.value), do="open", key=name,
                    title=tr("The rows behind this number"),
                    aria_expanded="true" if view.state.metric == name else "false")  # fmt: skip
        parts.append(el("span", "", number, f" {word}" if word else None))
    says = next((said for name in metrics if (said := everyone(view, name))), "")
    times = (
        el("span", "muted phone-word", tr("times in {zone}", zone=fmt.place(zone)))
        if zone
        else None
    )
    return el("div", "section", el("h2", "", title), *parts, el("span", "muted", says), times)


def draw_numbers(view: View) -> None:
    """Draw the day's numbers."""
    points = {name: point for name in NUMBERS if (point := answered(view, name)) is not None}
    ours = points.get("sla_adherence")
    if ours is not None and ours.n:  # the source's own verdict is for who has no clocks
        points.pop("source_sla_adherence", None)
    shown = [
        Card(view.metric(name), point, notes(view, name, point)) for name, point in points.items()
    ]
    cards.draw_cards(view, "numbers", shown)
    draw_opened(view, list(points))


def draw_opened(
    view: View, names: Collection[str], slots: Mapping[str, Slot] | None = None
) -> None:
    """Draw what is behind the opened number of the day, where it is one of `names`."""
    opened.draw_here(view, names, period(view, view.state.metric or ""), said(view), slots)


def notes(view: View, name: str, point: Point) -> tuple[Node | str, ...]:
    """Return what stands under a card: its n, its target and whether that is missed."""
    metric = view.metric(name)
    notes: list[Node | str] = [everyone(view, name)]
    if metric.kind in {"ratio", "percentile", "stock_age"}:
        notes.append(fmt.count(point.n))
    if name == BUDGET and point.denominator:
        allowed = (1 - (view.metric("sla_adherence").target or 0)) * point.denominator
        missed = fmt.number(point.numerator or 0)
        notes.append(
            tr("{missed} missed, {allowed} allowed", missed=missed, allowed=fmt.number(allowed))
        )
    target = metric.target
    if target is not None and point.value is not None and metric.better != "neither":
        said = tr("target {value}", value=fmt.value(metric, target, view.currency))
        higher = metric.better == "higher"
        if point.value < target if higher else point.value > target:
            notes.append(
                el(
                    "span",
                    "worse",
                    tr("▼ under {target}", target=said)
                    if higher
                    else tr("▲ over {target}", target=said),
                )
            )
        else:
            notes.append(said)
    return tuple(notes)
