"""The loads so far, each with its line accounting and the way to take it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from metrics import Snapshot
from metrics.language import tr
from pages.components import ask, desk, fmt, outcome
from pages.components import bench as work
from pages.components.bench import Bench, Task
from pages.components.dom import Node, draw, el
from pages.components.text import short

_ASKED = "andon.desk.undo"
File = Mapping[str, Any]


def draw_batches(bench: Bench, files: Sequence[File], snapshot: Snapshot) -> None:
    """Draw the loads of `files`, newest first, with the way to take one back."""
    loaded = {file["batch"] for file in files if file["state"] == "loaded"}

    def act(do: str, key: str) -> None:
        if do == "undo" and key in loaded:
            st.session_state[_ASKED] = key

    draw(
        el("div", "section", el("h2", "", tr("Batches")), el("span", "muted", tr("newest first"))),
        table(files, snapshot.timezone),
        key="batches",
        on=act,
    )
    asked: str | None = st.session_state.get(_ASKED)
    if asked is not None and asked in loaded:
        draw(el("p", "note", question(asked, files)), key="undo.question")
        with st.container(horizontal=True):
            st.button(
                tr("Undo {asked}", asked=asked), key="undo.yes", on_click=_undo, args=(bench, asked)
            )
            st.button(tr("Keep it"), key="undo.no", on_click=_keep)
    desk.draw_task(bench, "batches")


def question(batch: str, files: Sequence[File]) -> str:
    """Ask whether `batch` shall be taken back; say what that means."""
    fixes = sorted(
        {f["batch"] for f in files if f.get("mends") == batch and f["state"] == "loaded"}
    )
    goes = ask.joined([batch, *fixes])
    beside = (
        tr(" {fixes}, which corrects lines of it, goes too.", fixes=ask.joined(fixes))
        if fixes
        else ""
    )
    return tr(
        "Take back {batch}?{beside} Everything else is loaded again from the "
        "archive, as if {goes} had never been loaded. That takes as long as loading "
        "it all.",
        batch=batch,
        beside=beside,
        goes=goes,
    )


def _undo(bench: Bench, batch: str) -> None:
    if st.session_state.pop(_ASKED, None) == batch and not work.busy():
        work.begin(Task("undo", bench.undo(batch), "batches", batch=batch))


def _keep() -> None:
    st.session_state.pop(_ASKED, None)


def table(files: Sequence[File], zone: str) -> Node:
    """Return the loads of `files`, in their order, each with its line accounting and its undo."""
    loads: dict[str, list[File]] = {}
    for file in files:
        loads.setdefault(file["batch"], []).append(file)
    heads = (tr("Batch"), tr("Loaded"), tr("Files"), *(tr(head) for head in outcome.HEADS), "")
    head = [
        el("th", "number c-count" if 2 < place < 8 else "", name, scope="col")
        for place, name in enumerate(heads)
    ]
    body = [_batch(name, held, zone) for name, held in loads.items()]
    listed = el("table", "files", el("thead", "", el("tr", "", *head)), el("tbody", "", *body))
    return el("div", "scroll", listed)


def _batch(name: str, files: Sequence[File], zone: str) -> Node:
    names = [file["file"] for file in files]
    said = ", ".join(short(each, 60) for each in names[:3])
    more = tr(" and {count} more", count=len(names) - 3) if len(names) > 3 else ""
    mends = sorted({file["mends"] for file in files if file.get("mends")})
    sub = (
        el("span", "sub", tr("corrects lines of {mends}", mends=ask.joined(mends)))
        if mends
        else None
    )
    sums = [sum(file[count] for file in files) for count in outcome.COUNTS]
    undone = files[0]["state"] == "undone"
    end = el(
        "button", "link", tr("Undo"), do="undo", key=name, aria_label=tr("Undo {name}", name=name)
    )
    return el(
        "tr",
        "low" if undone else "",
        el("td", "", name),
        el("td", "nowrap", fmt.moment(files[0]["finished_at"], zone)),
        el("td", "name", said + more, sub, outcome.account(sums), title="\n".join(names[:40])),
        *outcome.numbers(sums),
        el("td", "nowrap", el("span", "muted", tr("undone")) if undone else end),
    )
