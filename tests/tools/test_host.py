"""Ports, disks and refusals, against this machine's own."""

from __future__ import annotations

import errno
import socket
from pathlib import Path

import pytest

from tools import host


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def test_a_free_port_passes() -> None:
    host.require_port("127.0.0.1", free_port())


def test_a_taken_port_is_refused_with_a_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(host.RefusedError) as refused:
            host.require_port("127.0.0.1", port)
    assert f"Port {port} on 127.0.0.1 is taken" in str(refused.value)
    assert f"ANDON_PORT={port + 1} make run" in str(refused.value)


def test_a_port_taken_on_every_address_is_taken_here_too() -> None:
    with (
        socket.create_server(("0.0.0.0", 0)) as server,
        pytest.raises(host.RefusedError, match="is taken"),
    ):
        host.require_port("127.0.0.1", server.getsockname()[1])


def test_a_port_that_a_stopped_server_left_resting_is_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as client:
            accepted, _ = server.accept()
            accepted.close()  # the server closes first, so its side waits in TIME_WAIT
            assert client.recv(1) == b""
    host.require_port("127.0.0.1", port)


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(host.RefusedError, match=r"'192\.0\.2\.1', which is no address of this"):
        host.require_port("192.0.2.1", free_port())  # the range kept for documentation


def test_a_name_that_is_no_address_is_refused() -> None:
    with pytest.raises(host.RefusedError, match="no address of this machine"):
        host.require_port("no-such-host.invalid", free_port())


def test_a_reserved_port_says_who_may_take_it() -> None:
    refusal = host._why(PermissionError(errno.EACCES, "Permission denied"), "127.0.0.1", 80)
    assert refusal == "Port 80 is for root only: choose one from 1024 up, such as ANDON_PORT=8501."


@pytest.mark.parametrize("text", ["0", "65536", "-1", "85o1", "8501.0", "", "²"])
def test_what_is_no_port_is_refused(text: str) -> None:
    with pytest.raises(host.RefusedError, match="a whole number from 1 to 65535"):
        host.port_of(text)


def test_ports_are_whole_numbers() -> None:
    assert [host.port_of(text) for text in ("1", "8501", "65535")] == [1, 8501, 65535]


def test_too_little_disk_is_refused_with_both_sizes(tmp_path: Path) -> None:
    with pytest.raises(host.RefusedError) as refused:
        host.require_disk(tmp_path / "not" / "there yet", 10**18, "setting up .venv")
    said = str(refused.value)
    assert said.startswith("Not enough disk: setting up .venv needs 1000000000.0 GB and ")
    assert f"{tmp_path} has " in said
    host.require_disk(tmp_path, 1, "a byte")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("127.0.0.1", "http://127.0.0.1:8501"),
        ("0.0.0.0", "http://127.0.0.1:8501"),
        ("::1", "http://[::1]:8501"),
        ("::", "http://[::1]:8501"),
    ],
)
def test_the_url_is_one_that_a_browser_opens(address: str, expected: str) -> None:
    assert host.url(address, 8501) == expected


def test_a_refusal_is_its_sentence_and_no_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    def refuse() -> int:
        raise host.RefusedError("The disk is full.")

    assert host.guarded(refuse) == 1
    assert capsys.readouterr().err == "The disk is full.\n"


def test_what_the_system_refuses_is_a_sentence_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def read() -> int:
        return len((tmp_path / "gone").read_text())

    assert host.guarded(read) == 1
    assert (
        capsys.readouterr().err == f"Cannot go on: No such file or directory ({tmp_path}/gone).\n"
    )
