"""The pivot: one dimension down, one across, darker where the value is larger; a cell's rows."""

from __future__ import annotations

from collections.abc import Sequence

from metrics import Point
from metrics.analysis.explore import Members, Pivot, pivot
from metrics.language import tr
from pages.components import fmt
from pages.components.asked import Asked, is_chosen, named, narrow
from pages.components.dom import Node, draw, el

DOWN, ACROSS = 20, 10


def draw_pivot(asked: Asked) -> None:
    """Draw the table; a cell opens its rows. Totals are worked out anew, never added up."""
    if len(asked.by) < 2:
        says = tr(
            "Choose a second dimension in “and by” above: a pivot has one down and one across."
        )
        draw(el("p", "muted", says), key="pivot")
        return
    found = pivot(asked.view.store, asked.query, DOWN, ACROSS)
    if not found.cells:
        draw(el("p", "muted", tr("Nothing was counted in these days.")), key="pivot")
        return
    places = {str(place): members for place, members in enumerate(found.cells)}
    keys = {members: key for key, members in places.items()}

    def act(do: str, key: str) -> None:
        if do == "cell" and key in places:
            narrow(asked, places[key], panel="rows")

    draw(_title(asked, found), el("div", "scroll", _table(asked, found, keys)), key="pivot", on=act)


def _title(asked: Asked, found: Pivot) -> Node:
    rest = [
        tr(
            "{left} more by {label}",
            left=left,
            label=asked.view.catalogue.dimension(name).label.lower(),
        )
        for name, left in zip(found.by, (found.rest_down, found.rest_across), strict=True)
        if left
    ]
    hidden = tr(" Not shown: {hidden}.", hidden=", ".join(rest)) if rest else ""
    says = tr(
        "Value, and n in grey; darker is larger; a cell opens its rows.{hidden}", hidden=hidden
    )
    return el("div", "section", el("h2", "", tr("Pivot")), el("span", "muted", says))


def _table(asked: Asked, found: Pivot, keys: dict[Members, str]) -> Node:
    first, second = found.by
    label = asked.view.catalogue.dimension
    known = [p.value for p in found.cells.values() if p.value is not None]
    ends = (min(known), max(known)) if known else (0.0, 0.0)
    corner = f"{label(first).label} ↓ {label(second).label} →"
    across = [named(asked.view, second, point.members[0]) for point in found.across]
    heads = [el("th", "number", name, scope="col") for name in across]
    head = el(
        "tr",
        "",
        el("th", "", corner, scope="col"),
        *heads,
        el("th", "number", tr("All"), scope="col"),
    )
    body = []
    for row in found.down:
        cells = [
            _cell(asked, found, (row.members[0], column.members[0]), keys, ends)
            for column in found.across
        ]
        name = named(asked.view, first, row.members[0])
        body.append(el("tr", "", el("th", "", name, scope="row"), *cells, _total(asked, row)))
    totals = [_total(asked, point) for point in (*found.across, found.whole)]
    body.append(el("tr", "", el("th", "", tr("All"), scope="row"), *totals))
    return el("table", "pivot", el("thead", "", head), el("tbody", "", *body))


def _cell(
    asked: Asked, found: Pivot, members: Members, keys: dict[Members, str], ends: Sequence[float]
) -> Node:
    point = found.cells.get(members)
    if point is None:
        return el("td", "number muted", "–")
    low, high = ends
    share = 0.0
    if point.value is not None and high > low:
        share = (point.value - low) / (high - low)
    few = point.n < asked.metric.min_n
    css = " ".join(
        word for word, on in (("cell", True), ("low", few), ("on", is_chosen(asked, members))) if on
    )
    button = el(
        "button",
        css,
        *_inner(asked, point),
        do="cell",
        key=keys[members],
        title=tr("Its rows, too few to rank") if few else tr("Its rows"),
        **{"var-share": f"{share * 55:.0f}%"},
    )
    return el("td", "number held-cell", button)


def _total(asked: Asked, point: Point) -> Node:
    return el("td", "number", *_inner(asked, point))


def _inner(asked: Asked, point: Point) -> list[Node]:
    value = fmt.value(asked.metric, point.value, asked.view.currency)
    shown = [el("span", "value", value, title=tr(point.reason or "") or None)]
    if asked.metric.kind not in ("total", "stock"):
        shown.append(el("span", "sub", fmt.count(point.n)))
    return shown
