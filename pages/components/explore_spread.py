"""The distribution: rows by how long they took, members of a ratio by their size."""

from __future__ import annotations

from typing import Any

from metrics.analysis.explore import Board
from metrics.analysis.spread import among, spread
from metrics.language import tr
from pages.components import explore_plots, fmt, palette
from pages.components.asked import Asked, called, narrow
from pages.components.dom import Node, draw, el
from pages.components.figure import draw_figure

MOST = 400  # members that are drawn


def draw_spread(asked: Asked, found: Board) -> None:
    """Draw what there is to distribute, or say in a sentence that there is nothing."""
    kind = asked.metric.kind
    if kind == "percentile":
        _durations(asked)
    elif kind == "ratio":
        _members(asked, found)
    else:
        what = (
            tr("A stock")
            if kind.startswith("stock")
            else tr("A total")
            if kind == "total"
            else tr("It")
        )
        says = tr(
            "{what} has no distribution: nothing is measured on its rows. See the leaderboard.",
            what=what,
        )
        draw(_title(tr("Distribution"), ""), el("p", "muted", says), key="spread")


def _title(title: str, says: str) -> Node:
    return el("div", "section", el("h2", "", title), el("span", "muted", says))


def _durations(asked: Asked) -> None:
    metric, currency = asked.metric, asked.view.currency
    # All that the page is narrowed to: the histogram has no members to mark.
    found = spread(asked.view.store, asked.view.query(metric.name, asked.period))
    if not found.n or found.median is None or found.p90 is None:
        draw(
            _title(tr("Distribution"), ""),
            el("p", "muted", tr("Nothing was measured in these days.")),
            key="spread",
        )
        return
    sizes = {
        tr("median"): found.median,
        tr("90 % within"): found.p90,
        tr("longest"): found.most,
    }
    told = [f"{name} {fmt.value(metric, value, currency)}" for name, value in sizes.items()]
    says = tr(
        "{number} rows: {sizes}. The last bar is all that is longer.",
        number=fmt.number(found.n),
        sizes=", ".join(told),
    )
    draw(_title(tr("Rows by what was measured"), says), key="spread")
    unit = fmt.unit(metric, currency) or metric.unit
    marks = {tr("median"): found.median, "90 %": found.p90}
    figure = explore_plots.histogram(
        found.edges, found.counts, found.beyond, unit, marks, palette.current()
    )
    draw_figure(figure, "explore.spread")


def _members(asked: Asked, found: Board) -> None:
    rows = [row for row in found.rows if row.point.value is not None and row.point.n > 0]
    if len(rows) < 2:
        none = tr("There are not two members to compare in these days.")
        draw(_title(tr("Members"), ""), el("p", "muted", none), key="spread")
        return
    left = len(rows) - MOST
    rows = sorted(rows, key=lambda row: -row.point.n)[:MOST]
    funnel = among(Board(found.metric, found.by, found.whole, tuple(rows)))
    limits = tr("Lines: limits of 95 % and 99.8 % of chance alone; a diamond is beyond.")
    more = tr(" The {left} smallest are not drawn.", left=left) if left > 0 else ""
    draw(
        _title(
            tr("Members by their n"),
            (limits if funnel else tr("No limits: no share of counts.")) + more,
        ),
        key="spread",
    )
    names = [called(asked, row.members) for row in rows]
    said = [
        f"{name} · {fmt.value(asked.metric, row.point.value, asked.view.currency)}"
        f" · {fmt.count(row.point.n)}"
        for name, row in zip(names, rows, strict=True)
    ]

    def clicked(told: list[Any]) -> None:
        at = told[0]
        if isinstance(at, int) and 0 <= at < len(rows):
            narrow(asked, rows[at].members)

    figure = explore_plots.dots(
        [row.point.value for row in rows],
        [row.point.n for row in rows],
        names,
        said,
        funnel,
        asked.metric,
        palette.current(),
    )
    draw_figure(figure, "explore.spread", clicked)
