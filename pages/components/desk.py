"""The desk where exports come in: drop, look at the dry run, load; and take a load back.

Loading is done by whoever is handed in as a `Bench`; here it is only asked for, watched and told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, Literal, Protocol

import streamlit as st

from metrics import Snapshot
from pages.components import outcome
from pages.components.dom import draw, el

LARGEST = 1000  # MB; held in the server's memory while it is sent
WATCH_SECONDS = 1.0
Doing = Literal["check", "load", "undo"]
_TASK, _ROUND, _ASKED = "andon.desk.task", "andon.desk.round", "andon.desk.undo"


class JobState(Protocol):
    """How a job stands."""

    @property
    def running(self) -> bool:
        """Whether it is still at work."""

    @property
    def progress(self) -> tuple[str, ...]:
        """The last lines it told."""

    @property
    def report(self) -> dict[str, Any]:
        """What it reported at its end."""


class Job(Protocol):
    """Work in a process of its own."""

    def state(self) -> JobState:
        """Return how it stands, without waiting."""


@dataclass(frozen=True)
class Bench:
    """The verbs of loading."""

    receive: Callable[[Iterable[tuple[str, BinaryIO]]], list[Path]]
    check: Callable[[Sequence[Path]], Job]
    load: Callable[[Sequence[Path]], Job]
    undo: Callable[[str], Job]


@dataclass(frozen=True)
class Task:
    """What this viewer has under way, or has just finished; `told` once its end was shown."""

    doing: Doing
    job: Job
    paths: tuple[Path, ...] = ()
    batch: str = ""
    told: bool = False


def draw_desk(bench: Bench) -> None:
    """Draw the drop zone and, below it, what became of what was dropped."""
    task: Task | None = st.session_state.get(_TASK)
    number = st.session_state.setdefault(_ROUND, 0)
    running = task is not None and task.job.state().running
    key = f"drop.{number}"
    st.file_uploader(
        f"Drop exports here: CSV, TSV, Excel, JSON, Parquet, plain or zipped, up to "
        f"{LARGEST:,} MB each. Larger ones load with python -m loaders load FILE.",
        accept_multiple_files=True,
        max_upload_size=LARGEST,
        disabled=running,
        key=key,
        on_change=_received,
        args=(bench, key),
    )
    st.fragment(_follow, run_every=WATCH_SECONDS if running else None)(bench, running)


def _received(bench: Bench, key: str) -> None:
    """Look at what was dropped at once, without loading it."""
    files = st.session_state[key]
    if not files:
        st.session_state.pop(_TASK, None)
        return
    paths = tuple(bench.receive((file.name, file) for file in files))
    st.session_state[_TASK] = Task("check", bench.check(paths), paths)


def _follow(bench: Bench, watching: bool) -> None:
    """Tell how the task stands; `watching` says that this is drawn again every second."""
    task: Task | None = st.session_state.get(_TASK)
    if task is None:
        return
    state = task.job.state()
    if state.running:
        if not watching:  # a click in this fragment began it
            st.rerun()
        draw(outcome.progress(task.doing, state.progress), key="desk.progress")
        return
    if not task.told:
        st.session_state[_TASK] = replace(task, told=True)
        if task.doing == "load":
            st.session_state[_ROUND] += 1  # an empty drop zone for the next
        st.rerun()
    report = state.report
    draw(*outcome.told(task.doing, task.batch, report), key="desk.outcome")
    if "files" not in report and "snapshot" not in report:
        st.button("Try again", key="desk.again", on_click=_again, args=(bench, task))
    elif task.doing == "check" and outcome.loadable(report):
        st.button("Load", type="primary", key="desk.load", on_click=_load, args=(bench, task))


def _load(bench: Bench, task: Task) -> None:
    """Load what the dry run saw; a second click of the same button finds another task."""
    if st.session_state.get(_TASK) == task:
        st.session_state[_TASK] = Task("load", bench.load(task.paths), task.paths)


def _again(bench: Bench, task: Task) -> None:
    if st.session_state.get(_TASK) != task:
        return
    verbs: dict[Doing, Callable[[], Job]] = {
        "check": lambda: bench.check(task.paths),
        "load": lambda: bench.load(task.paths),
        "undo": lambda: bench.undo(task.batch),
    }
    st.session_state[_TASK] = replace(task, job=verbs[task.doing](), told=False)


def draw_batches(bench: Bench, files: Sequence[dict[str, Any]], snapshot: Snapshot) -> None:
    """Draw the loads of `files`, newest first, with the way to take one back."""
    loaded = {file["batch"] for file in files if file["state"] == "loaded"}

    def act(do: str, key: str) -> None:
        if do == "undo" and key in loaded:
            st.session_state[_ASKED] = key

    draw(
        el("div", "section", el("h2", "", "Batches"), el("span", "muted", "newest first")),
        outcome.batches(files, snapshot.timezone),
        key="batches",
        on=act,
    )
    asked = st.session_state.get(_ASKED)
    if asked not in loaded:
        return
    says = (
        f"Take back {asked}? Everything else is loaded again from the archive, as if {asked} had "
        "never been loaded. That takes as long as loading it all."
    )
    draw(el("p", "note", says), key="undo.question")
    with st.container(horizontal=True):
        st.button(f"Undo {asked}", key="undo.yes", on_click=_undo, args=(bench, asked))
        st.button("Keep it", key="undo.no", on_click=_keep)


def _undo(bench: Bench, batch: str) -> None:
    task: Task | None = st.session_state.get(_TASK)
    if st.session_state.pop(_ASKED, None) == batch and not (task and task.job.state().running):
        st.session_state[_TASK] = Task("undo", bench.undo(batch), batch=batch)


def _keep() -> None:
    st.session_state.pop(_ASKED, None)
