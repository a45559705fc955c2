"""A box for one query of the analyst's own, on the snapshot that the page shows."""

from __future__ import annotations

from functools import partial

import streamlit as st

from metrics import EVERYTHING, UserError, show
from metrics.export import table
from metrics.kept import tell
from metrics.language import tr, tr_n
from metrics.sandbox import LONGEST, MOST_ROWS, SECONDS, Sandbox, Sheet
from pages.components import ask
from pages.components.asked import Asked
from pages.components.dom import Node, draw, el
from pages.components.grid import grid
from pages.components.refusals import sentence
from pages.components.rows import written
from pages.components.text import short

SHOWN = 200  # rows of the answer on the page; the file has all of it
LONGEST_CELL = 160
_TEXT, _ANSWER, _OPEN = "sql.text", "andon.sql.answer", "sql.open"


@st.cache_resource(show_spinner=False)
def _sandbox() -> Sandbox:
    return Sandbox(ask.store())


@st.cache_resource(show_spinner=False, max_entries=4)
def _tables(number: int) -> dict[str, tuple[str, ...]]:
    return _sandbox().tables(number)


def draw_box(asked: Asked) -> None:
    """Draw the box, closed until somebody opens it, and the answer to what was last run."""
    with st.expander(tr("SQL of your own"), key=_OPEN, on_change="rerun") as box:
        if not box.open:
            return
        view = asked.view
        if view.scope != EVERYTHING:
            says = tr(
                "What you may see is limited, and SQL of your own cannot be narrowed to it."
                " The looks above are."
            )
            draw(el("p", "muted", says), key="sql.refused")
            return
        draw(el("p", "muted", _says()), key="sql.says")
        st.text_area(tr("One query, in SQL"), key=_TEXT, height=150, max_chars=LONGEST)
        with st.container(key="sql.ways", horizontal=True):
            st.button(tr("Run"), key="sql.run", on_click=partial(_run, view.snapshot.number))
            st.button(
                tr("Take the SQL of this view"),
                key="sql.take",
                on_click=lambda: st.session_state.update(
                    {_TEXT: table.sql_text(view.store, asked.query)}
                ),
            )
        answer = st.session_state.get(_ANSWER)
        if isinstance(answer, str):
            draw(el("p", "note fault", answer), key="sql.fault")
        elif isinstance(answer, Sheet):
            _answer(asked, answer)
        _list(view.snapshot.number)


def _says() -> str:
    return tr(
        "Read-only, on the snapshot that this page shows; times in UTC; at most {rows} rows and"
        " {seconds} seconds.",
        rows=MOST_ROWS,
        seconds=int(SECONDS),
    )


def _run(number: int) -> None:
    """Run what stands in the box; what is refused is kept as a sentence."""
    try:
        answer = _sandbox().run(str(st.session_state.get(_TEXT, "")), ask.scope(), number)
        st.session_state[_ANSWER] = answer
    except UserError as problem:
        st.session_state[_ANSWER] = sentence(tell(problem))


def _answer(asked: Asked, answer: Sheet) -> None:
    says = tr_n("{n} row", "{n} rows", len(answer.rows))
    if answer.cut:
        says = tr("Cut: there are more than these {n} rows.", n=len(answer.rows))
    elif len(answer.rows) > SHOWN:
        says += tr(", the first {shown} here", shown=SHOWN)
    numeric = [
        any(isinstance(row[at], int | float) and not isinstance(row[at], bool)
            for row in answer.rows[:SHOWN])
        for at in range(len(answer.columns))
    ]  # fmt: skip
    heads = {
        f"{name}{'' if answer.columns.index(name) == at else f' ({at + 1})'}":
        "number" if numeric[at] else ""
        for at, name in enumerate(answer.columns)
    }  # fmt: skip
    cells = [[_cell(asked, value) for value in row] for row in answer.rows[:SHOWN]]
    draw(grid(tr("Answer"), says, heads, cells, tr("No row answers it.")), key="sql.answer")
    st.download_button(
        "CSV",
        lambda: table.as_csv((answer.columns, answer.rows)),
        "answer.csv",
        "text/csv",
        on_click="ignore",
        key="sql.csv",
    )


def _cell(asked: Asked, value: object) -> Node:
    if value is None:
        return el("span", "muted", "–")
    text = show.plain(value) if not isinstance(value, bool) else value
    return el("span", "", short(written(text, asked.view.snapshot.zone), LONGEST_CELL))


def _list(number: int) -> None:
    """List what can be asked: tables and their columns."""
    pairs = [
        part
        for name, columns in _tables(number).items()
        for part in (el("dt", "", name), el("dd", "muted", ", ".join(columns)))
    ]
    with st.popover(tr("Tables and columns"), key="sql.tables", on_change="rerun") as popover:
        if popover.open:
            draw(el("dl", "facts-list", *pairs), key="sql.list")
