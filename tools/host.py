"""What the scripts ask of the machine: Python, disk, a port; and how they refuse."""

from __future__ import annotations

import errno
import shutil
import socket
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)


class RefusedError(Exception):
    """What stands in the way and what to do about it, in one sentence."""


def say(sentence: str) -> None:
    """Tell the person at the terminal; flushed, so that it is also timely in a pipe."""
    print(sentence, flush=True)


def guarded(main: Callable[[], int]) -> int:
    """Return `main`'s exit code; a refusal becomes its sentence on stderr and 1."""
    try:
        return main()
    except RefusedError as refusal:
        print(refusal, file=sys.stderr, flush=True)
        return 1
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        reason = f"Cannot go on: {error.strerror or error}{where}."
        print(reason, file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        print("Stopped before it was done; the next call goes on.", file=sys.stderr, flush=True)
        return 130


def require_python() -> None:
    """Refuse an interpreter that the pinned packages do not support."""
    if sys.version_info < OLDEST:
        has = ".".join(str(part) for part in sys.version_info[:3])
        raise RefusedError(f"Andon needs Python 3.11 or newer, and {sys.executable} is {has}.")


def require_disk(folder: Path, needed: int, purpose: str) -> None:
    """Refuse when the disk that holds `folder` has fewer than `needed` bytes free."""
    existing = next(path for path in (folder, *folder.resolve().parents) if path.exists())
    free = shutil.disk_usage(existing).free
    if free < needed:
        raise RefusedError(
            f"Not enough disk: {purpose} needs {_size(needed)} and {existing} has {_size(free)} "
            "free. Make room there and try again."
        )


def _size(count: int) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"


def port_of(text: str) -> int:
    """Return the port that `text` names."""
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 65535:
        return int(text)
    raise RefusedError(f"ANDON_PORT is {text!r}: a port is a whole number from 1 to 65535.")


def require_port(address: str, port: int) -> None:
    """Refuse an address that is not this machine's or a port that somebody listens on."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As the server does: a port that only rests after a stop is free, one listened on is not.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
            probe.listen()
        except OSError as error:
            raise RefusedError(_why(error, address, port)) from error


def _why(error: OSError, address: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} on {address} is taken, perhaps by Andon itself: stop what listens there, "
            f"or choose another port: ANDON_PORT={port % 65535 + 1} make run"
        )
    if error.errno == errno.EACCES:
        return f"Port {port} is for root only: choose one from 1024 up, such as ANDON_PORT=8501."
    return f"ANDON_ADDRESS is {address!r}, which is no address of this machine ({error.strerror})."


def url(address: str, port: int) -> str:
    """Return where a browser on this machine reaches a server that listens on `address`."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104 - not a bind
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
