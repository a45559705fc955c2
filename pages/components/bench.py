"""What the Data page may ask for, and what this viewer has under way.

Loading is done by whoever is handed in as a `Bench`; the components only ask, watch and tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal, Protocol

import streamlit as st

Doing = Literal["check", "load", "undo", "suggest"]
Place = Literal["drop", "fix", "batches", "map"]  # where on the page a task was begun, and is told
Row = Mapping[str, Any]
Cells = Mapping[str, str | None]
_TASK = "andon.desk.task"


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
    """The verbs of loading.

    `fix_file` writes quarantined rows as a file to correct, with the cells that they shall have.
    The others are the mapping form's: `suggest` says what an export's columns could be, `columns`
    and `zones` what can be chosen, `pattern` which files are like a file, `declared` the YAML of
    the answers and what is wrong with them; `try_draft` tries that YAML, `keep` saves it.
    """

    receive: Callable[[Iterable[tuple[str, BinaryIO]]], list[Path]]
    check: Callable[[Sequence[Path]], Job]
    load: Callable[[Sequence[Path]], Job]
    undo: Callable[[str], Job]
    fix_file: Callable[[Sequence[Row], Sequence[Cells]], bytes]
    suggest: Callable[[Path], Job]
    try_draft: Callable[[Path, str], Job]
    columns: Mapping[str, Sequence[Row]]
    zones: Sequence[str]
    pattern: Callable[[str], str]
    declared: Callable[[Row, Sequence[Row]], tuple[str, list[str]]]
    keep: Callable[[Row], str]


@dataclass(frozen=True)
class Task:
    """What this viewer has under way, or has just finished; `told` once its end was shown."""

    doing: Doing
    job: Job
    place: Place
    paths: tuple[Path, ...] = ()
    batch: str = ""
    draft: str = ""  # the YAML that is tried
    told: bool = False


def task() -> Task | None:
    """Return the viewer's task."""
    found: Task | None = st.session_state.get(_TASK)
    return found


def begin(new: Task | None) -> None:
    """Make `new` the viewer's task; None lets go of a finished one."""
    st.session_state[_TASK] = new


def busy() -> bool:
    """Tell whether the viewer's task is at work; another one has to wait."""
    mine = task()
    return mine is not None and mine.job.state().running
