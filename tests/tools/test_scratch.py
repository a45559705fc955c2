"""Where `make test` keeps the tests' files: in memory, if there is room and they may start."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tools import test

MiB = 1024  # in the kB of /proc/meminfo
Machine = Callable[..., Path]


@pytest.fixture
def meminfo(tmp_path: Path) -> Machine:
    """What Linux tells of a machine's memory."""

    def tell(available: int) -> Path:
        told = tmp_path / "meminfo"
        told.write_text(f"MemTotal: {99 * available} kB\nMemAvailable: {available} kB\n")
        return told

    return tell


def on(folder: Path, monkeypatch: pytest.MonkeyPatch, room: int, flags: int = 0) -> Path:
    """A file system with `room` bytes left."""
    real = os.statvfs(folder)
    fields = [*real[:10]]
    fields[1], fields[4], fields[8] = 4096, room // 4096, flags
    monkeypatch.setattr(os, "statvfs", lambda _: os.statvfs_result(fields))
    return folder


@pytest.mark.parametrize(
    ("room", "available", "flags", "taken"),
    [
        (4 << 30, 8 * 1024 * MiB, 0, True),
        ((4 << 30) - 4096, 8 * 1024 * MiB, 0, False),
        (4 << 30, 8 * 1024 * MiB - 1, 0, False),
        (4 << 30, 8 * 1024 * MiB, test.NOEXEC, False),
        (4 << 30, 8 * 1024 * MiB, os.ST_RDONLY, False),
    ],
)
def test_memory_is_taken_where_it_has_room_and_what_lies_there_may_start(
    tmp_path: Path,
    meminfo: Machine,
    monkeypatch: pytest.MonkeyPatch,
    room: int,
    available: int,
    flags: int,
    taken: bool,
) -> None:
    told = meminfo(available)
    with test.scratch(on(tmp_path, monkeypatch, room, flags), told) as environment:
        assert (environment.keys() == {"TMPDIR"}) is taken
        assert environment == {} or Path(environment["TMPDIR"]).parent == tmp_path
    assert [path.name for path in tmp_path.iterdir()] == ["meminfo"]


def test_a_machine_that_has_no_such_folder_uses_its_disk(tmp_path: Path, meminfo: Machine) -> None:
    for memory, told in ((tmp_path / "shm", meminfo(1 << 40)), (tmp_path, tmp_path / "proc")):
        with test.scratch(memory, told) as environment:
            assert environment == {}


def test_what_failed_tests_left_stays_and_is_told(
    tmp_path: Path,
    meminfo: Machine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = meminfo(1 << 30)
    with test.scratch(on(tmp_path, monkeypatch, 8 << 30), told) as environment:
        folder = Path(environment["TMPDIR"])
        (folder / "pytest-of-me" / "pytest-0").mkdir(parents=True)
    assert folder.is_dir()
    assert str(folder) in capsys.readouterr().out
