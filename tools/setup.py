"""Make `.venv` hold what the requirement files pin; once for each change of them.

Two levels: what the app needs to run, and on top of it what the tests need. Each leaves a stamp,
a hash of its files, in `.venv`; while the stamp fits, set-up costs milliseconds.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.host import ROOT, RefusedError, guarded, require_disk, require_python, say

DISK = 2_000_000_000
RUNTIME = "requirements.txt"
DEVELOPMENT = "requirements-dev.txt"
CONSTRAINTS = "constraints.txt"


def python(root: Path = ROOT) -> Path:
    """Return the interpreter of the project's own environment."""
    return root / ".venv" / "bin" / "python"


def prepare(level: str, root: Path = ROOT) -> bool:
    """Bring `.venv` to `level`, a requirement file's name; return whether anything was to do.

    A set-up that was killed has left no stamp, and is simply done again. Two at once wait for each
    other. Raises RefusedError where the disk, the interpreter or the packages are not to be had.
    """
    if _stamped(level, root):
        return False
    require_python()
    require_disk(root, DISK, "setting up .venv")
    try:
        with _alone(root):
            if _stamped(level, root):  # somebody else did it while we waited
                return False
            _install(level, root)
    except OSError as error:
        raise RefusedError(f"Cannot set up {root / '.venv'}: {error.strerror or error}.") from error
    return True


def _stamped(level: str, root: Path) -> bool:
    stamp = _stamp_file(level, root)
    return (
        python(root).exists() and stamp.exists() and stamp.read_text() == _fingerprint(level, root)
    )


def _stamp_file(level: str, root: Path) -> Path:
    return root / ".venv" / f"{level}.stamp"


def _fingerprint(level: str, root: Path) -> str:
    """Hash all that decides what is installed; the development level includes the runtime's.

    The interpreter belongs to it: when the system's Python moves on, its old packages are lost.
    """
    names = [CONSTRAINTS, RUNTIME] + ([DEVELOPMENT] if level == DEVELOPMENT else [])
    texts = [(root / name).read_bytes() for name in names]
    interpreter = str(python(root).resolve()).encode()
    return hashlib.sha256(b"\0".join([interpreter, *texts])).hexdigest()


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Hold the project folder's lock; the kernel lets go of it however the process ends."""
    folder = os.open(root, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another set-up is under way in this folder; waiting for it.")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _install(level: str, root: Path) -> None:
    say(f"Setting up .venv from {level} (a minute or a few; only when the pins change)")
    started = time.monotonic()
    if not _usable(root):
        _create(root)
    for other in (RUNTIME, DEVELOPMENT):  # whichever stood here describes what was before
        _stamp_file(other, root).unlink(missing_ok=True)
    _pip(["install", "--requirement", level, "--constraint", CONSTRAINTS], root)
    for reached in {RUNTIME, level}:
        _stamp_file(reached, root).write_text(_fingerprint(reached, root))
    say(f"Set up in {time.monotonic() - started:.0f} s")


def _usable(root: Path) -> bool:
    """Tell whether `.venv` has an interpreter that starts, is new enough and has pip."""
    if not python(root).exists():
        return False
    check = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return (
        subprocess.run([python(root), "-c", check], capture_output=True, check=False).returncode
        == 0
    )


def _create(root: Path) -> None:
    # An activated .venv would otherwise delete the interpreter that it is being rebuilt with.
    base = Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}"
    interpreter = base if base.exists() else Path(sys.executable)
    made = subprocess.run(
        [str(interpreter), "-m", "venv", "--clear", str(root / ".venv")],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        said = made.stdout + made.stderr
        if "ensurepip" in said:
            raise RefusedError(
                f"{interpreter} cannot make a virtual environment: install its venv module "
                "(Debian, Ubuntu: apt-get install python3-venv) and try again."
            )
        raise RefusedError(f"{interpreter} cannot make {root / '.venv'}: {_last(said, 1)}")


def _pip(arguments: list[str], root: Path) -> None:
    """Run pip quietly in `root`; its words are kept in a log and shown where it fails."""
    command = [
        str(python(root)),
        "-m",
        "pip",
        *arguments,
        "--no-input",
        "--disable-pip-version-check",
    ]
    done = subprocess.run(
        command,
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    log = root / ".venv" / "pip.log"
    log.write_text(done.stdout)
    if done.returncode == 0:
        return
    if "No space left on device" in done.stdout:
        raise RefusedError("The disk is full: make room (set-up needs 2 GB) and try again.")
    raise RefusedError(
        f"{_last(done.stdout, 5)}\npip could not install the pinned packages: check the network "
        f"(or the proxy) and try again; all that pip said is in {log}."
    )


def _last(text: str, lines: int) -> str:
    return "\n".join(text.strip().splitlines()[-lines:])


def main() -> int:
    """Set up everything that running and testing need from Python."""
    if not prepare(DEVELOPMENT):
        say(".venv is up to date")
    return 0


if __name__ == "__main__":
    sys.exit(guarded(main))
