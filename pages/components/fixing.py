"""The editor of quarantined lines: change what is wrong, look at what it would do, load it."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from metrics.language import tr, tr_n
from pages.components import bench as work
from pages.components import desk, outcome
from pages.components.bench import Bench, Cells, Row, Task
from pages.components.dom import draw, el
from pages.components.refusals import reason
from pages.components.text import short

MOST = 200  # lines edited at once; more of them are better corrected in a spreadsheet
_ROWS, _ROUND, _SEEN = "andon.fixing.rows", "andon.fixing.round", "andon.fixing.seen"
TALL = 54  # pixels of a row: a reason of two lines can be read
LINE, REASON, RIGHT = "line", "reason", "right"
Edits = list[tuple[Row, Cells]]


def open_editor(rows: Sequence[Row]) -> None:
    """Open the editor on `rows`, which are of one file. They stay as they are while it is open."""
    st.session_state[_ROWS] = [row for row in rows if row.get("fields")][:MOST]
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.session_state[_SEEN] = None
    _forget()


def _close() -> None:
    st.session_state.pop(_ROWS, None)
    _forget()


def _forget() -> None:
    """Let go of what was found of an earlier state of the edits, so that it cannot be loaded."""
    if _mine() is not None and not work.busy():
        work.begin(None)


def draw_editor(bench: Bench) -> bool:
    """Draw the editor where it is open; tell whether it is."""
    rows: list[Row] | None = st.session_state.get(_ROWS)
    if rows and _loaded():
        st.session_state.pop(_ROWS)
        rows = None
    if not rows:
        return False
    first = rows[0]
    columns = ordered(rows)
    says = tr(
        "Change what is wrong, or tick a line that is right as it stands. Nothing is loaded yet."
    )
    draw(
        el(
            "h3",
            "",
            tr("Correct {file} of {batch}", file=short(first["file"], 80), batch=first["batch"]),
        ),
        el("p", "muted", says),
        key="fixing.title",
    )
    before = frame(rows, columns)
    after = st.data_editor(
        before,
        key=f"fixing.{st.session_state[_ROUND]}",
        hide_index=True,
        row_height=TALL,
        placeholder="",
        disabled=[LINE, REASON],  # always the same, or the grid would begin anew
        column_config=_config(columns),
    )
    found = edits(rows, columns, before, after)
    if found != st.session_state.get(_SEEN):
        # Looked at was another state of the edits. (Not by `on_change`: that is called for a grid
        # that has gone, too.)
        _forget()
    with st.container(horizontal=True, key="fixing.ways"):
        st.button(
            tr_n("Look at {n} correction", "Look at {n} corrections", len(found))
            if found
            else tr("Look at the corrections"),
            type="secondary" if _looked() else "primary",
            disabled=not found or work.busy(),
            key="fixing.check",
            on_click=_check,
            args=(bench, found),
        )
        st.button(tr("Close"), key="fixing.close", disabled=work.busy(), on_click=_close)
    return True


def draw_result(bench: Bench) -> None:
    """Draw what the corrections would do, or have done."""
    desk.draw_task(bench, "fix")


def _mine() -> Task | None:
    task = work.task()
    return task if task is not None and task.place == "fix" else None


def _looked() -> bool:
    task = _mine()
    return task is not None and not work.busy() and outcome.loadable(task.job.state().report)


def _loaded() -> bool:
    """Tell whether the corrections are in, so that the editor has nothing left to edit."""
    task = _mine()
    if task is None or task.doing != "load" or work.busy():
        return False
    return task.job.state().report.get("state") == "loaded"


def _check(bench: Bench, found: Edits) -> None:
    if work.busy():
        return
    batch = found[0][0]["batch"]
    content = bench.fix_file([row for row, _ in found], [cells for _, cells in found])
    paths = tuple(bench.receive([(f"corrections-of-{batch}.csv", io.BytesIO(content))]))
    st.session_state[_SEEN] = found
    work.begin(Task("check", bench.check(paths), "fix", paths))


def fields(row: Row) -> dict[str, str | None]:
    """Return what each column of the file says on the row's line."""
    found: dict[str, str | None] = json.loads(row["fields"])
    return found


def ordered(rows: Sequence[Row]) -> list[str]:
    """Return the columns, those first that a reason speaks of."""
    names = list(dict.fromkeys(name for row in rows for name in fields(row)))
    spoken = {name for row in rows for name in names if _spoken(row, name)}
    return sorted(names, key=lambda name: name not in spoken)


def _spoken(row: Row, name: str) -> bool:
    """Tell whether a reason names the column, or quotes what it says."""
    value = fields(row).get(name)
    plain = name.strip().lower().replace(" ", "_")
    return any(
        reason.startswith(f"{plain}:") or (value is not None and f"'{value[:80]}'" in reason)
        for reason in row["reasons"]
    )


def frame(rows: Sequence[Row], columns: Sequence[str]) -> pd.DataFrame:
    """Return the lines as the editor shows them; ``c<n>`` is the n-th of `columns`."""
    said = [fields(row) for row in rows]
    told = [" · ".join(map(reason, row["reasons"])) for row in rows]
    texts = {
        f"c{at}": pd.Series([one.get(name) for one in said], dtype="object")
        for at, name in enumerate(columns)
    }
    places = {LINE: [row["line"] for row in rows], REASON: told, RIGHT: [False] * len(rows)}
    return pd.DataFrame({**places, **texts})


def _config(columns: Sequence[str]) -> Mapping[str, Any]:
    """Name the columns; a hostile header is only ever a label."""
    text = st.column_config.TextColumn
    return {
        LINE: st.column_config.NumberColumn(tr("Line"), format="%d", width=60, pinned=True),
        REASON: text(tr("What is wrong"), width=320),
        RIGHT: st.column_config.CheckboxColumn(tr("Right as it is"), width=100),
        **{f"c{at}": text(short(name, 60)) for at, name in enumerate(columns)},
    }


def edits(
    rows: Sequence[Row], columns: Sequence[str], before: pd.DataFrame, after: pd.DataFrame
) -> Edits:
    """Return the rows that were changed or ticked, each with what its columns shall say.

    A ticked row has no reason any more: it is right as it stands.
    """
    found: Edits = []
    for at, row in enumerate(rows):
        was, now = before.iloc[at], after.iloc[at]
        cells = {name: _text(now[f"c{n}"]) for n, name in enumerate(columns)}
        if bool(now[RIGHT]) or any(
            _text(was[f"c{n}"]) != cells[name] for n, name in enumerate(columns)
        ):
            known = fields(row)
            kept = {name: cells[name] for name in columns if name in known}
            found.append(({**row, "reasons": []} if now[RIGHT] else row, kept))
    return found


def _text(value: Any) -> str | None:
    """Return a cell's text; an emptied cell says nothing."""
    return value if isinstance(value, str) and value else None
