"""`make` finds an interpreter that fits, or says in one sentence what is missing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A folder to be the whole PATH: what `sh` and `make` need, and no Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("sh", "head", "make"):
        found = shutil.which(name)
        assert found, f"{name} is part of every system that runs make"
        (folder / name).symlink_to(found)
    return folder


def shim(folder: Path, name: str, version: str) -> None:
    """Put an interpreter into `folder` that is too old: it answers `--version` and refuses code."""
    program = folder / name
    program.write_text(
        f'#!/bin/sh\n[ "$1" = --version ] && echo "Python {version}" && exit 0\nexit 1\n'
    )
    program.chmod(0o755)


def make(target: str, path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "--no-print-directory", target],
        cwd=ROOT,
        env={"PATH": str(path), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("target", ["run", "test", "setup", "bench"])
def test_no_python_at_all(path: Path, target: str) -> None:
    done = make(target, path)
    assert done.returncode != 0
    assert done.stdout == ""
    first, *rest = done.stderr.splitlines()
    assert first.startswith(
        "Andon needs Python 3.11 or newer, and there is no python3 on the PATH: install it"
    )
    assert [line for line in rest if not line.startswith("make: ***")] == []


def test_a_python_that_is_too_old(path: Path) -> None:
    shim(path, "python3", "3.9.2")
    done = make("run", path)
    assert done.returncode != 0
    assert (
        "Andon needs Python 3.11 or newer, and python3 is Python 3.9.2: install it" in done.stderr
    )


def test_a_named_python_that_is_not_there(path: Path) -> None:
    done = make("run", path, PYTHON="/nowhere/python3")
    assert done.returncode != 0
    assert "Andon needs Python 3.11 or newer, and there is no /nowhere/python3: " in done.stderr


def test_a_named_python_that_is_too_old_is_not_passed_over(path: Path) -> None:
    shim(path, "python2", "2.7.18")
    (path / "python3").symlink_to(sys.executable)
    done = make("run", path, PYTHON="python2")
    assert done.returncode != 0
    assert "python2 is Python 2.7.18" in done.stderr


def test_a_newer_python_beside_an_old_one_is_found(path: Path) -> None:
    shim(path, "python3", "3.9.2")
    (path / "python3.11").symlink_to(sys.executable)
    done = subprocess.run(
        ["sh", "tools/python.sh"],
        cwd=ROOT,
        env={"PATH": str(path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == str(path / "python3.11")
