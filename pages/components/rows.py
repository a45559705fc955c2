"""The rows behind a number: exactly those it counts, with file and line, a page at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Literal
from zoneinfo import ZoneInfo

import streamlit as st

from metrics import Metric, Period, Query, Rows, show
from metrics.language import tr, tr_n
from pages.components import fmt, links, session
from pages.components.dom import Node, draw, el
from pages.components.frame import View
from pages.components.said import parts
from pages.components.state import Part
from pages.components.text import short

PAGE = 50
PRINTED = 9  # columns that paper has room for: print.css hides the others
MOST_IN_FILE = 100_000
LONGEST_CELL = 160
# What comes first, where that is not the oldest: the clock that runs out, the greatest miss.
_ORDERS = {
    "sla_open": ("-at_risk", "state", "left_s"),
    "sla_open_at_risk": ("state", "left_s"),
    "sla_misses": ("-overshoot_s",),
}
_QUIET = {"_batch", "_file", "_line"}
_HALF: dict[Part, Literal["of", "over"] | None] = {"all": None, "hit": "of"}


def draw_rows(view: View, metric: Metric, period: Period | None, said: str) -> None:
    """Draw the rows that `metric` counts in `period`, and the way to keep them as CSV.

    `said` is the period in words.
    """
    state = view.state
    query = view.query(metric.name, period)
    halved = metric.over is not None and metric.over.fact == metric.of.fact
    part: Part = state.part if halved else "all"
    order = _ORDERS.get(metric.name, ())
    found = view.store.rows(query, PAGE, state.page * PAGE, _HALF[part], order)
    if not found.rows and state.page:
        found = view.store.rows(query, PAGE, 0, _HALF[part], order)
    place = fmt.place(view.snapshot.timezone)
    draw(
        _told(found, part, tr("{said}; times in {place}", said=said, place=place), halved),
        el("div", "scroll", _table(found, metric, view.snapshot.zone)),
        _on_paper(found, metric),
        _pager(found, state.page),
        key="rows",
        on=_act,
    )
    if found.total:
        _download(view, query, part, found.total)


def _act(do: str, key: str) -> None:
    if do == "part" and key in _HALF:
        session.change(part=key, page=0)
    elif do == "page" and key.isdigit():
        session.change(page=int(key))
    else:
        links.act(do, key)


def _told(found: Rows, part: Part, said: str, halved: bool) -> Node:
    counted = el("b", "", tr_n("{n} row", "{n} rows", found.total))
    which = {
        "all": tr("{rows} that this number counts, {said}"),
        "hit": tr("{rows} of the numerator, {said}"),
    }[part]
    children: list[Node | str] = [el("span", "", *parts(which, rows=counted, said=said))]
    if halved:
        other, label = (
            ("hit", tr("only the numerator")) if part == "all" else ("all", tr("all it counts"))
        )
        children.append(el("button", "link", label, do="part", key=other))
    return el("p", "section", *children)


def _on_paper(found: Rows, metric: Metric) -> Node | None:
    """Say, on paper alone, which columns it lacks."""
    if 1 + len(shown_columns(found, metric)) <= PRINTED:
        return None
    says = tr("On paper the first {n} columns; the CSV has all.", n=PRINTED)
    return el("p", "printed muted", says)


def _pager(found: Rows, page: int) -> Node:
    if found.total <= PAGE:
        return el("p", "")
    page = page if page * PAGE < found.total else 0
    first, last = page * PAGE + 1, min((page + 1) * PAGE, found.total)
    return el(
        "p",
        "section",
        _step(tr("‹ Earlier rows"), page - 1, page > 0),
        el(
            "span",
            "muted",
            tr(
                "{first} – {last} of {total}",
                first=fmt.number(first),
                last=fmt.number(last),
                total=fmt.number(found.total),
            ),
        ),
        _step(tr("Later rows ›"), page + 1, last < found.total),
    )


def _step(label: str, page: int, possible: bool) -> Node:
    return el("button", "link", label, do="page", key=str(page), disabled=None if possible else "")


def shown_columns(found: Rows, metric: Metric) -> list[int]:
    """Return which columns of `found` are shown, in order: the case, what was counted, the rest.

    File and line stand apart. Left out are columns that are empty on this page, and days that
    repeat a time.
    """
    names = found.columns
    counted = [m.column for m in metric.halves if m.column] + [m.time for m in metric.halves]
    first = [names[0], *counted, *([metric.ended] if metric.ended else []), *metric.slice_by]
    order = {name: place for place, name in enumerate(dict.fromkeys(first))}

    def wanted(at: int) -> bool:
        name = names[at]
        twin = name.removesuffix("_day") + "_at" if name.endswith("_day") else None
        empty = all(row[at] is None for row in found.rows)
        return name not in _QUIET and twin not in names and (name in counted or not empty)

    places = [at for at in range(len(names)) if wanted(at)]
    return sorted(places, key=lambda at: (order.get(names[at], len(order)), at))


def _table(found: Rows, metric: Metric, zone: ZoneInfo) -> Node:
    if not found.rows:
        return el(
            "p", "muted", tr("No row counts here. Widen the filters or choose another period.")
        )
    columns = shown_columns(found, metric)
    file, line = (found.columns.index(name) for name in ("_file", "_line"))
    heads = [tr(found.columns[at].replace("_", " ")) for at in columns]
    numeric = [_is_number(found.rows, at) for at in columns]
    head = [
        el("th", "number" if right else "", name, scope="col")
        for name, right in zip(heads, numeric, strict=True)
    ]
    head.insert(1, el("th", "", tr("file : line"), scope="col"))
    ticket, kind = _ticket(found)
    body = []
    for row in found.rows:
        cells = [
            el("td", "", links.case(row[at]))
            if at == ticket and row[at] and (kind is None or row[kind] == "ticket")
            else _cell(row[at], zone, right, links.cell(found.columns[at], row[at]))
            for at, right in zip(columns, numeric, strict=True)
        ]
        place = f"{row[file]} : {row[line]}"
        cells.insert(1, el("td", "place", place, title=place))
        body.append(el("tr", "", *cells))
    return el("table", "rows", el("thead", "", el("tr", "", *head)), el("tbody", "", *body))


def _ticket(found: Rows) -> tuple[int | None, int | None]:
    """Return which column holds a ticket's number, and which the kind of case, where it varies."""
    places = {name: place for place, name in enumerate(found.columns)}
    if "case_kind" in places:
        return places["case_id"], places["case_kind"]
    return places.get("ticket_id"), None


def _is_number(rows: Sequence[Sequence[Any]], at: int) -> bool:
    kinds = {type(row[at]) for row in rows if row[at] is not None}
    return bool(kinds) and kinds <= {int, float, Decimal}


def _cell(value: Any, zone: ZoneInfo, right: bool, way: Node | None = None) -> Node:
    if way is not None:
        return el("td", "", way)
    if value is None:
        return el("td", "null number" if right else "null", "–")
    shown = written(value, zone)
    cut = short(shown, LONGEST_CELL)
    return el("td", "number" if right else "", cut, title=shown[:2000] if len(shown) > 24 else None)


def written(value: Any, zone: ZoneInfo) -> str:
    """Return a cell as text: times in the reporting zone, yes and no, numbers as they are."""
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if isinstance(value, dt.datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, float | Decimal) and value == int(value):
        return str(int(value))
    return str(value)


def _download(view: View, query: Query, part: Part, total: int) -> None:
    def content() -> bytes:
        whole = view.store.rows(query, min(total, MOST_IN_FILE), 0, _HALF[part])
        return show.written(show.rows_table(whole), "csv").encode("utf-8-sig")

    cut = (
        ""
        if total <= MOST_IN_FILE
        else tr(", the first {most_in_file}", most_in_file=fmt.number(MOST_IN_FILE))
    )
    st.download_button(
        tr("CSV of all {total} rows{cut}", total=fmt.number(total), cut=cut),
        content,
        file_name=f"{'_'.join(str(p) for p in (query.metric, query.start, query.end) if p)}.csv",
        mime="text/csv",
        on_click="ignore",
        key="rows.csv",
    )
