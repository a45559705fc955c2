"""Serve Andon on this machine: set up, load the demo where nothing is loaded, start, say where.

ANDON_PORT (8501) and ANDON_ADDRESS (127.0.0.1, so that nobody else reaches it) choose where it
listens; ANDON_HOME where its data is kept. Ends with 0 when it is stopped, by Ctrl-C or a signal,
and with 1 when it could not start or the server ended by itself.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

from tools import setup
from tools.host import (
    ROOT,
    RefusedError,
    guarded,
    port_of,
    require_disk,
    require_port,
    require_python,
    say,
    url,
)

DEMO = ROOT / "data" / "demo"
DEMO_DISK = 500_000_000
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
START_SECONDS = 120
STOP_SECONDS = 10
QUARANTINED = 1  # the loaders' exit code when all is loaded but for lines in quarantine


def main() -> int:
    """Serve until stopped."""
    require_python()
    address = os.environ.get("ANDON_ADDRESS") or "127.0.0.1"
    port = port_of(os.environ.get("ANDON_PORT") or "8501")
    require_port(address, port)  # before minutes of set-up
    setup.prepare(setup.RUNTIME)
    home = Path(os.environ.get("ANDON_HOME") or ROOT / "data" / "home").resolve()
    if not (home / "published" / "CURRENT").exists():
        load_demo(home)
    if address not in LOOPBACK:
        say(f"It will listen on {address}: whoever reaches this machine there can open it")
    return serve(server_command(address, port), url(address, port))


def load_demo(home: Path) -> None:
    """Write the demo exports and load them into `home`, which has nothing published."""
    say("Nothing is loaded yet: writing the demo exports and loading them (once)")
    require_disk(home, DEMO_DISK, "loading the demo exports")
    exports = DEMO / "exports"  # beside them lies the truth about them, which is no export
    shutil.rmtree(exports, ignore_errors=True)  # perhaps half-written, by a run that was stopped
    if _python("-m", "data.demo", str(DEMO)):
        raise RefusedError("The demo exports could not be written: the reason is above.")
    if _python("-m", "loaders", "load", str(exports)) not in (0, QUARANTINED):
        raise RefusedError("The demo exports could not be loaded: the reason is above.")
    say(f"The demo exports are loaded; they lie in {exports.relative_to(ROOT)}")


def _python(*arguments: str) -> int:
    """Run the environment's Python on `arguments`; its report is dropped, its progress shown."""
    command = [str(setup.python()), *arguments]
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False).returncode


def server_command(address: str, port: int) -> list[str]:
    """Return the command that serves the app, without a greeting or a question of its own."""
    options = {
        "server.address": address,
        "server.port": port,
        "server.headless": "true",
        "browser.gatherUsageStats": "false",
        "logger.hideWelcomeMessage": "true",
        "logger.level": "warning",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    return [str(setup.python()), "-m", "streamlit", "run", "app.py", *flags]


def serve(command: list[str], address: str) -> int:
    """Run `command`, say `address` once it answers, pass a stop on to it; return the exit code."""
    stopped: list[int] = []
    started: list[subprocess.Popen[bytes]] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        stopped.append(number)
        for server in started:
            server.terminate()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    # Its own session: Ctrl-C comes from here only, and once.
    server = subprocess.Popen(command, cwd=ROOT, start_new_session=True)
    started.append(server)
    if stopped:  # while it was starting
        server.terminate()
    if _answers(address, server):
        say(f"Andon is at {address} (Ctrl-C stops it)")
    elif server.poll() is None and not stopped:
        server.kill()
        raise RefusedError(
            f"The server did not answer at {address} within {START_SECONDS} seconds."
        )
    code = _ended(server, stopped)
    if stopped:
        say("Andon is stopped")
        return 0
    raise RefusedError(f"The server ended by itself (exit code {code}): the reason is above.")


def _answers(address: str, server: subprocess.Popen[bytes]) -> bool:
    """Wait until the server is healthy; False when it ends or stays silent."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < until:
        try:
            with direct.open(f"{address}/_stcore/health", timeout=2) as reply:
                if reply.status == 200:
                    return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False


def _ended(server: subprocess.Popen[bytes], stopped: list[int]) -> int:
    """Wait for the end; a server that was asked to stop and does not is ended after a while."""
    patience = STOP_SECONDS
    while True:
        try:
            return server.wait(timeout=1)
        except subprocess.TimeoutExpired:
            patience -= 1 if stopped else 0
            if patience < 0:
                server.kill()


if __name__ == "__main__":
    sys.exit(guarded(main))
