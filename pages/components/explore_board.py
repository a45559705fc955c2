"""The leaderboard: members with value, interval, n and change; a click narrows, rows list."""

from __future__ import annotations

from collections.abc import Sequence

from metrics.analysis.explore import Board, Standing
from metrics.language import tr
from pages.components import bars, fmt
from pages.components.asked import Asked, called, is_chosen, narrow
from pages.components.dom import Node, draw, el
from pages.components.frame import View
from pages.components.grid import Cell, grid

SHOWN = 25


def draw_board(asked: Asked, found: Board) -> None:
    """Draw the members in order; a click on one narrows the page, a second undoes it."""
    shown = [
        (place, row)
        for place, row in enumerate(found.rows)
        if place < SHOWN or is_chosen(asked, row.members)
    ]

    def act(do: str, key: str) -> None:
        if key.isascii() and key.isdigit() and int(key) < len(found.rows):
            members = found.rows[int(key)].members
            if do == "narrow":
                narrow(asked, members)
            elif do == "rows":
                narrow(asked, members, panel="rows")

    labels = [asked.view.catalogue.dimension(name).label for name in asked.by]
    heads = {" · ".join(labels): "", "": "bar desk", tr("Value"): "number", "n": "number"}
    heads |= {heading(asked.view): "number", " ": "number"}
    top = _top(asked, [row for _, row in shown])
    cells = [_row(asked, row, str(place), top) for place, row in shown]
    none = tr("Nothing was counted in these days. Widen the filters or choose more weeks.")
    draw(
        grid(tr("Leaderboard"), _says(asked, found, len(shown)), heads, cells, none),
        key="board",
        on=act,
    )


def heading(view: View) -> str:
    """Return what the change is called: since when, or against what."""
    return {
        "week": tr("vs period before"),
        "year": tr("vs year before"),
        "target": tr("vs target"),
    }[view.state.versus]


def _spelled(view: View) -> str:
    return {
        "week": tr(" against the period before"),
        "year": tr(" against the year before"),
        "target": tr(" against the target"),
    }[view.state.versus]


def moved(asked: Asked, row: Standing, spelled: bool = False) -> list[Node]:
    """Return a change with the arrow and the word of its judgement; n/a with the reason."""
    metric, versus = asked.metric, asked.view.state.versus
    amount, why = row.change, tr(row.why)
    if versus == "target":
        if metric.target is None:
            amount, why = None, tr("{label} has no target", label=metric.label)
        elif row.point.value is None:
            amount, why = None, tr(row.point.reason or "")
        else:
            amount = row.point.value - metric.target
    than = _spelled(asked.view) if spelled else ""
    if amount is None:
        said = f"{fmt.NA}{than}: {why}" if spelled else fmt.NA
        return [el("span", "muted", said, title=why)]
    written = fmt.difference if versus == "target" else fmt.change
    word = fmt.judged(metric, amount)
    return [
        el("span", "nowrap", f"{written(metric, amount)} "),
        el("span", fmt.verdict(metric, amount), f"{word}{than}"),
    ]


def _says(asked: Asked, found: Board, shown: int) -> str:
    order = tr("Worst first") if asked.metric.better != "neither" else tr("Largest first")
    left = len(found.rows) - shown
    more = tr(" {left} more are not shown; the files have all.", left=left) if left else ""
    few = tr(" Grey: too few to rank.") if any(row.low_n for row in found.rows) else ""
    return tr(
        "{order}. A click narrows the page, a second click undoes it.{few}{more}",
        order=order,
        few=few,
        more=more,
    )


def _top(asked: Asked, rows: Sequence[Standing]) -> float:
    """Return the end of the bars' axis: the largest value or target; an interval may be cut."""
    values = [row.point.value or 0.0 for row in rows] + [asked.metric.target or 0.0]
    return max(values, default=0.0) or 1.0


def _row(asked: Asked, row: Standing, key: str, top: float) -> list[Cell]:
    metric, point = asked.metric, row.point
    chosen = is_chosen(asked, row.members)
    name = called(asked, row.members)
    few = "muted" if row.low_n else ""
    button = el(
        "button",
        f"member {few}".strip(),
        f"✓ {name}" if chosen else name,
        do="narrow",
        key=key,
        aria_pressed="true" if chosen else "false",
        title=_title(row),
    )
    value = fmt.value(metric, point.value, asked.view.currency)
    reason = point.reason if point.value is None else None
    mark: Cell = el("span", "muted nowrap", tr("· too few")) if row.low_n else ""
    return [
        el("span", "", button, " ", mark),
        el("div", "low" if row.low_n else "", bars.track(point, metric, top, asked.view.currency)),
        el("b" if not row.low_n else "span", few, value, title=tr(reason or "") or None),
        el("span", "muted", fmt.number(point.n)),
        el("span", "", *moved(asked, row)),
        el(
            "button",
            "link",
            tr("rows"),
            do="rows",
            key=key,
            title=tr("The rows that this number counts"),
        ),
    ]


def _title(row: Standing) -> str:
    return ", ".join(member or tr("no member") for member in row.members)[:200]
