"""The board of clocks: which promise runs out next, who holds its case, how long is left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from metrics import Rows
from metrics.language import tr
from pages.components import ask, day, fmt, links, opened
from pages.components.dom import Node, draw, el
from pages.components.frame import View
from pages.components.text import short

RUNNING, AT_RISK = "sla_open", "sla_open_at_risk"
LISTED = 8
# At risk first, then by business time left; a clock that stands still after those that run.
ORDER = ("-at_risk", "state", "left_s")


def running(view: View, limit: int = LISTED) -> Rows:
    """Return the clocks that still run, those to save first before all others."""
    return view.store.rows(day.asked(view, RUNNING), limit, order=ORDER)


def draw_clocks(view: View) -> None:
    """Draw the board, and what is behind its numbers."""
    if RUNNING not in view.metrics:
        return
    found = running(view)
    rows = found.named
    zone = ask.zone(view.snapshot)
    if not rows:
        title = day.section(view, tr("Save first"), {})
        draw(title, el("p", "muted", _none(view)), key="clocks", on=act)
    else:
        names = {
            tr("Case"): "",
            tr("Promise"): "",
            tr("Held by"): "",
            tr("Team"): "desk",
            tr("Left"): "left",
        }
        names[tr("Due, {zone}", zone=fmt.place(zone))] = ""
        head = el("tr", "", *(el("th", css, name, scope="col") for name, css in names.items()))
        body = [_clock(view, row, zone) for row in rows]
        draw(
            day.section(
                view, tr("Save first"), {AT_RISK: tr("at risk"), RUNNING: tr("open")}, zone
            ),
            el("table", "cases stack clocks", el("thead", "", head), el("tbody", "", *body)),
            _beyond(view, rows, found.total),
            key="clocks",
            on=act,
        )
    day.draw_opened(view, [RUNNING, AT_RISK])


def promised(view: View) -> bool:
    """Tell whether anything is promised to anybody: without policies there are no clocks."""
    return RUNNING in view.metrics and bool(view.store.settings.reporting.policies)


def _none(view: View) -> str:
    """Say why no clock runs: none is promised, or all that were are decided."""
    if promised(view):
        return tr("No promise is running.")
    return tr(
        "No promise is declared, so nothing runs out: sla.yaml says what is promised to whom."
    )


def act(do: str, key: str) -> None:
    """Go to a case's story, or open what is behind a number."""
    links.act(do, key)
    opened.act(do, key)


def more(left: int, metric: str, word: str = "") -> Node | None:
    """Say how many rows are not listed, as the way to all of them."""
    if left <= 0:
        return None
    said = tr("{left} more{word}", left=fmt.number(left), word=word)
    return el("p", "", el("button", "link", said, do="open", key=metric))


def _beyond(view: View, rows: Sequence[Mapping[str, Any]], total: int) -> Node | None:
    """Say how many more are at risk, else how many more run."""
    listed = sum(bool(row["at_risk"]) for row in rows)
    at_risk = view.store.query(day.asked(view, AT_RISK)).points[0].value or 0
    beyond = more(int(at_risk) - listed, AT_RISK, tr(" at risk"))
    return beyond or more(total - len(rows), RUNNING, tr(" open"))


def _clock(view: View, row: Mapping[str, Any], zone: str) -> Node:
    return el(
        "tr",
        "",
        el("td", "lead", case_of(row)),
        el("td", "what", promise(row)),
        el("td", "who", links.person(view, row["assignee"])),
        el("td", "muted desk", row["team"] or ""),
        el("td", "left", *_left(row)),
        el("td", "due", _due(view, row, zone)),
    )


def case_of(row: Mapping[str, Any]) -> Node:
    """Return a clock's case: the way to the story of a ticket or a stop, else its number."""
    if row["case_kind"] == "ticket":
        return links.case(row["case_id"])
    if row["case_kind"] == "andon":
        return links.stop(row["case_id"])
    return el("span", "", short(row["case_id"], 40))


def promise(row: Mapping[str, Any]) -> Node:
    """Return what was promised: the target, its cycle beyond the first, the case's priority."""
    again = tr(" no. {cycle}", cycle=row["cycle"]) if row["cycle"] > 1 else ""
    priority = el("span", "muted", f" {row['priority']}") if row["priority"] else None
    return el("span", "", f"{fmt.words(row['target'])}{again}", priority)


def _left(row: Mapping[str, Any]) -> Sequence[Node | str]:
    used = min(max(row["active_s"] / row["target_s"], 0), 1) if row["target_s"] else 1
    tone = "worse" if row["at_risk"] else ""
    text = f"{'▲ ' if row['at_risk'] else ''}{fmt.duration(row['left_s'])}"
    fill = el("div", f"used {tone}", **{"var-share": f"{used * 100:.1f}%"})
    title = tr(
        "{used} % of {target_s} used",
        used=format(used * 100, ".0f"),
        target_s=fmt.duration(row["target_s"]),
    )
    return (el("span", f"value {tone}", text), el("div", "track", fill, title=title))


def _due(view: View, row: Mapping[str, Any], zone: str) -> Node:
    if row["due_at"] is None:
        return el("span", "muted", tr("stands still"))
    return el("span", "", el("span", "phone-word", tr("due ")), near(view, row["due_at"], zone))


def near(view: View, instant: dt.datetime, zone: str) -> str:
    """Return an instant of these days as the viewer's clock shows it: only the time for today."""
    return fmt.clock(instant, zone, view.snapshot.as_of.astimezone(ZoneInfo(zone)).date())
