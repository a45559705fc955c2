"""The quarantine: which files have lines that do not count, which lines, why, and what to do."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from metrics import Store
from metrics.kept import tell
from metrics.language import tr
from pages.components import fixing, fmt, outcome
from pages.components.bench import Bench
from pages.components.dom import Node, draw, el
from pages.components.holdings import lines, section, table
from pages.components.said import parts
from pages.components.text import short

PAGE = 10
_CHOSEN = "andon.held.file"
Row = dict[str, Any]
Place = tuple[str, str]  # batch, file


def draw_quarantine(store: Store, bench: Bench) -> None:
    """Draw the lines that do not count, by file, and the ways to correct them."""
    rows = store.quarantine()
    files = by_file([row for row in rows if not row.get("mended_by")])
    said = (
        tr("lines that do not count until they are corrected")
        if files
        else tr("no line is held back")
    )
    draw(section(tr("Quarantine"), said), key="quarantine.title")
    if files:
        _waiting(files, bench)
    fixing.draw_result(bench)
    _mended([row for row in rows if row.get("mended_by")])


def by_file(rows: Sequence[Row]) -> dict[Place, list[Row]]:
    """Return the lines of each file of each batch, the newest batch first."""
    files: dict[Place, list[Row]] = {}
    for row in sorted(rows, key=lambda row: (len(row["batch"]), row["batch"]), reverse=True):
        files.setdefault((row["batch"], row["file"]), []).append(row)
    return {place: sorted(held, key=lambda row: row["line"]) for place, held in files.items()}


def _waiting(files: Mapping[Place, list[Row]], bench: Bench) -> None:
    places = list(files)
    chosen = st.session_state.get(_CHOSEN)
    if chosen not in files:
        chosen = places[0] if len(places) == 1 else None
    if len(places) > 1:

        def act(do: str, key: str) -> None:
            if do == "choose" and key.isdecimal() and int(key) < len(places):
                place = places[int(key)]
                st.session_state[_CHOSEN] = None if place == chosen else place

        listed = [_file(n, p, files[p], p == chosen) for n, p in enumerate(places)]
        heads = (tr("File"), tr("Batch"), tr("Rows"), tr("Most often"))
        draw(el("div", "scroll", table("files", heads, listed)), key="held.files", on=act)
    found = files[chosen] if chosen else [row for held in files.values() for row in held]
    if fixing.draw_editor(bench):
        return
    _lines(found)
    with st.container(horizontal=True, key="held.ways"):
        count = lines(len(found))
        if chosen and any(row.get("fields") for row in found):
            st.button(
                tr("Correct {count} here", count=count),
                key="held.fix",
                on_click=fixing.open_editor,
                args=(found,),
            )
        st.download_button(
            tr("Download {count} to correct (CSV)", count=count),
            lambda: bench.fix_file(found, ()),
            file_name=f"quarantine-{chosen[0]}.csv" if chosen else "quarantine.csv",
            mime="text/csv",
            on_click="ignore",
            key="quarantine.csv",
        )
    which = "" if chosen else tr("Choose a file above to correct its lines here. ")
    draw(
        el(
            "p",
            "muted",
            tr("{which}Corrected, the CSV goes back through the drop zone.", which=which),
        ),
        key="held.how",
    )


def _file(number: int, place: Place, rows: Sequence[Row], chosen: bool) -> Node:
    batch, file = place
    reason, _ = Counter(row["reason"] for row in rows).most_common(1)[0]
    link = el("button", "link", short(file, 80), do="choose", key=str(number), title=file[:500])
    return el(
        "tr",
        "open" if chosen else "",
        el("td", "name", link),
        el("td", "nowrap", batch),
        el("td", "number", fmt.number(len(rows))),
        el("td", "muted", short(tell(reason or ""), 120)),
        do="choose",
        key=str(number),
    )


def _lines(rows: Sequence[Row]) -> None:
    cut = tr(", the first {page} are shown", page=PAGE) if len(rows) > PAGE else ""
    draw(
        el(
            "p",
            "",
            *parts(tr("{lines} in quarantine{cut}"), lines=el("b", "", lines(len(rows))), cut=cut),
        ),
        el("div", "scroll", outcome.quarantine_table(rows[:PAGE])),
        key="quarantine",
    )


def _mended(rows: Sequence[Row]) -> None:
    """Draw what was corrected before, for whoever asks why a row differs from its export."""
    if not rows:
        return
    newest = sorted(rows, key=lambda r: (len(r["mended_by"]), r["mended_by"]), reverse=True)
    body = [
        el(
            "tr",
            "",
            el("td", "place", short(f"{row['file']} : {row['line']}", 80)),
            el("td", "", *outcome.changed(json.loads(row["mended_as"] or "[]"))),
            el("td", "muted", short(tell(row["reason"] or ""), 160)),
            el("td", "nowrap", row["mended_by"]),
        )
        for row in newest[:PAGE]
    ]
    more = tr(", the last {page} are shown", page=PAGE) if len(rows) > PAGE else ""
    with st.expander(
        tr("{count} corrected since{more}", count=lines(len(rows)), more=more),
        key="held.mended",
    ):
        heads = (tr("File : line"), tr("Correction"), tr("It was held because"), tr("By batch"))
        draw(el("div", "scroll", table("rows held", heads, body)), key="mended")
