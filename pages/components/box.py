"""The box of nine: last week, and the month, quarter and year to date, with their changes."""

from __future__ import annotations

from metrics import Box, Metric
from metrics.language import tr
from pages.components import fmt
from pages.components.dom import Node, el
from pages.components.spans import TO_DATE


def box_of_nine(box: Box, metric: Metric, currency: str) -> Node:
    """Draw `box`; a click on a number asks for the rows of its span (``do`` is ``span``)."""
    head = [
        el("th", "", el("span", "", "")),
        el("th", "number", "", scope="col"),
        el("th", "number", tr("week before"), scope="col"),
        el("th", "number", tr("year before"), scope="col"),
    ]
    lead = _row(tr("Last week"), "last_week", box.last_week, metric, currency, box.wow, box.yoy)
    rows = [lead]
    for name, (_, label) in TO_DATE.items():
        value, year = getattr(box, name), getattr(box, f"{name}_yoy")
        rows.append(_row(tr(label), name, value, metric, currency, None, year, first=False))
    return el("div", "box", el("table", "", el("thead", "", el("tr", "", *head)),
                               el("tbody", "", *rows)))  # fmt: skip


def _row(
    label: str,
    span: str,
    value: float | None,
    metric: Metric,
    currency: str,
    wow: float | None,
    yoy: float | None,
    first: bool = True,
) -> Node:
    shown = fmt.value(metric, value, currency)
    number = (
        el(
            "button",
            "link value",
            shown,
            do="span",
            key=span,
            title=tr("The rows behind this number"),
        )
        if value is not None
        else el("span", "muted", shown)
    )
    return el(
        "tr",
        "lead" if first else "",
        el("th", "", label, scope="row"),
        el("td", "number", number),
        el("td", "number", changed(metric, wow) if first else ""),
        el("td", "number", changed(metric, yoy)),
    )


def changed(metric: Metric, amount: float | None) -> Node:
    """Draw a change: its amount, then the arrow and the word of its judgement."""
    if amount is None:
        return el("span", "change", el("span", "muted", fmt.NA), el("span", "word", ""))
    word = el("span", f"word {fmt.verdict(metric, amount)}", fmt.judged(metric, amount))
    return el("span", "change", el("span", "", fmt.change(metric, amount)), word)
