"""The desk where exports come in: drop, look at the dry run, load."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import streamlit as st

from metrics.language import tr
from pages.components import bench as work
from pages.components import mapping, notes, outcome
from pages.components.bench import Bench, Doing, Job, Place, Task
from pages.components.dom import draw, el
from pages.components.text import plain

WATCH_SECONDS = 1.0
_ROUND, _TAKEN = "andon.desk.round", "andon.desk.taken"
COMMAND = "python -m loaders load FILE"


def draw_desk(bench: Bench) -> None:
    """Draw the drop zone and, below it, what became of what was dropped."""
    number = st.session_state.setdefault(_ROUND, 0)
    key = f"drop.{number}"
    largest = int(st.get_option("server.maxUploadSize"))  # MB; in the server's memory for a while
    st.file_uploader(
        tr(
            "Drop exports here, or corrected lines: CSV, TSV, Excel, JSON, Parquet, "
            "plain or zipped. They are looked at first; nothing is loaded before you say "
            "so."
        ),
        accept_multiple_files=True,
        max_upload_size=largest,
        disabled=work.busy(),
        key=key,
        on_change=_received,
        args=(bench, key),
    )
    # Shown by the stylesheet while the drop zone has a file that it did not take.
    says = tr(
        "The file in red was not taken: it is larger than {largest} MB, or sending "
        "it broke off. Whoever runs Andon can load it with ",
        largest=format(largest, ","),
    )
    draw(el("p", "note fault", says, el("code", "", COMMAND)), key="desk.toolarge")
    draw_task(bench, "drop")


def draw_welcome(tables: Sequence[str]) -> None:
    """Draw what to do first, where nothing is loaded; files may be named after `tables`."""
    steps = (
        tr("Drop your exports above: tickets, complaints, refunds, shipments, whatever you have."),
        tr("See what each file is taken for, and which of its lines would stay outside, and why."),
        tr("Press Load. Every open page fills by itself."),
    )
    listed = [
        el("li", "", el("b", "step", str(number)), says) for number, says in enumerate(steps, 1)
    ]
    names = ", ".join(f"{name}.csv" for name in tables)
    draw(
        el(
            "div",
            "state-box",
            el("h2", "", tr("Nothing is loaded yet")),
            el("ul", "steps", *listed),
            el(
                "p", "muted", tr("A file named after a table loads as it is: {names}.", names=names)
            ),
            el("p", "muted", tr("A whole folder loads on the command line:")),
            el("pre", "", notes.LOAD),
        ),
        key="data.empty",
    )


def draw_task(bench: Bench, place: Place) -> None:
    """Draw how the task stands that was begun at `place` of the page, and what it came to."""
    task = work.task()
    if task is None or task.place != place:
        return
    running = task.job.state().running
    st.fragment(_follow, run_every=WATCH_SECONDS if running else None)(bench, running)


def _received(bench: Bench, key: str) -> None:
    """Look at what was dropped at once, without loading it."""
    files = st.session_state.get(key)
    taken = [file.file_id for file in files or ()]
    if taken and taken == st.session_state.get(_TAKEN):
        return  # a browser that lags behind tells once more of what was loaded meanwhile
    st.session_state[_TAKEN] = taken
    if not files:
        task = work.task()
        if task is not None and task.place == "drop" and not work.busy():
            work.begin(None)  # the files that it speaks of are taken away
        return
    paths = tuple(bench.receive((file.name, file) for file in files))
    work.begin(Task("check", bench.check(paths), "drop", paths))


def _follow(bench: Bench, watching: bool) -> None:
    """Tell how the task stands; `watching` says that this is drawn again every second."""
    task = work.task()
    if task is None:
        return
    state = task.job.state()
    if state.running:
        if not watching:  # a click in this fragment began it
            st.rerun()
        draw(outcome.progress(task.doing, state.progress), key="desk.progress")
        return
    if not task.told:
        work.begin(replace(task, told=True))
        if task.doing == "load" and task.place == "drop":
            st.session_state[_ROUND] += 1  # an empty drop zone for the next
        st.rerun()
    report = state.report
    if task.doing == "suggest" and "profiles" in report:
        work.begin(None)
        mapping.begin(task.paths[0], report)
        st.rerun()
    draw(outcome.answer(task.doing, task.batch, report), key="desk.outcome")
    if "files" not in report and "snapshot" not in report:
        st.button(tr("Try again"), key="desk.again", on_click=_again, args=(bench, task))
    elif task.doing == "check" and task.place != "map" and outcome.loadable(report):
        st.button(tr("Load"), type="primary", key="desk.load", on_click=_load, args=(bench, task))
    for path in _unknown(task):
        says = tr("Say what the columns of {file} are", file=plain(path.name, 60))
        key = f"desk.suggest.{path.parent.name}"
        st.button(says, key=key, on_click=_suggest, args=(bench, task, path))
    if parts := outcome.details(task.doing, report):
        draw(*parts, key="desk.details")


def _unknown(task: Task) -> list[Path]:
    """Return the files of a dry run that could be read, and that nobody has declared."""
    if task.doing != "check" or task.place != "drop":
        return []
    names = [f["file"] for f in task.job.state().report.get("files", ()) if f.get("unknown")]
    return [path for path in task.paths if path.name in names]


def _suggest(bench: Bench, task: Task, path: Path) -> None:
    if work.task() == task:
        work.begin(Task("suggest", bench.suggest(path), "drop", (path,)))


def _load(bench: Bench, task: Task) -> None:
    """Load what the dry run saw; a second click of the same button finds another task."""
    if work.task() == task:
        work.begin(Task("load", bench.load(task.paths), task.place, task.paths))


def _again(bench: Bench, task: Task) -> None:
    if work.task() != task:
        return
    verbs: dict[Doing, Callable[[], Job]] = {
        "check": lambda: (
            bench.try_draft(task.paths[0], task.draft) if task.draft else bench.check(task.paths)
        ),
        "suggest": lambda: bench.suggest(task.paths[0]),
        "load": lambda: bench.load(task.paths),
        "undo": lambda: bench.undo(task.batch),
    }
    work.begin(replace(task, job=verbs[task.doing](), told=False))
