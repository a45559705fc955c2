"""When promises are missed: weekday by hour, a click on a cell lists its misses."""

from __future__ import annotations

from metrics.analysis.week_hours import Cell, WeekHours, week_hours
from metrics.hourly import HOURS
from metrics.language import tr
from pages.components import fmt, levels, opened
from pages.components.dom import Node, draw, el
from pages.components.frame import View
from pages.components.opened import Slot

MISSES = "sla_misses"


def draw_heat(view: View) -> None:
    """Draw the heat map of misses, and what is behind them."""
    found = week_hours(view.store, view.query(levels.METRIC, view.period))
    title = levels.section(view, tr("When they are missed"), MISSES)
    if not found.failed:
        draw(title, el("p", "muted", tr("No promise was missed in these weeks.")), key="heat.title",
             on=opened.act)  # fmt: skip
        return
    draw(title, el("p", "muted", _peak(found)), key="heat.title", on=opened.act)

    slots = {
        key(cell): Slot(cell.spans, said(cell)) for row in found.rows for cell in row if cell.spans
    }

    def act(do: str, name: str) -> None:
        if do == "cell" and name in slots:
            opened.show(MISSES, name)

    top = max(cell.failed for row in found.rows for cell in row)
    head = el("tr", "", el("th", ""), *(_hour(hour) for hour in range(HOURS)))
    body = [
        el(
            "tr",
            "",
            el("th", "", fmt.weekday_short(row[0].weekday), scope="row"),
            *(_cell(view, cell, top) for cell in row),
        )
        for row in found.rows
    ]
    table = el("table", "heat", el("thead", "", head), el("tbody", "", *body))
    draw(table, key="heat", on=act)
    levels.draw_opened(view, [MISSES], slots)


def _hour(hour: int) -> Node:
    return el("th", "", str(hour) if hour % 3 == 0 else "", scope="col")


def _cell(view: View, cell: Cell, top: int) -> Node:
    says = f"{said(cell)}: {_share(cell)}"
    if not cell.failed:
        return el("td", "", title=says)
    name = key(cell)
    chosen = (view.state.metric, view.state.slot) == (MISSES, name)
    share = {"var-share": f"{cell.failed / top * 100:.0f}%"}
    button = el("button", "hot on" if chosen else "hot", do="cell", key=name, title=says,
                aria_label=says, aria_pressed="true" if chosen else "false", **share)  # fmt: skip
    return el("td", "", button)


def key(cell: Cell) -> str:
    """Return a cell's name in the URL: ``w0h9`` is Monday at nine."""
    return f"w{cell.weekday}h{cell.hour}"


def said(cell: Cell) -> str:
    """Return a cell in words: ``Mon 09:00 to 10:00``."""
    return tr(
        "{day_abbr} {hour}:00 to {hour2}:00",
        day_abbr=fmt.weekday_short(cell.weekday),
        hour=format(cell.hour, "02d"),
        hour2=format(cell.hour + 1, "02d"),
    )


def _share(cell: Cell) -> str:
    if not cell.n:
        return tr("nothing was decided")
    share = f"{fmt.number(cell.failed / cell.n * 100, 1)} %"
    return tr(
        "{failed} missed of {number} decided ({share})",
        failed=fmt.number(cell.failed),
        number=fmt.number(cell.n),
        share=share,
    )


def _peak(found: WeekHours) -> str:
    top = max((cell for row in found.rows for cell in row), key=lambda cell: cell.failed)
    part = fmt.number(top.failed / found.failed * 100, 0)
    often = tr(
        "Most often {said}: {failed} of them, {part} %.",
        said=said(top),
        failed=fmt.number(top.failed),
        part=part,
    )
    return tr("{often} A promise lies in the hour in which it was missed.", often=often)
