"""Service levels: the answer, its numbers, each promise with what its limits assure, the weeks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from metrics import Metric, Point
from metrics.analysis.levels import Level, levels
from metrics.language import mark, tr, tr_n
from pages.components import ask, cards, day, fmt, opened, palette, plots, session, spark
from pages.components.cards import Card
from pages.components.dom import Node, draw, el
from pages.components.figure import draw_figure
from pages.components.frame import View
from pages.components.opened import Slot
from pages.components.said import parts

METRIC = "sla_adherence"
CARDS = (
    "sla_adherence",
    "sla_error_budget_used",
    "sla_burn_rate_1d",
    "sla_burn_rate_7d",
    "sla_overshoot_p50",
    "sla_overshoot_p90",
    "sla_exempt_share",
)
OTHERS = ("sla_misses", "sla_pause_share", "sla_pause_with_customer_waiting_share")
_ASSURED = {
    "capable": ("better", mark("✓ capable"), mark("every usual week meets the target")),
    mark("hit or miss"): (
        "caution",
        mark("~ hit or miss"),
        mark("chance decides whether a week meets the target"),
    ),
    mark("not capable"): ("worse", mark("✕ not capable"), mark("no usual week meets the target")),
}


def metrics() -> tuple[str, ...]:
    """Return the metrics that the page shows."""
    known = ask.store().catalogue.metrics
    return tuple(name for name in (*CARDS, *OTHERS) if name in known)


def said(view: View) -> str:
    """Return the page's period in words."""
    period = view.period
    return tr(
        "{start} to {end}",
        start=fmt.day(period.start),
        end=fmt.day(period.end - dt.timedelta(days=1)),
    )


def draw_opened(
    view: View, names: Collection[str], slots: Mapping[str, Slot] | None = None
) -> None:
    """Draw what is behind the opened number of the page's period, where it is one of `names`."""
    opened.draw_here(view, names, view.period, said(view), slots)


def section(view: View, title: str, metric: str) -> Node:
    """Return a section's title with the number of `metric`, which opens what is behind it."""
    point = view.store.query(view.query(metric, view.period)).points[0]
    number = el("button", "link value", fmt.value(view.metric(metric), point.value), do="open",
                key=metric, title=tr("The rows behind this number"))  # fmt: skip
    return el("div", "section", el("h2", "", title), number)


def draw_levels(view: View) -> None:
    """Draw the answer, the numbers, the table of promises and the chart by the week."""
    query = view.query(METRIC, view.period)
    (whole,) = levels(view.store, query) or (None,)
    each = levels(view.store, query, "target")
    draw(_answer(view, whole, each), el("p", "muted", f"{said(view)}."), key="answer")
    if whole is None or not whole.point.n:
        return
    shown = [
        Card(view.metric(name), point, day.notes(view, name, point))
        for name in CARDS
        if name in view.metrics
        for point in view.store.query(view.query(name, view.period)).points[:1]
    ]
    cards.draw_cards(view, "numbers", shown)
    draw_opened(view, CARDS)
    _table(view, each)
    _chart(view, whole)


def _answer(view: View, whole: Level | None, each: Sequence[Level]) -> Node:
    if whole is None or whole.point.value is None:
        none = tr("No promise was decided in these weeks.")
        if whole is not None and whole.point.blank and whole.point.reason:
            return el("p", "answer", tr("n/a – {reason}", reason=tr(whole.point.reason)))
        if not view.store.settings.reporting.policies:
            none = tr("No promise is declared: sla.yaml says what is promised to whom.")
        return el("p", "answer", none)
    metric, point = view.metric(METRIC), whole.point
    words: list[Node | str] = [
        *parts(
            tr("We kept {share} of our promises ({n}){against}. "),
            share=el("b", "", fmt.value(metric, point.value)),
            n=fmt.count(point.n),
            against=_against(metric, point),
        ),
        *_last_week(view, whole),
    ]
    bad = [one for one in each if one.assurance == "not capable"]
    if bad:
        names = [fmt.words(one.member or "unknown") for one in bad]
        said = tr_n(
            "{names} is not capable of the target.",
            "{names} are not capable of the target.",
            len(bad),
            names="{names}",
        )
        words += parts(said, names=el("b", "", ask.joined(names)))
    return el("p", "answer", *words)


def _last_week(view: View, whole: Level) -> list[Node | str]:
    """Say that the last week lies outside its limits, where it does: the only news there is."""
    at = len(whole.weeks) - 1
    strong = any(one.strength == "strong" and at in one.points for one in whole.chart.signals)
    if not whole.state or not strong or whole.weeks[at] != view.week:
        return []
    metric, chart = view.metric(METRIC), whole.chart
    ends = [fmt.value(metric, float(line[at])) for line in (chart.lower, chart.upper)]
    tone = "worse" if chart.values[at] < chart.centre[at] else "better"
    arrow = "▼" if tone == "worse" else "▲"
    kept = fmt.value(metric, float(chart.values[at]))
    said = tr(
        "{arrow} The last week kept {kept}, outside its usual {ends} to {ends2}. ",
        arrow=arrow,
        kept=kept,
        ends=ends[0],
        ends2=ends[1],
    )
    return [el("span", tone, said)]


def _against(metric: Metric, point: Point) -> str:
    target, low, high = metric.target, point.low, point.high
    if target is None or low is None or high is None:
        return ""
    aim = fmt.value(metric, target)
    if high < target:
        return tr(": under the target of {target}, beyond noise", target=aim)
    if low > target:
        return tr(": above the target of {target}, beyond noise", target=aim)
    return tr(": no different from the target of {target}, within noise", target=aim)


def _table(view: View, each: Sequence[Level]) -> None:
    names = {
        tr("Promise"): "",
        tr("By the week"): "desk",
        tr("Kept"): "number",
        tr("95 % interval"): "desk number",
    }
    names |= {tr("Limits assure"): "", "n": "number desk", tr("Undecided"): "number desk"}
    names |= {tr("Miss, median"): "number desk", tr("Worst tenth"): "number desk"}
    head = el("tr", "", *(el("th", css, name, scope="col") for name, css in names.items()))
    late = {
        name: {
            p.members[0]: p
            for p in view.store.query(view.query(name, view.period, ("target",))).points
        }
        for name in ("sla_overshoot_p50", "sla_overshoot_p90")
    }
    chosen = view.state.members("target")
    rows = [_level(view, one, late, one.member in chosen) for one in _ranked(each)]
    says = tr("A click narrows the page, a second click undoes it.")
    title = el("div", "section", el("h2", "", tr("By promise")), el("span", "muted", says))
    table = el("table", "cases levels", el("thead", "", head), el("tbody", "", *rows))
    draw(title, table, key="levels", on=_narrow)


def _by_target(view: View, name: str) -> Mapping[str | None, Point]:
    points = view.store.query(view.query(name, view.period, ("target",))).points
    return {point.members[0]: point for point in points}


def _ranked(each: Sequence[Level]) -> list[Level]:
    """Order by how many misses there were: where most can be mended comes first."""
    return sorted(
        each, key=lambda one: -((one.point.denominator or 0) - (one.point.numerator or 0))
    )


def _narrow(do: str, key: str) -> None:
    if do == "narrow":
        session.put(session.toggled("target", key or None))


def _level(
    view: View, one: Level, late: Mapping[str, Mapping[str | None, Point]], chosen: bool
) -> Node:
    metric, point = view.metric(METRIC), one.point
    few = point.n < metric.min_n
    tone, word, why = _ASSURED.get(one.assurance or "", ("muted", "–", mark("too little history")))
    trial = tr(", limits on trial") if one.state == "trial" else ""
    values = [k / n if n else None for k, n in zip(one.kept, one.decided, strict=True)]
    reach = ""
    if point.low is not None and point.high is not None:
        reach = f"{fmt.number(point.low * 100, 1)} – {fmt.number(point.high * 100, 1)}"
    name = el("button", "member", fmt.words(one.member or "unknown"), do="narrow",
              key=one.member or "", aria_pressed="true" if chosen else "false")  # fmt: skip
    sizes = [
        _late(view, size, late[size].get(one.member))
        for size in ("sla_overshoot_p50", "sla_overshoot_p90")
    ]
    return el(
        "tr",
        " ".join(css for css, on in (("open", chosen), ("low", few)) if on),
        el("td", "", name),
        el("td", "desk", spark.line(values[-view.state.weeks :], tr("Its share by the week"))),
        el("td", "number value", fmt.value(metric, point.value)),
        el("td", "number muted desk", reach),
        el("td", tone, tr(word), title=tr(why) + trial),
        el("td", "number muted desk", fmt.number(point.n)),
        el("td", "number muted desk", fmt.number(point.undecided)),
        *sizes,
        do="narrow",
        key=one.member or "",
    )


def _late(view: View, name: str, point: Point | None) -> Node:
    metric = view.metric(name)
    if point is None or point.value is None:
        return el("td", "number muted desk", "–")
    few = "muted " if point.n < metric.min_n else ""
    return el("td", f"{few}number desk", fmt.value(metric, point.value), title=fmt.count(point.n))


def _chart(view: View, whole: Level) -> None:
    title = el(
        "div", "section", el("h2", "", tr("By the week")), el("span", "muted", _limits(whole))
    )
    draw(title, key="trend")
    count = max(view.state.weeks, 13)
    metric = view.metric(METRIC)
    said = [
        " · ".join(
            (
                tr("week of {week}", week=fmt.day(week)),
                fmt.value(metric, k / n) if n else fmt.NA,
                fmt.count(n),
            )
        )
        for week, k, n in zip(whole.weeks, whole.kept, whole.decided, strict=True)
    ]
    figure = plots.control(
        whole.chart, whole.weeks, metric.target, said, palette.current(), last=count
    )
    draw_figure(figure, "trend.chart")


def _limits(whole: Level) -> str:
    if not whole.state:
        return tr("Too little history for limits.")
    points = whole.chart.phases[-1].points
    tone = _ASSURED.get(whole.assurance or "", ("", "", ""))[2]
    if not tone:
        return tr("Limits from {points} weeks.", points=points)
    if whole.state == "trial":
        return tr("Limits from {points} weeks, on trial: {tone}.", points=points, tone=tr(tone))
    return tr("Limits from {points} weeks, locked: {tone}.", points=points, tone=tr(tone))
