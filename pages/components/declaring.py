"""The mapping form: what the columns of an unknown export are, tried before it is kept."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from metrics import UserError
from metrics.kept import tell, told_each
from metrics.language import mark, tr, tr_n
from pages.components import bench as work
from pages.components import desk, mapping, outcome
from pages.components.answers import (
    CONSTANT,
    HEADER,
    NOTHING,
    Asked,
    Looked,
    answered,
    formats_of,
    proposed_name,
    read_as,
    words_of,
)
from pages.components.bench import Bench, Task
from pages.components.dom import draw, el
from pages.components.refusals import sentence
from pages.components.text import plain, short

ACROSS = 3  # select boxes beside each other
_SURE = {"sure": mark("✓ sure"), "likely": mark("• likely"), "not sure": mark("? not sure")}


def _close() -> None:
    mapping.end()
    if (task := work.task()) is not None and task.place == "map" and not work.busy():
        work.begin(None)


def draw_form(bench: Bench) -> None:
    """Draw the form where it is open."""
    looked = mapping.looked()
    if looked is None:
        return
    with st.container(key="mapping"):
        _head(looked)
        table = _settings(bench, looked)
        columns = bench.columns[table]
        suggested = looked.choices(table)
        first = [c for c in columns if c["needed"] or c["name"] in suggested]
        _boxes(first, looked, table)
        others = [c for c in columns if c not in first]
        if others:
            title = tr_n("{n} other column of {table}", "{n} other columns of {table}",
                         len(others), table=table)  # fmt: skip
            with st.expander(title):
                _boxes(others, looked, table)
        given = _given(bench, looked)
        _words(columns, given, looked, table)
        _ways(bench, looked, given)
        desk.draw_task(bench, "map")


def _given(bench: Bench, looked: Looked) -> Asked:
    """Return what the form says at this moment.

    A button asks again when it is clicked: what was chosen just before is in the session, and not
    in what the page was drawn with.
    """
    table = mapping.value("table") or looked.tables[0]
    pattern = bench.pattern(looked.path.name)
    return answered(looked, table, bench.columns[table], pattern, mapping.value)


def _head(looked: Looked) -> None:
    file = short(looked.path.name, 80)
    draw(
        el("div", "section", el("h2", "", tr("What are the columns of {file}?", file=file)),
           el("span", "muted", tr_n("{n} line", "{n} lines", looked.report["rows"]))),
        el("p", "muted", tr("Suggested by names and values; look at what is not sure. "
                            "Nothing is loaded before you say so.")),
        key="mapping.head",
    )  # fmt: skip


def _settings(bench: Bench, looked: Looked) -> str:
    """Draw table, name and zone; return the table."""
    one, two, three = st.columns(3)
    table = one.selectbox(
        tr("What a line is"), looked.tables, key=mapping.key("table"), help=plain(_likely(looked))
    )
    two.text_input(
        tr("Name of this kind of file"), proposed_name(looked.path.name), key=mapping.key("name"),
        max_chars=59, help=tr("Small letters, digits and underscores, such as returns\\_desk."),
    )  # fmt: skip
    three.selectbox(
        tr("Time zone of its times"), bench.zones, index=None, key=mapping.key("zone"),
        placeholder=tr("Choose, unless its times say it"),
    )  # fmt: skip
    return str(table)


def _likely(looked: Looked) -> str:
    return tr("Most like {first}, then {second}.", first=looked.tables[0], second=looked.tables[1])


def _boxes(columns: Sequence[Asked], looked: Looked, table: str) -> None:
    for row in _rows(columns):
        for column, place in zip(row, st.columns(ACROSS), strict=False):
            with place:
                _box(column, looked, table)


def _box(column: Asked, looked: Looked, table: str) -> None:
    """Draw one column's select box, why it says what it says, and what else it needs."""
    name = column["name"]
    suggested = looked.choices(table).get(name)
    options = [NOTHING, CONSTANT, *(HEADER + header for header in looked.profiles)]
    at = options.index(HEADER + suggested["header"]) if suggested else 0
    star = " *" if column["needed"] else ""
    chosen = st.selectbox(
        name + star, options, at, key=mapping.key(f"{table}.{name}"), format_func=_option,
        help=plain(tr(column["meaning"])),
    )  # fmt: skip
    if chosen == CONSTANT:
        st.text_input(tr("The same for every line"), key=mapping.key(f"{table}.{name}.constant"))
    if not chosen or not chosen.startswith(HEADER):
        return
    header = chosen[len(HEADER) :]
    profile = looked.profiles[header]
    said = tr("such as {samples}", samples=", ".join(short(s, 24) for s in profile["samples"]))
    if not profile["samples"]:
        said = tr("empty in this file")
    if suggested is not None and suggested["header"] == header:
        said = f"{tr(_SURE[suggested['sure']])} · {told_each(suggested['why'])} · {said}"
    draw(el("p", "muted", short(said, 300)), key=mapping.key(f"{table}.{name}.why"))
    formats = formats_of(column, header, looked)
    if len(formats) > 1:
        st.selectbox(
            tr("How are they written?"), formats, index=None,
            key=mapping.key(f"{table}.{name}.format"),
            format_func=lambda form: read_as(profile, form), placeholder=tr("Day or month first?"),
        )  # fmt: skip


def _rows(columns: Sequence[Asked]) -> list[Sequence[Asked]]:
    return [columns[at : at + ACROSS] for at in range(0, len(columns), ACROSS)]


def _option(chosen: str) -> str:
    named = {NOTHING: tr("– not in this file –"), CONSTANT: tr("= one value for every line")}
    return named.get(chosen) or short(chosen[len(HEADER) :], 80)


def _words(columns: Sequence[Asked], given: Asked, looked: Looked, table: str) -> None:
    """Draw what the words of columns with words of their own become: a grid of select boxes."""
    for column in columns:
        name, filled = column["name"], given["columns"].get(column["name"], {})
        header = filled.get("header")
        if not column["values"] or not header:
            continue
        words = words_of(column, header, looked, table)
        if not words:
            continue
        draw(
            el("div", "section", el("h3", "", tr("What the words of {header} become",
                                                 header=short(header, 60)))),
            key=f"mapping.words.{table}.{name}",
        )  # fmt: skip
        for row in _grid(words):
            for (place, (word, count, becomes)), cell in zip(row, st.columns(ACROSS), strict=False):
                options = ["", *column["values"]]
                cell.selectbox(
                    f"{plain(word, 60)} · {count:,}", options, options.index(becomes),
                    key=mapping.key(f"{table}.{name}.{header}.{place}"), format_func=_becomes,
                )  # fmt: skip


def _grid(
    words: Sequence[tuple[str, int, str]],
) -> list[list[tuple[int, tuple[str, int, str]]]]:
    placed = list(enumerate(words))
    return [placed[at : at + ACROSS] for at in range(0, len(placed), ACROSS)]


def _becomes(word: str) -> str:
    return word or tr("? not known: to quarantine")


def _ways(bench: Bench, looked: Looked, given: Asked) -> None:
    """Draw what is still open, and the buttons: try, keep and load, take the YAML, close."""
    text, wrong = bench.declared(given, looked.report["profiles"])
    if text != st.session_state.get(mapping.TRIED) and _mine() is not None and not work.busy():
        work.begin(None)  # tried was another state of the answers
    fault = st.session_state.get(mapping.FAULT)
    if wrong or fault:
        listed = [el("li", "", _sentence(tell(says))) for says in ([fault] if fault else [*wrong])]
        title = tr_n("{n} thing is open", "{n} things are open", len(listed))
        draw(
            el("div", "note fault" if fault else "note", el("b", "", title), el("ul", "", *listed)),
            key="mapping.open",
        )
    ready = not wrong and not work.busy()
    tried = text == st.session_state.get(mapping.TRIED) and _loadable()
    with st.container(horizontal=True, key="mapping.ways"):
        st.button(
            tr("Try it"), type="secondary" if tried else "primary", disabled=not ready,
            key="mapping.try", on_click=_try, args=(bench, looked),
        )  # fmt: skip
        st.button(
            tr("Save and load"), type="primary" if tried else "secondary",
            disabled=not (ready and tried), key="mapping.save", on_click=_save,
            args=(bench, looked),
        )  # fmt: skip
        st.download_button(
            tr("Download the YAML"), text, f"{given['name'] or 'source'}.yaml", "application/yaml",
            key="mapping.yaml", disabled=bool(wrong),
        )  # fmt: skip
        st.button(tr("Close"), key="mapping.close", disabled=work.busy(), on_click=_close)


def _sentence(text: str) -> str:
    said = sentence(text)
    return said if text.startswith("the ") else text + said[len(text) :]  # it begins with a name


def _mine() -> Task | None:
    task = work.task()
    return task if task is not None and task.place == "map" else None


def _loadable() -> bool:
    task = _mine()
    return task is not None and not work.busy() and outcome.loadable(task.job.state().report)


def _try(bench: Bench, looked: Looked) -> None:
    text, wrong = bench.declared(_given(bench, looked), looked.report["profiles"])
    if not wrong and not work.busy():
        st.session_state[mapping.TRIED], st.session_state[mapping.FAULT] = text, None
        job = bench.try_draft(looked.path, text)
        work.begin(Task("check", job, "map", (looked.path,), draft=text))


def _save(bench: Bench, looked: Looked) -> None:
    """Keep the source that was tried, then load the file by it."""
    given = _given(bench, looked)
    text, wrong = bench.declared(given, looked.report["profiles"])
    if wrong or work.busy() or text != st.session_state.get(mapping.TRIED):
        return
    try:
        bench.keep(given)
    except UserError as problem:
        st.session_state[mapping.FAULT] = tell(problem)
        return
    mapping.end()
    work.begin(Task("load", bench.load((looked.path,)), "drop", (looked.path,)))
