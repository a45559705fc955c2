"""`make run`: its refusals, and the whole way from an empty home to a served page and back."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.tools.test_host import free_port
from tools import run
from tools.host import ROOT

OWN_ENVIRONMENT = Path(sys.prefix) == ROOT / ".venv"

# Stands in for Streamlit where the server must misbehave: answers as it does, then does as told.
SERVER = """
import http.server, signal, sys, threading, time
class Health(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/_stcore/health" else 404)
        self.end_headers()
    def log_message(self, *arguments): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Health)
if sys.argv[2] == "deaf":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if sys.argv[2] == "dies":
    threading.Timer(1, server.shutdown).start()
server.serve_forever()
sys.exit(3)
"""


def make_run(home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tools.run"],
        cwd=ROOT,
        env={**os.environ, "ANDON_HOME": str(home), **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@contextmanager
def serving(*arguments: str, **variables: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def stand_in(port: int, manner: str) -> tuple[str, ...]:
    command = [sys.executable, "-c", SERVER, str(port), manner]
    program = (
        "import sys; from tools import run; from tools.host import guarded\n"
        f"run.STOP_SECONDS = 1\n"
        f"sys.exit(guarded(lambda: run.serve({command!r}, 'http://127.0.0.1:{port}')))"
    )
    return "-c", program


def wait_for(process: subprocess.Popen[str], sentence: str) -> list[str]:
    """Read the output up to the line that has `sentence`; the lines read."""
    assert process.stdout is not None
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if sentence in line:
            return lines
    raise AssertionError("\n".join(["ended without saying so:", *lines]))


def test_a_taken_port_is_told_before_anything_is_set_up_or_loaded(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        done = make_run(tmp_path / "home", ANDON_PORT=str(port))
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"Port {port} on 127.0.0.1 is taken")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "home").exists()


def test_a_port_that_is_none_is_told(tmp_path: Path) -> None:
    done = make_run(tmp_path, ANDON_PORT="eighty")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "ANDON_PORT is 'eighty': a port is a whole number from 1 to 65535.\n"


def test_it_listens_on_loopback_unless_told_otherwise() -> None:
    assert "--server.address=127.0.0.1" in run.server_command("127.0.0.1", 8501)
    done = make_run(Path("unused"), ANDON_ADDRESS="192.0.2.1", ANDON_PORT=str(free_port()))
    assert done.returncode == 1
    assert "ANDON_ADDRESS is '192.0.2.1', which is no address of this machine" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_is_passed_on_and_ends_well(number: signal.Signals) -> None:
    port = free_port()
    with serving(*stand_in(port, "obeys")) as process:
        assert wait_for(process, "Andon is at") == [
            f"Andon is at http://127.0.0.1:{port} (Ctrl-C stops it)"
        ]
        process.send_signal(number)
        assert wait_for(process, "stopped") == ["Andon is stopped"]
        assert process.wait(10) == 0
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=1)


def test_a_server_that_will_not_stop_is_ended() -> None:
    port = free_port()
    with serving(*stand_in(port, "deaf")) as process:
        wait_for(process, "Andon is at")
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=1)


def test_a_server_that_ends_by_itself_is_a_failure() -> None:
    with serving(*stand_in(free_port(), "dies")) as process:
        wait_for(process, "Andon is at")
        assert wait_for(process, "by itself") == [
            "The server ended by itself (exit code 3): the reason is above."
        ]
        assert process.wait(10) == 1


@pytest.mark.skipif(
    not OWN_ENVIRONMENT, reason="runs in the project's own .venv, as under make test"
)
def test_from_nothing_to_a_served_page_and_again_in_seconds(tmp_path: Path) -> None:
    port = free_port()
    variables = {"ANDON_HOME": str(tmp_path / "home"), "ANDON_PORT": str(port)}
    with serving("-m", "tools.run", **variables) as process:
        said = wait_for(process, "Andon is at")
        assert said[0] == "Nothing is loaded yet: writing the demo exports and loading them (once)"
        assert said[-1] == f"Andon is at http://127.0.0.1:{port} (Ctrl-C stops it)"
        assert (tmp_path / "home" / "published" / "CURRENT").exists()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as reply:
            assert reply.status == http.client.OK
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    started = time.monotonic()
    with serving("-m", "tools.run", **variables) as process:
        assert wait_for(process, "Andon is at") == [
            f"Andon is at http://127.0.0.1:{port} (Ctrl-C stops it)"
        ]
        assert time.monotonic() - started < 20, "seconds, also where other tests take the cores"
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
