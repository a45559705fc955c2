"""The backlog by age: how much of it has waited for how long. A click lists the rows of a band."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from metrics.ages import Band, ages
from metrics.language import tr, tr_n
from pages.components import day, opened
from pages.components.dom import Node, draw, el
from pages.components.frame import View
from pages.components.opened import Slot

METRIC = "backlog"


def draw_ages(view: View) -> None:
    """Draw the backlog in bands of age, youngest first."""
    bands = found(view)
    title = day.section(view, tr("Backlog by age"), {METRIC: ""})
    if not any(band.count for band in bands):
        draw(title, el("p", "muted", tr("No case is unsolved.")), key="ages", on=opened.act)
        return
    last = max(number for number, band in enumerate(bands) if band.count)
    top = max(band.count for band in bands)
    rows = [_band(view, number, band, top) for number, band in enumerate(bands[: last + 1])]
    draw(title, el("table", "bars ages", el("tbody", "", *rows)), key="ages", on=_act)


def found(view: View) -> Sequence[Band]:
    """Return the bands of the view's backlog."""
    where = view.narrowed(METRIC)[0]
    return ages(view.store, METRIC, where, scope=view.scope, snapshot=view.snapshot.number)


def slots(view: View) -> dict[str, Slot]:
    """Return the bands as parts of the backlog that can be opened."""
    return {
        f"a{number}": Slot((band.span,), tr("those {said} old", said=said(band)))
        for number, band in enumerate(found(view))
    }


def said(band: Band) -> str:
    """Return a band in words: ``2 to 4 days``, ``under 4 hours``."""
    if band.until is None:
        return tr("{age} and more", age=_age(band.since))
    if not band.since:
        return tr("under {age}", age=_age(band.until))
    if band.since >= dt.timedelta(days=1):
        return tr("{days} to {age}", days=band.since.days, age=_age(band.until))
    return tr("{age} to {age2}", age=_age(band.since), age2=_age(band.until))


def _age(span: dt.timedelta) -> str:
    hours = int(span.total_seconds() // 3600)
    if hours % 24:
        return tr_n("{n} hour", "{n} hours", hours)
    return tr_n("{n} day", "{n} days", hours // 24)


def _band(view: View, number: int, band: Band, top: int) -> Node:
    key = f"a{number}"
    chosen = (view.state.metric, view.state.slot) == (METRIC, key)
    fill = el("div", "bar-fill", **{"var-share": f"{band.count / top * 100:.1f}%"})
    name = el("button", "member", said(band), do="band", key=key,
              aria_pressed="true" if chosen else "false")  # fmt: skip
    return el(
        "tr",
        "chosen" if chosen else "",
        el("td", "", name),
        el("td", "bar", el("div", "bar-track", fill)),
        el("td", "number value", str(band.count)),
        do="band",
        key=key,
    )


def _act(do: str, key: str) -> None:
    if do == "band" and key[:1] == "a" and key[1:].isdigit():
        opened.show(METRIC, key)
    else:
        opened.act(do, key)
