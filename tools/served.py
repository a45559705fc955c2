"""A server for as long as a block runs: for the tests, the pictures and the measurements.

Standard library only, as all of `tools` that set-up needs. Unlike `tools.run` it loads nothing,
takes whatever port is free, and keeps what the server says to itself until the server fails.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.host import ROOT, RefusedError

APP = ROOT / "app.py"
START_SECONDS = 60
STOP_SECONDS = 20


@dataclass(frozen=True)
class Server:
    """A running app: its address, its data, its output and its process."""

    url: str
    home: Path
    log: Path
    pid: int

    def to(self, path: str) -> str:
        """Return the address of `path` on this server."""
        return f"{self.url}/{path.lstrip('/')}"


@contextmanager
def serving(
    home: Path, *options: str, script: Path = APP, config: Path | None = None
) -> Iterator[Server]:
    """Serve `script` on `home` at a free port of this machine until the block ends.

    `options` are Streamlit's, `config` the folder of ANDON_CONFIG (None: as in the environment).
    What the server says is in ``server.log`` of the home. RefusedError where it does not start.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = home / "server.log"
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless=true",
               f"--server.port={port}", "--server.fileWatcherType=none", *options]  # fmt: skip
    environment = {**os.environ, "ANDON_HOME": str(home)}
    if config is not None:
        environment["ANDON_CONFIG"] = str(config)
    with log.open("wb") as out:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(address, server, log)
            yield Server(address, home, log, server.pid)
        finally:
            _stop(server)


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with direct.open(f"{address}/_stcore/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    said = log.read_text(encoding="utf-8", errors="replace").strip()
    raise RefusedError(f"The server did not start.\n{said}".strip())


def _stop(server: subprocess.Popen[bytes]) -> None:
    """End the server; one that does not want to is ended after a while."""
    server.terminate()
    try:
        server.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
