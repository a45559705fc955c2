"""The gate: format, lint, types, tests with the browser tests among them. All must pass.

Every step runs even when an earlier one failed, so that one call tells all there is to mend.
`python -m tools.test ARGUMENTS…` hands its arguments to pytest.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools import chromium, setup
from tools.host import ROOT, guarded, say

CHECKS = {
    "format": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "."],
    "types": ["mypy"],
}
# Which tests stay together on a worker, and in which order, tests/conftest.py says.
PYTEST = ["pytest", "-n", "auto", "--no-loadscope-reorder", "--timeout", "300"]
MEMORY = Path("/dev/shm")  # noqa: S108 - the folder that is made in it is its owner's alone
NOEXEC = 8  # of statvfs; only Linux has a name for it
GIB = 1 << 30
FILES = 4 * GIB  # what the tests' homes may take at once, with room to spare
BESIDE = 4 * GIB  # for the processes of the tests


def main() -> int:
    """Return 0 when every step passed."""
    setup.prepare(setup.DEVELOPMENT)
    browser = chromium.ensure()
    # A developer's own data and configuration must not decide whether the tests pass.
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("ANDON_") or name == "ANDON_REAL_DATA"
    }
    environment = {**kept, "ANDON_CHROMIUM": str(browser)}
    failed = [name for name, command in CHECKS.items() if _step(name, command, environment)]
    with scratch() as folder:
        if _step("tests", [*PYTEST, *sys.argv[1:]], environment | folder):
            failed.append("tests")
    if failed:
        print(f"Failed: {', '.join(failed)}", file=sys.stderr, flush=True)
    return 1 if failed else 0


@contextmanager
def scratch(
    memory: Path = MEMORY, meminfo: Path = Path("/proc/meminfo")
) -> Iterator[dict[str, str]]:
    """Give the environment that keeps the tests' files in `memory`, where it has room for them.

    Thousands of small databases are made, and each waits for the disk many times. What failed
    tests left behind is told and stays, until it is deleted or the machine is started again.
    """
    if not has_room(memory, meminfo):
        yield {}
        return
    folder = Path(tempfile.mkdtemp(prefix="andon-tests-", dir=memory))
    try:
        yield {"TMPDIR": str(folder)}
    finally:
        # pyproject.toml has pytest delete what tests left that passed.
        left = [path for path in folder.glob("pytest-of-*/pytest-*") if path.is_dir()]
        if left:
            say(f"What failed tests left is in memory: delete {folder} when it has been read")
        else:
            shutil.rmtree(folder, ignore_errors=True)


def has_room(memory: Path, meminfo: Path) -> bool:
    """Tell whether `memory`, a file system in memory, can take what the tests write."""
    try:
        told = os.statvfs(memory)
        lines = dict(line.split(":", 1) for line in meminfo.read_text().splitlines())
        available = int(lines["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):  # no such folder, no Linux
        return False
    barred = told.f_flag & (os.ST_RDONLY | NOEXEC)  # some tests start what they write
    return not barred and told.f_bavail * told.f_frsize >= FILES and available >= FILES + BESIDE


def _step(name: str, command: list[str], environment: dict[str, str]) -> int:
    say(f"== {name}")
    module, *arguments = command
    run = [str(setup.python()), "-m", module, *arguments]
    return subprocess.run(run, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(guarded(main))
