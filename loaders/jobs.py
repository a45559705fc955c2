"""Loads as processes of their own, so that who asks for one goes on reading meanwhile.

A job is a folder of ``ANDON_HOME/jobs``: its progress (stderr) and its result (stdout) are files
there. What a browser sends is kept in ``ANDON_HOME/inbox`` until the oldest is dropped; a load
archives what it takes in.
"""

from __future__ import annotations

import io
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from loaders import listing
from metrics.language import later
from metrics.model import UserError
from metrics.settings import ROOT, Settings

KEPT = 20
KEPT_SECONDS = 24 * 3600  # younger ones are never dropped: they may be running or waited for
LAST_LINES = 6
LONGEST_NAME = 150  # bytes; file systems end at 255, and a load adds to it
_UNSAFE = re.compile(r"[^\w .()+,@=-]+")


@dataclass(frozen=True)
class State:
    """How a job stands: running with its last lines of progress, or done.

    `report` is the one JSON object that the command printed (see ``python -m loaders``), and
    `exit_code` 0 done, 1 done with rows in quarantine, 2 refused, anything else a fault of ours.
    """

    running: bool
    progress: tuple[str, ...]
    report: dict[str, Any]
    exit_code: int | None


@dataclass(frozen=True)
class Job:
    """A command of the loaders in its own process."""

    folder: Path
    process: subprocess.Popen[bytes]

    def state(self) -> State:
        """Return how the job stands at this moment; never waits."""
        code = self.process.poll()
        lines = (self.folder / "progress").read_text("utf-8", "replace").splitlines()
        last = tuple(lines[-LAST_LINES:])
        if code is None:
            return State(True, last, {}, None)
        return State(False, last, _report(self.folder / "result.json", code), code)


def start(settings: Settings, paths: Iterable[Path], dry_run: bool) -> Job:
    """Load `paths`, or with `dry_run` say what a load would do."""
    given = [str(path.resolve()) for path in paths]  # never an option: it begins with a slash
    return _run(settings, ["check" if dry_run else "load", "--json", *given])


def suggest(settings: Settings, path: Path) -> Job:
    """Say what the columns of an unknown export could be."""
    return _run(settings, ["suggest", "--json", str(path.resolve())])


def try_draft(settings: Settings, path: Path, text: str) -> Job:
    """Say what a load of `path` would do with a source that is `text` and not kept yet."""
    draft = _fresh(settings.home / "inbox") / "draft.yaml"
    draft.write_text(text, encoding="utf-8")
    return _run(settings, ["check", "--json", "--draft", str(draft), str(path.resolve())])


def undo(settings: Settings, batch: str) -> Job:
    """Take `batch` back."""
    return _run(settings, ["undo", "--json", "--", batch])


def receive(settings: Settings, files: Iterable[tuple[str, BinaryIO]]) -> list[Path]:
    """Write what was sent to the inbox, under safe names; return the paths, in order."""
    folder = _fresh(settings.home / "inbox")
    paths = []
    for number, (name, content) in enumerate(files, 1):
        path = folder / str(number) / safe_name(name)  # two may have one name
        path.parent.mkdir()
        with path.open("wb") as out:
            shutil.copyfileobj(content, out)
        paths.append(path)
    return paths


def again(settings: Settings, batch: str) -> Path:
    """Write the quarantined lines of `batch` as they are to the inbox; return the path.

    Loaded, it tries them again: a word may be mapped by now. UserError where none waits.
    """
    content = listing.fix_file(settings, batch)
    if content.count(b"\n") < 2:
        raise UserError(later("no line of batch {batch} is in quarantine", batch=batch))
    return receive(settings, [(f"{batch}-again.csv", io.BytesIO(content))])[0]


def safe_name(name: str) -> str:
    """Return `name` as a plain file name: no folder, no hidden file, no sign with a meaning."""
    last = re.split(r"[/\\]", name)[-1]
    plain = _UNSAFE.sub("_", last).strip(" .") or "file"
    stem, ending = plain.split(".", maxsplit=1) if "." in plain else (plain, "")
    ending = _cut(f".{ending}", 30) if ending else ""
    return _cut(stem, LONGEST_NAME - len(ending.encode())) + ending


def _cut(text: str, size: int) -> str:
    return text.encode()[:size].decode("utf-8", "ignore")


def _run(settings: Settings, arguments: Sequence[str]) -> Job:
    folder = _fresh(settings.home / "jobs")
    where = {"ANDON_HOME": str(settings.home)}
    if settings.config is not None:
        where["ANDON_CONFIG"] = str(settings.config.resolve())
    with (folder / "result.json").open("wb") as out, (folder / "progress").open("wb") as told:
        process = subprocess.Popen(  # noqa: S603  our own program, and paths that we made
            [sys.executable, "-m", "loaders", *arguments],
            cwd=ROOT,
            env={**os.environ, **where},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=told,
            start_new_session=True,  # a server that is stopped does not stop the load
        )
    return Job(folder, process)


def _fresh(parent: Path) -> Path:
    """Make a folder in `parent`, and drop the old ones beyond those kept."""
    parent.mkdir(parents=True, exist_ok=True)
    old = sorted(parent.iterdir())[:-KEPT]
    for folder in old:
        if folder.stat().st_mtime < time.time() - KEPT_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
    folder = parent / f"{time.time_ns():020d}-{secrets.token_hex(4)}"
    folder.mkdir()
    return folder


def _report(path: Path, code: int) -> dict[str, Any]:
    try:
        report = json.loads(path.read_bytes())
    except ValueError:
        report = None
    if isinstance(report, dict):
        return report
    why = later(
        "the load stopped without a result (exit {code}); {file} tells the rest",
        code=code, file=f"{path.parent}/progress",
    )  # fmt: skip
    return {"state": "refused", "message": why}
